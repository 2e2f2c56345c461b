package dev.luthier.train;

/** The loss has become NaN or infinite: training cannot go on. */
public final class NonFiniteLossException extends RuntimeException {
  NonFiniteLossException(int epoch, long firstStep, long lastStep) {
    super(
        "the loss is no longer a finite number (epoch "
            + epoch
            + ", steps "
            + firstStep
            + " to "
            + lastStep
            + "); lower the learning rate, clip the gradients, or check the data's scale");
  }
}
