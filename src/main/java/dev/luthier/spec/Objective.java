package dev.luthier.spec;

import dev.luthier.search.Goal;
import dev.luthier.train.TrainingCost;

/**
 * What a study makes better.
 *
 * @param metric as in an epoch's figures: {@code loss}, {@code accuracy}, {@code
 *     validation/accuracy}, {@code validation/structure/LAYER/FIGURE}; or a {@linkplain
 *     TrainingCost cost}
 * @param goal which way it is better
 * @param epoch which of a trial's epochs counts
 */
public record Objective(String metric, Goal goal, Epoch epoch) {

  /** Which of a trial's epochs counts. */
  public enum Epoch {
    /** The best by the objective; its weights are kept. */
    BEST,
    /** The last. */
    LAST
  }

  /** What comes before the names of figures over the validation samples. */
  static final String VALIDATION = "validation/";

  /** The same for the last epoch of a trial. */
  Objective ofLastEpoch() {
    return new Objective(metric, goal, Epoch.LAST);
  }

  /** Whether it is what the model costs, rather than how good it is. */
  public boolean isCost() {
    return TrainingCost.NAMES.contains(metric);
  }

  /** Whether two runs with one seed may differ in it. */
  public boolean dependsOnTime() {
    return metric.equals(TrainingCost.SECONDS);
  }

  /** Whether the metric is one of validation samples. */
  public boolean ofValidation() {
    return metric.startsWith(VALIDATION);
  }
}
