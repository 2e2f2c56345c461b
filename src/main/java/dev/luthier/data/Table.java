package dev.luthier.data;

import java.nio.FloatBuffer;
import java.util.List;

/**
 * Columns of numbers and of text.
 *
 * @param samples number of rows
 * @param numericNames names of the numeric columns
 * @param numbers values of the numeric columns, row-major {@code [samples, numericNames.size()]},
 *     NaN where missing, direct and in native byte order; each call gives a view of its own
 * @param categorical text columns
 */
public record Table(
    int samples,
    List<String> numericNames,
    FloatBuffer numbers,
    List<CategoricalColumn> categorical)
    implements Features {

  public Table {
    numericNames = List.copyOf(numericNames);
    categorical = List.copyOf(categorical);
    if (!numbers.isDirect()) {
      throw new IllegalArgumentException("numbers must be a direct buffer, was on the heap");
    }
    if (numbers.remaining() != (long) samples * numericNames.size()) {
      throw new IllegalArgumentException(
          "numbers must be "
              + samples
              + " rows of "
              + numericNames.size()
              + ", was "
              + numbers.remaining()
              + " values");
    }
    for (CategoricalColumn column : categorical) {
      if (column.codes().length != samples) {
        throw new IllegalArgumentException(
            "categorical column "
                + column.name()
                + " must have "
                + samples
                + " rows, had "
                + column.codes().length);
      }
    }
    numbers = numbers.slice();
  }

  @Override
  public FloatBuffer numbers() {
    return numbers.duplicate();
  }
}
