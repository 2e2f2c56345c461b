package dev.luthier.nn;

/** What a weight's size costs: strengths of l1 * sum |w| + l2 * sum w^2, added to the mean loss. */
public sealed interface Regularizer {

  /** Strength of sum |w|, given the number of training samples. */
  float l1(long trainingSamples);

  /** Strength of sum w^2, given the number of training samples. */
  float l2(long trainingSamples);

  /**
   * Keras' definitions, whatever the number of samples.
   *
   * @param l1 strength of sum |w|, at least 0
   * @param l2 strength of sum w^2, at least 0; PyTorch's weight decay is twice this
   */
  record L1L2(float l1, float l2) implements Regularizer {

    public L1L2 {
      requireStrength("l1", l1);
      requireStrength("l2", l2);
    }

    @Override
    public float l1(long trainingSamples) {
      return l1;
    }

    @Override
    public float l2(long trainingSamples) {
      return l2;
    }

    private static void requireStrength(String field, float strength) {
      if (!(strength >= 0) || Float.isInfinite(strength)) {
        throw new IllegalArgumentException(
            field + " must be 0 or more and finite, was " + strength + "; write such as 0.001");
      }
    }
  }

  /**
   * scikit-learn's C: what is minimized is {@code c * (sum of losses) + penalty}, with the penalty
   * sum |w| or sum w^2 / 2. Divided by {@code c n}, that is the mean loss over n training samples
   * with l1 = 1 / (c n) or l2 = 1 / (2 c n).
   *
   * @param c the inverse strength, positive: less is stronger
   * @param penalty what is added
   */
  record InverseStrength(float c, Penalty penalty) implements Regularizer {

    public InverseStrength {
      if (!(c > 0) || Float.isInfinite(c)) {
        throw new IllegalArgumentException(
            "inverse_strength must be positive and finite, was " + c + "; write such as 1");
      }
    }

    @Override
    public float l1(long trainingSamples) {
      return penalty == Penalty.L1 ? (float) (1 / ((double) c * trainingSamples)) : 0;
    }

    @Override
    public float l2(long trainingSamples) {
      return penalty == Penalty.L2 ? (float) (1 / (2.0 * c * trainingSamples)) : 0;
    }
  }

  /** What an inverse strength is of. */
  enum Penalty {
    /** sum |w|. */
    L1,
    /** sum w^2 / 2. */
    L2
  }
}
