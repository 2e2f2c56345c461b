package dev.luthier.data;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which column of a table is for what.
 *
 * @param labels names of the target's columns; empty where there is no target
 * @param features names of the columns that a model is given, in the file's order
 * @param text those of the features that are text whatever they look like
 * @param numeric those of the features that have to be numbers
 */
record TableLayout(
    List<String> labels, List<String> features, Set<String> text, Set<String> numeric) {

  private static final List<String> USUAL_LABELS = List.of("label", "class", "target");

  static TableLayout of(CsvRows rows, TableFormat format, ReadOptions options) {
    List<String> columns = rows.columns();
    requireColumns(rows, "label", format.label());
    requireColumns(rows, "ignore", format.ignore());
    requireColumns(rows, "categorical", format.categorical());
    Set<String> trainedText = new HashSet<>();
    Set<String> numeric = new HashSet<>();
    boolean trainedOnTensor = false;
    for (FeatureEncoding encoding :
        options.trained().map(Preprocessing::features).orElse(List.of())) {
      trainedOnTensor |= encoding instanceof TensorEncoding;
      if (encoding instanceof CategoricalEncoding || encoding instanceof TextEncoding) {
        trainedText.add(encoding.name());
      } else if (encoding instanceof NumericEncoding) {
        numeric.add(encoding.name());
      }
    }
    Set<String> trained = new HashSet<>(trainedText);
    trained.addAll(numeric);
    for (String name : trained) {
      if (!columns.contains(name)) {
        throw new DataException(
            rows.place(1) + ": the column " + name + " is missing, which the model was trained on");
      }
    }
    List<String> labels = labels(columns, format, options, trained, trainedOnTensor);
    Set<String> unused = new HashSet<>(labels);
    unused.addAll(format.ignore());
    List<String> features = new ArrayList<>();
    for (String column : columns) {
      if (!unused.contains(column) && (trained.isEmpty() || trained.contains(column))) {
        features.add(column);
      }
    }
    if (features.isEmpty()) {
      throw new DataException(
          rows.place(1) + ": no column is left as a feature beside " + String.join(", ", unused));
    }
    Set<String> text = new HashSet<>(trained.isEmpty() ? format.categorical() : trainedText);
    return new TableLayout(labels, features, text, numeric);
  }

  private static List<String> labels(
      List<String> columns,
      TableFormat format,
      ReadOptions options,
      Set<String> trained,
      boolean trainedOnTensor) {
    if (!format.label().isEmpty()) {
      return format.label();
    }
    List<String> others = new ArrayList<>(columns);
    others.removeAll(format.ignore());
    others.removeAll(trained);
    List<String> targetNames = options.trained().map(Preprocessing::targetNames).orElse(List.of());
    if (!targetNames.isEmpty() && others.containsAll(targetNames)) {
      return targetNames;
    }
    Optional<String> usual =
        USUAL_LABELS.stream()
            .flatMap(name -> others.stream().filter(name::equalsIgnoreCase))
            .findFirst();
    if (usual.isPresent()) {
      return List.of(usual.get());
    }
    boolean mayHaveNone = !options.targetsRequired() && trainedOnTensor;
    if (mayHaveNone || others.isEmpty() || columns.size() == 1) {
      return List.of();
    }
    return List.of(others.get(others.size() - 1));
  }

  private static void requireColumns(CsvRows rows, String field, List<String> names) {
    for (String name : names) {
      if (!rows.columns().contains(name)) {
        throw new DataException(
            rows.place(1)
                + ": there is no column "
                + name
                + ", which "
                + field
                + " names; the columns are "
                + shown(rows.columns()));
      }
    }
  }

  private static String shown(List<String> columns) {
    int most = 12;
    return columns.size() <= most
        ? String.join(", ", columns)
        : String.join(", ", columns.subList(0, most)) + ", …";
  }
}
