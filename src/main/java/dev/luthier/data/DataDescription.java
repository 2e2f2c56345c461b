package dev.luthier.data;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Where a data set is and how it is to be read, split and scaled.
 *
 * @param path a name such as {@code iris}, or a path
 * @param testPath path of samples that are only for testing
 * @param testFraction part of the samples that is held out for testing, where there is no test part
 * @param validationFraction part of the training samples that is held out for validation
 * @param stratify whether parts keep the classes' shares; empty for yes where there are classes
 * @param splitSeed of the split; empty for the run's seed
 * @param scaling of the features
 * @param format how the files are to be read; empty for what their names and contents tell
 * @param streaming whether samples stay in their files
 */
public record DataDescription(
    String path,
    Optional<String> testPath,
    double testFraction,
    OptionalDouble validationFraction,
    Optional<Boolean> stratify,
    OptionalLong splitSeed,
    Scaling scaling,
    Optional<DataFormat> format,
    Streaming streaming) {

  public DataDescription {
    if (path.isBlank()) {
      throw new IllegalArgumentException(
          "path must not be empty; write a name such as \"iris\" or a file's path");
    }
    requireFraction("test_fraction", testFraction);
    validationFraction.ifPresent(value -> requireFraction("validation_fraction", value));
    if (testPath.isPresent() && testFraction > 0) {
      throw new IllegalArgumentException(
          "test_fraction must be left out where there is a test_path, was " + testFraction);
    }
  }

  /** Data of a name or path, everything else by default. */
  public static DataDescription of(String path) {
    return new DataDescription(
        path,
        Optional.empty(),
        0,
        OptionalDouble.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        Scaling.DEFAULT,
        Optional.empty(),
        Streaming.standard());
  }

  /** The same data scaled otherwise. */
  public DataDescription withScaling(Scaling other) {
    return new DataDescription(
        path,
        testPath,
        testFraction,
        validationFraction,
        stratify,
        splitSeed,
        other,
        format,
        streaming);
  }

  /** The same data read otherwise. */
  public DataDescription withFormat(DataFormat other) {
    return new DataDescription(
        path,
        testPath,
        testFraction,
        validationFraction,
        stratify,
        splitSeed,
        scaling,
        Optional.of(other),
        streaming);
  }

  /** The same data, streamed or not. */
  public DataDescription withStreaming(Streaming other) {
    return new DataDescription(
        path,
        testPath,
        testFraction,
        validationFraction,
        stratify,
        splitSeed,
        scaling,
        format,
        other);
  }

  /**
   * Splits the data as described.
   *
   * @param trainingFraction the model's own validation fraction, which goes before the data's
   * @param seed of the run
   */
  public Split split(Dataset dataset, OptionalDouble trainingFraction, long seed) {
    return Split.of(
        dataset,
        trainingFraction.isPresent() ? trainingFraction : validationFraction,
        testFraction,
        stratify.orElse(true),
        splitSeed.orElse(seed));
  }

  static void requireFraction(String name, double fraction) {
    if (!(fraction >= 0 && fraction < 1)) {
      throw new IllegalArgumentException(
          name + " must be at least 0 and below 1, was " + fraction + "; write one such as 0.2");
    }
  }
}
