package dev.luthier.spec;

import dev.luthier.search.Goal;

/**
 * What a study makes better.
 *
 * @param metric as in an epoch's figures: {@code loss}, {@code accuracy}, {@code
 *     validation/accuracy}
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

  /** Whether the metric is one of validation samples. */
  public boolean ofValidation() {
    return metric.startsWith(VALIDATION);
  }
}
