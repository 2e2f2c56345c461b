package dev.luthier.tensorboard;

import dev.luthier.search.Assignment;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Value;
import dev.luthier.tensorboard.proto.Experiment;
import dev.luthier.tensorboard.proto.HParamsPluginData;
import dev.luthier.tensorboard.proto.SessionEndInfo;
import dev.luthier.tensorboard.proto.SessionStartInfo;
import dev.luthier.tensorboard.proto.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Summary;
import org.tensorflow.proto.SummaryMetadata;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Writes a study as TensorBoard's HParams plugin shows it: the experiment into the study's
 * directory, the start and the end of each trial into the trial's.
 *
 * <p>The plugin takes the first record of a tag in a directory and no later one, in a TensorBoard
 * that is started afterwards as in one that looks on. So there is no record of a trial that runs,
 * waits or is paused: it would hide the one of its end. Such a trial has the status UNKNOWN, as
 * with Keras' callback, until {@link #end} is called, which is only once nothing more comes of it.
 * Writing an experiment or a start again, after an interruption, does no harm.
 *
 * <p>Every method flushes, so that a TensorBoard sees the record at once.
 */
public final class HParamsWriter {

  /** How a trial ended. */
  public enum Outcome {
    /** As planned, also where it was given up for others that are better. */
    SUCCESS(Status.STATUS_SUCCESS),
    /** By an error, or as it cannot be run. */
    FAILURE(Status.STATUS_FAILURE);

    private final Status status;

    Outcome(Status status) {
      this.status = status;
    }
  }

  /** Of the record that describes the study. */
  public static final String EXPERIMENT_TAG = "_hparams_/experiment";

  /** Of the record of a trial's start. */
  public static final String START_TAG = "_hparams_/session_start_info";

  /** Of the record of a trial's end. */
  public static final String END_TAG = "_hparams_/session_end_info";

  private static final String PLUGIN = "hparams";
  private static final int VERSION = 0;

  /** The plugin looks at the metadata alone. */
  private static final TensorProto NO_DATA =
      TensorProto.newBuilder()
          .setDtype(DataType.DT_FLOAT)
          .setTensorShape(TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder()))
          .build();

  private final String study;
  private final SearchSpace space;
  private final InstantSource clock;

  /**
   * A writer for the trials of one study.
   *
   * @param study name of it
   * @param space that its trials' parameters are of
   * @param clock tells when it was created and when trials start and end
   */
  public HParamsWriter(String study, SearchSpace space, InstantSource clock) {
    this.study = study;
    this.space = space;
    this.clock = clock;
  }

  /**
   * Describes the study: every parameter with its domain, and the columns of figures.
   *
   * @param writer into the study's directory
   * @param metrics in the order of columns, the objective first
   */
  public void experiment(EventWriter writer, List<HParamsMetric> metrics) {
    Experiment.Builder experiment =
        Experiment.newBuilder().setName(study).setTimeCreatedSecs(seconds());
    space.parameters().forEach(each -> experiment.addHparamInfos(HParamsDomain.info(each)));
    metrics.forEach(metric -> experiment.addMetricInfos(metric.info()));
    write(writer, EXPERIMENT_TAG, HParamsPluginData.newBuilder().setExperiment(experiment));
  }

  /**
   * Says that a trial has started, and with which parameters: those that are there.
   *
   * @param writer into the trial's directory
   * @param trial its name in the table, such as {@code 0003}
   * @param assignment of the study's space
   */
  public void start(EventWriter writer, String trial, Assignment assignment) {
    SessionStartInfo.Builder start =
        SessionStartInfo.newBuilder().setGroupName(trial).setStartTimeSecs(seconds());
    for (Map.Entry<String, Value> entry : assignment.values().entrySet()) {
      String name = entry.getKey();
      start.putHparams(
          name,
          HParamsDomain.value(
              entry.getValue(),
              HParamsDomain.type(
                  space
                      .parameter(name)
                      .orElseThrow(
                          () ->
                              new IllegalArgumentException(
                                  "assignment must be of the space, has a value for " + name))
                      .domain())));
    }
    write(writer, START_TAG, HParamsPluginData.newBuilder().setSessionStartInfo(start));
  }

  /**
   * Says that a trial is over, for good.
   *
   * @param writer into the trial's directory
   * @param objectives the trial's values, which may be of an earlier epoch than the last; none
   *     where it has no value
   */
  public void end(EventWriter writer, Outcome outcome, double... objectives) {
    for (int i = 0; i < objectives.length; i++) {
      writer.scalar(HParamsMetric.objectiveTag(i), objectives[i], 0);
    }
    SessionEndInfo end =
        SessionEndInfo.newBuilder().setStatus(outcome.status).setEndTimeSecs(seconds()).build();
    write(writer, END_TAG, HParamsPluginData.newBuilder().setSessionEndInfo(end));
  }

  private static void write(EventWriter writer, String tag, HParamsPluginData.Builder data) {
    writer.write(
        Summary.Value.newBuilder()
            .setTag(tag)
            .setMetadata(
                SummaryMetadata.newBuilder()
                    .setPluginData(
                        SummaryMetadata.PluginData.newBuilder()
                            .setPluginName(PLUGIN)
                            .setContent(data.setVersion(VERSION).build().toByteString())))
            .setTensor(NO_DATA)
            .build(),
        0);
    writer.flush();
  }

  private double seconds() {
    Instant now = clock.instant();
    return now.getEpochSecond() + now.getNano() / 1e9;
  }
}
