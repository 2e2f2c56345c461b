package dev.luthier.data;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Columns of numbers and of text.
 *
 * @param samples number of rows
 * @param names of all columns, in the file's order
 * @param numericNames names of the numeric columns
 * @param numbers values of the numeric columns, row-major {@code [samples, numericNames.size()]},
 *     NaN where missing, direct and in native byte order; each call gives a view of its own
 * @param categorical text columns
 */
public record Table(
    int samples,
    List<String> names,
    List<String> numericNames,
    FloatBuffer numbers,
    List<CategoricalColumn> categorical)
    implements Features {

  public Table {
    names = List.copyOf(names);
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
    List<String> sorted =
        Stream.concat(numericNames.stream(), categorical.stream().map(CategoricalColumn::name))
            .sorted()
            .toList();
    if (!names.stream().sorted().toList().equals(sorted)) {
      throw new IllegalArgumentException(
          "names must be those of the numeric and the categorical columns, "
              + sorted
              + ", was "
              + names);
    }
    numbers = numbers.slice();
  }

  /** A table whose numeric columns stand before those of text. */
  public static Table of(
      int samples,
      List<String> numericNames,
      FloatBuffer numbers,
      List<CategoricalColumn> categorical) {
    List<String> names = new ArrayList<>(numericNames);
    categorical.forEach(column -> names.add(column.name()));
    return new Table(samples, names, numericNames, numbers, categorical);
  }

  @Override
  public FloatBuffer numbers() {
    return numbers.duplicate();
  }
}
