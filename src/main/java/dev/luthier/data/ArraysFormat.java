package dev.luthier.data;

import java.util.Optional;

/**
 * A {@code .npz} file or a directory of {@code .npy} files.
 *
 * @param features name of the array; empty for the first that there is of the usual names
 * @param labels name of the array; empty for the first that there is of the usual names
 * @param testFeatures name of the array; empty for {@code x_test} where it is there
 * @param testLabels name of the array; empty for {@code y_test} where it is there
 */
public record ArraysFormat(
    Optional<String> features,
    Optional<String> labels,
    Optional<String> testFeatures,
    Optional<String> testLabels)
    implements DataFormat {

  /** The usual names. */
  public static ArraysFormat standard() {
    return new ArraysFormat(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }
}
