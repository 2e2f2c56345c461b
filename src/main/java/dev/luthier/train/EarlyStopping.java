package dev.luthier.train;

/**
 * Keras' EarlyStopping.
 *
 * @param metric such as {@code validation/loss}
 * @param patience epochs without improvement before training stops
 * @param minDelta smallest change that counts as improvement
 * @param restoreBest whether to go back to the weights of the best epoch
 */
public record EarlyStopping(String metric, int patience, double minDelta, boolean restoreBest) {
  public EarlyStopping {
    if (patience < 0) {
      throw new IllegalArgumentException("patience must be 0 or more, was " + patience);
    }
    if (!(minDelta >= 0)) {
      throw new IllegalArgumentException("min_delta must be 0 or more, was " + minDelta);
    }
  }
}
