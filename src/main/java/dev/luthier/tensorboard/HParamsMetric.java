package dev.luthier.tensorboard;

import dev.luthier.tensorboard.proto.DatasetType;
import dev.luthier.tensorboard.proto.MetricInfo;
import dev.luthier.tensorboard.proto.MetricName;

/**
 * A column of the HParams table: the last value of a tag, in the directory of each trial or in a
 * run below it.
 *
 * @param run below the trial's directory, such as {@code validation}; empty for the trial's own
 * @param tag of scalars, such as {@code epoch_accuracy}
 * @param title of the column
 */
public record HParamsMetric(String run, String tag, String title) {

  /** Tag of the value that a trial is judged by: with several objectives, of the first. */
  public static final String OBJECTIVE_TAG = "objective";

  private static final String TRAINING = "train";
  private static final String VALIDATION = "validation";

  public HParamsMetric {
    if (tag.isBlank()) {
      throw new IllegalArgumentException(
          "tag must not be empty, was \"" + tag + "\"; write such as \"epoch_loss\"");
    }
  }

  /**
   * What a trial is judged by; {@link HParamsWriter#end} writes it.
   *
   * @param figure that is the objective, such as {@code validation/accuracy}
   */
  public static HParamsMetric objective(String figure) {
    return objective(0, figure);
  }

  /**
   * One of the objectives that a trial is judged by.
   *
   * @param index of it, from 0
   * @param figure that is the objective, such as {@code parameters}
   */
  public static HParamsMetric objective(int index, String figure) {
    return new HParamsMetric("", objectiveTag(index), "objective (" + figure + ")");
  }

  /** {@code objective}, then {@code objective_2} and so on. */
  static String objectiveTag(int index) {
    return index == 0 ? OBJECTIVE_TAG : OBJECTIVE_TAG + "_" + (index + 1);
  }

  /**
   * A figure of a training, under the tag and in the run in which {@link TensorBoardListener}
   * writes it.
   *
   * @param figure such as {@code accuracy} or {@code validation/loss}
   */
  public static HParamsMetric ofFigure(String figure) {
    String prefix = VALIDATION + "/";
    boolean validation = figure.startsWith(prefix);
    String name = validation ? figure.substring(prefix.length()) : figure;
    return new HParamsMetric(
        validation ? VALIDATION : TRAINING,
        TensorBoardListener.epochTag(name),
        validation ? figure : TRAINING + "/" + name);
  }

  MetricInfo info() {
    return MetricInfo.newBuilder()
        .setName(MetricName.newBuilder().setGroup(run).setTag(tag))
        .setDisplayName(title)
        .setDatasetType(
            switch (run) {
              case TRAINING -> DatasetType.DATASET_TRAINING;
              case VALIDATION -> DatasetType.DATASET_VALIDATION;
              default -> DatasetType.DATASET_UNKNOWN;
            })
        .build();
  }
}
