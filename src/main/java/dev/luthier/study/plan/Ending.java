package dev.luthier.study.plan;

/**
 * Why a study takes no more trials.
 *
 * @param reason what of its budget is reached
 * @param text for people, such as {@code the target value 0.98 is reached}
 */
public record Ending(Reason reason, String text) {

  /** What of a budget is reached, named as its fields. */
  public enum Reason {
    /** All that the budget allows, or all that the sampler proposes. */
    TRIALS,
    SECONDS,
    TARGET_VALUE,
    TERMINATOR
  }
}
