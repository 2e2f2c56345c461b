package dev.luthier.data;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads {@code .csv} files: once to see which columns are numbers and how many rows there are, and
 * once more to fill the buffers.
 */
final class TableReader {

  private final TableFormat format;
  private final ReadOptions options;
  private final Set<String> missing;

  TableReader(TableFormat format, ReadOptions options) {
    this.format = format.tensor().isPresent() ? format : withTrainedTensor(format, options);
    this.options = options;
    missing = new HashSet<>(format.missing());
    missing.add("");
  }

  /** A model that was trained on a tensor takes a plain table's feature columns as that tensor. */
  private static TableFormat withTrainedTensor(TableFormat format, ReadOptions options) {
    return options
        .trained()
        .flatMap(trained -> trained.features().stream().findFirst())
        .filter(TensorEncoding.class::isInstance)
        .map(TensorEncoding.class::cast)
        .map(
            tensor ->
                format.withTensor(
                    new TensorColumns(
                        tensor.name(), tensor.shape(), tensor.type() == ElementType.UINT8, 1)))
        .orElse(format);
  }

  /** Reads a table and, behind it, one of samples that are only for testing. */
  Samples read(DataFile train, Optional<DataFile> test) {
    List<CsvRows> parts = new ArrayList<>();
    parts.add(new CsvRows(train, format));
    test.ifPresent(file -> parts.add(new CsvRows(file, format)));
    TableLayout layout = TableLayout.of(parts.get(0), format, options);
    boolean[] text = new boolean[layout.features().size()];
    int[] rows = new int[parts.size()];
    for (int part = 0; part < rows.length; part++) {
      rows[part] = inspect(parts.get(part), layout, text);
    }
    int samples = 0;
    for (int count : rows) {
      samples += count;
    }
    TableColumns columns =
        format.tensor().isPresent()
            ? new TableColumns.OfTensor(format.tensor().get(), layout.features(), samples)
            : new TableColumns.OfTable(layout.features(), text, samples);
    LabelColumns labels = new LabelColumns(layout.labels());
    for (CsvRows part : parts) {
      fill(part, layout, columns, labels);
    }
    return new Samples(
        columns.features(), labels.result(), parts.size() > 1 ? rows[rows.length - 1] : 0);
  }

  /** Marks the columns that have text in them, and counts the rows. */
  private int inspect(CsvRows part, TableLayout layout, boolean[] text) {
    int[] places = places(part, layout.features());
    int[] rows = {0};
    part.forEach(
        (line, fields) -> {
          rows[0]++;
          for (int i = 0; i < places.length; i++) {
            if (!text[i]) {
              text[i] = isText(part, line, layout, layout.features().get(i), fields.get(places[i]));
            }
          }
        });
    if (rows[0] == 0) {
      throw new DataException(part.place(1) + ": there is no row below the header");
    }
    return rows[0];
  }

  private boolean isText(CsvRows part, int line, TableLayout layout, String column, String field) {
    if (layout.text().contains(column)) {
      return true;
    }
    String value = field.strip();
    boolean text = !missing.contains(value) && Decimal.parse(value).isEmpty();
    if (text && (layout.numeric().contains(column) || format.tensor().isPresent())) {
      throw new DataException(
          part.place(line)
              + ": column "
              + column
              + " has \""
              + value
              + "\" where a number belongs");
    }
    return text;
  }

  private void fill(CsvRows part, TableLayout layout, TableColumns columns, LabelColumns labels) {
    int[] featurePlaces = places(part, layout.features());
    boolean labelled = options.targetsRequired() || part.columns().containsAll(layout.labels());
    int[] labelPlaces = labelled ? places(part, layout.labels()) : new int[0];
    part.forEach(
        (line, fields) -> {
          Supplier<String> place = () -> part.place(line);
          for (int i = 0; i < featurePlaces.length; i++) {
            String value = fields.get(featurePlaces[i]).strip();
            columns.add(i, missing.contains(value) ? "" : value, place);
          }
          for (int i = 0; i < labelPlaces.length; i++) {
            String value = fields.get(labelPlaces[i]).strip();
            labels.add(i, missing.contains(value) ? "" : value, place);
          }
        });
  }

  private static int[] places(CsvRows part, List<String> names) {
    int[] places = new int[names.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = part.columns().indexOf(names.get(i));
      if (places[i] < 0) {
        throw new DataException(
            part.place(1) + ": the column " + names.get(i) + " of the training part is missing");
      }
    }
    return places;
  }

  /** Collects the labels. */
  private final class LabelColumns {

    private final List<String> columns;
    private final List<String> values = new ArrayList<>();
    private final List<Supplier<String>> places = new ArrayList<>();
    private final Map<String, String> distinct = new HashMap<>();
    private boolean incomplete;

    LabelColumns(List<String> columns) {
      this.columns = columns;
    }

    void add(int column, String value, Supplier<String> place) {
      if (value.isEmpty()) {
        if (options.targetsRequired()) {
          throw new DataException(
              place.get()
                  + ": the label "
                  + columns.get(column)
                  + " is missing; fill it in, or remove the line");
        }
        incomplete = true;
      }
      values.add(distinct.computeIfAbsent(value, kept -> kept));
      if (column == 0) {
        places.add(place);
      }
    }

    Optional<Labels> result() {
      return incomplete || values.isEmpty()
          ? Optional.empty()
          : Optional.of(new Labels.Text(columns, values, row -> places.get(row).get()));
    }
  }
}
