package dev.luthier.nn;

/** What a weight's size costs: strengths of l1 * sum |w| + l2 * sum w^2, added to the mean loss. */
public sealed interface Regularizer {

  /** Strength of sum |w|, given the number of training samples. */
  float l1(long trainingSamples);

  /** Strength of sum w^2, given the number of training samples. */
  float l2(long trainingSamples);

  /** Keras' definitions: l1 * sum |w| + l2 * sum w^2, whatever the number of samples. */
  record L1L2(float l1, float l2) implements Regularizer {

    @Override
    public float l1(long trainingSamples) {
      return l1;
    }

    @Override
    public float l2(long trainingSamples) {
      return l2;
    }
  }
}
