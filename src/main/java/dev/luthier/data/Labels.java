package dev.luthier.data;

import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/** Labels as a file has them, before it is known whether they are to be classes or numbers. */
sealed interface Labels {

  /** What the labels are called. */
  List<String> columns();

  /** Number of samples. */
  int samples();

  /** Where a sample's label stands, for messages: {@code file:line} or {@code file: sample n}. */
  IntFunction<String> place();

  /**
   * Labels that were written as text.
   *
   * @param columns what they are called
   * @param values row-major {@code [samples, columns.size()]}, none empty
   * @param place where a sample's label stands
   */
  record Text(List<String> columns, List<String> values, IntFunction<String> place)
      implements Labels {
    @Override
    public int samples() {
      return values.size() / columns.size();
    }
  }

  /**
   * Labels that are numbers; whole ones may be class ids.
   *
   * @param columns what they are called
   * @param values row-major {@code [samples, columns.size()]}
   * @param classNames by id, where the numbers are ids of classes with names
   * @param place where a sample's label stands
   */
  // The array is large, read in bulk, and never compared as a part of the record.
  @SuppressWarnings("ArrayRecordComponent")
  record Numbers(
      List<String> columns,
      double[] values,
      Optional<List<String>> classNames,
      IntFunction<String> place)
      implements Labels {

    /** Class ids, places by sample. */
    static Numbers ids(String file, double[] ids, Optional<List<String>> classNames) {
      return new Numbers(List.of("target"), ids, classNames, sample -> file + ": sample " + sample);
    }

    @Override
    public int samples() {
      return values.length / columns.size();
    }
  }
}
