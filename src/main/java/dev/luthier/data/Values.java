package dev.luthier.data;

import java.util.List;

/**
 * One or more numbers a sample.
 *
 * @param names of the numbers
 * @param values row-major {@code [samples, names.size()]}
 */
// The array is large, read in bulk, and never compared as a part of the record.
@SuppressWarnings("ArrayRecordComponent")
public record Values(List<String> names, float[] values) implements Targets {

  public Values {
    names = List.copyOf(names);
    if (names.isEmpty() || values.length % names.size() != 0) {
      throw new IllegalArgumentException(
          "values must be whole rows of " + names.size() + ", was " + values.length + " values");
    }
  }

  @Override
  public int samples() {
    return values.length / names.size();
  }
}
