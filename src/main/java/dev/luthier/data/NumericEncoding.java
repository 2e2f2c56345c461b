package dev.luthier.data;

/**
 * A numeric column: NaN becomes {@code missing}, then (x - mean) / stddev.
 *
 * @param name of the column
 * @param missing what stands in for a missing value
 * @param mean subtracted
 * @param stddev divided by
 */
public record NumericEncoding(String name, float missing, float mean, float stddev)
    implements FeatureEncoding {

  public NumericEncoding {
    requirePositive(stddev);
  }

  static void requirePositive(float stddev) {
    if (!(stddev > 0)) {
      throw new IllegalArgumentException(
          "stddev must be positive, was " + stddev + "; leave it out for 1");
    }
  }
}
