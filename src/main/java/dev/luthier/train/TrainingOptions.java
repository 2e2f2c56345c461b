package dev.luthier.train;

import dev.luthier.nn.Precision;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How long and in which portions a model is trained.
 *
 * @param epochs passes over the training samples
 * @param batchSize samples a step; the last step of an epoch takes what is left
 * @param shuffle whether each epoch has an order of its own
 * @param validationFraction part of the training samples that is held out; empty for the default:
 *     0.2, or the data set's own test part where it has one
 * @param earlyStopping when to stop before the last epoch
 * @param summarySteps steps between two {@code batch_loss} summaries; 0 for the end of epochs only
 * @param histogramEpochs epochs between two sets of weight histograms; 0 for none
 * @param mixup of the distribution of shares by which samples are mixed; 0 for no mixing
 * @param accumulation parts in which a batch is worked through, one after the other; from 1 to
 *     {@code batchSize}
 * @param precision of the layers
 * @param jitCompile whether XLA compiles a training step
 */
public record TrainingOptions(
    int epochs,
    int batchSize,
    boolean shuffle,
    OptionalDouble validationFraction,
    Optional<EarlyStopping> earlyStopping,
    int summarySteps,
    int histogramEpochs,
    float mixup,
    int accumulation,
    Precision precision,
    boolean jitCompile) {

  public TrainingOptions {
    if (epochs <= 0) {
      throw new IllegalArgumentException("epochs must be positive, was " + epochs);
    }
    if (batchSize <= 0) {
      throw new IllegalArgumentException(
          "batch_size must be positive, was " + batchSize + "; write a number such as 32");
    }
    if (validationFraction.isPresent()
        && !(validationFraction.getAsDouble() >= 0 && validationFraction.getAsDouble() < 1)) {
      throw new IllegalArgumentException(
          "validation_fraction must be at least 0 and below 1, was "
              + validationFraction.getAsDouble());
    }
    if (summarySteps < 0) {
      throw new IllegalArgumentException("summary_steps must be 0 or more, was " + summarySteps);
    }
    if (histogramEpochs < 0) {
      throw new IllegalArgumentException(
          "histogram_epochs must be 0 or more, was " + histogramEpochs);
    }
    if (!(mixup >= 0 && Float.isFinite(mixup))) {
      throw new IllegalArgumentException(
          "mixup must be 0 or more, was " + mixup + "; write a number such as 0.2");
    }
    if (accumulation < 1 || accumulation > batchSize) {
      throw new IllegalArgumentException(
          "accumulation must be from 1 to batch_size, was "
              + accumulation
              + " with a batch_size of "
              + batchSize
              + "; leave it out for one part");
    }
  }

  /** The same for so many epochs. */
  public TrainingOptions withEpochs(int newEpochs) {
    return new TrainingOptions(
        newEpochs,
        batchSize,
        shuffle,
        validationFraction,
        earlyStopping,
        summarySteps,
        histogramEpochs,
        mixup,
        accumulation,
        precision,
        jitCompile);
  }
}
