package dev.luthier.nn;

/**
 * Keras' MaxNorm: every unit's incoming weights are scaled back to this norm where they exceed it.
 *
 * @param maximum the largest Euclidean norm, taken over all dimensions but the last
 */
public record MaxNorm(float maximum) {
  public MaxNorm {
    if (!(maximum > 0) || Float.isInfinite(maximum)) {
      throw new IllegalArgumentException(
          "max_norm must be a positive number, was " + maximum + "; write one such as 3");
    }
  }
}
