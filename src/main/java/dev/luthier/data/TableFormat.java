package dev.luthier.data;

import java.util.List;
import java.util.Optional;

/**
 * A {@code .csv} file, plain or gzipped.
 *
 * @param label columns of the target; empty for {@code label}, {@code class} or {@code target},
 *     else the last
 * @param ignore columns that are not used
 * @param categorical numeric columns that are really categories
 * @param separator between two fields
 * @param header whether the first line has the columns' names
 * @param missing what stands for a missing value, besides nothing at all
 * @param tensor joins all feature columns into one tensor
 */
public record TableFormat(
    List<String> label,
    List<String> ignore,
    List<String> categorical,
    char separator,
    boolean header,
    List<String> missing,
    Optional<TensorColumns> tensor)
    implements DataFormat {

  /** What stands for a missing value unless the user says otherwise. */
  public static final List<String> DEFAULT_MISSING = List.of("NA", "NaN", "nan", "null", "?");

  public TableFormat {
    label = List.copyOf(label);
    ignore = List.copyOf(ignore);
    categorical = List.copyOf(categorical);
    missing = List.copyOf(missing);
    if (separator == '"' || separator == '\n' || separator == '\r') {
      throw new IllegalArgumentException(
          "separator must not be a quote or the end of a line; write one such as \";\"");
    }
  }

  /** Everything by default. */
  public static TableFormat standard() {
    return new TableFormat(
        List.of(), List.of(), List.of(), ',', true, DEFAULT_MISSING, Optional.empty());
  }

  /** The same with other label columns. */
  public TableFormat withLabel(String... columns) {
    return new TableFormat(
        List.of(columns), ignore, categorical, separator, header, missing, tensor);
  }

  /** The same without some columns. */
  public TableFormat withIgnored(List<String> columns) {
    return new TableFormat(label, columns, categorical, separator, header, missing, tensor);
  }

  /** The same with the feature columns joined. */
  public TableFormat withTensor(TensorColumns columns) {
    return new TableFormat(
        label, ignore, categorical, separator, header, missing, Optional.of(columns));
  }
}
