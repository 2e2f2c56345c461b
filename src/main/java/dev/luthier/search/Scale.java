package dev.luthier.search;

/** How the values of a range are spread. */
public enum Scale {
  /** Equal differences are equally likely. */
  LINEAR,
  /** Equal ratios are equally likely: dense near the minimum, for learning rates and the like. */
  LOG,
  /**
   * Dense near the maximum: {@code max + min - x} has the scale {@link #LOG}. For decay rates such
   * as a momentum.
   */
  REVERSE_LOG
}
