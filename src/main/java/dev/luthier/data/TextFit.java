package dev.luthier.data;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the column of each of a model's texts and learns its vocabulary from training rows. */
final class TextFit {

  private final Dataset dataset;
  private final int[] rows;
  private final Map<String, TextVectorization> inputs;

  /**
   * Learns from rows.
   *
   * @param inputs of the model that take text, by name
   */
  TextFit(Dataset dataset, int[] rows, Map<String, TextVectorization> inputs) {
    this.dataset = dataset;
    this.rows = rows;
    this.inputs = inputs;
  }

  /** The encodings by the names of their columns. */
  Map<String, TextEncoding> result() {
    Map<String, TextEncoding> encodings = new LinkedHashMap<>();
    inputs.forEach(
        (input, vectorization) -> {
          CategoricalColumn column = column(input);
          encodings.put(
              column.name(),
              new TextEncoding(
                  column.name(), input, vectorization, vocabulary(column, vectorization)));
        });
    return encodings;
  }

  private CategoricalColumn column(String input) {
    if (!(dataset.features() instanceof Table table)) {
      throw new DataException(
          dataset.name()
              + " has no columns, but the model's input "
              + input
              + " takes text; give it a .csv file with a column of text");
    }
    Optional<CategoricalColumn> named =
        table.categorical().stream().filter(column -> column.name().equals(input)).findFirst();
    if (named.isPresent()) {
      return named.get();
    }
    if (inputs.size() == 1 && table.categorical().size() == 1) {
      return table.categorical().get(0);
    }
    throw new DataException(
        table.numericNames().contains(input)
            ? dataset.name()
                + " has numbers in the column "
                + input
                + ", which the model takes as text; describe the data in a .textproto with table {"
                + " categorical: \""
                + input
                + "\" }"
            : dataset.name()
                + " has "
                + (table.categorical().isEmpty()
                    ? "no column of text, which the model's input "
                        + input
                        + " takes; give the model data with one"
                    : "the columns of text "
                        + String.join(
                            ", ",
                            table.categorical().stream().map(CategoricalColumn::name).toList())
                        + ", none of them called "
                        + input
                        + "; give each of the model's text inputs the name of its column"));
  }

  private List<String> vocabulary(CategoricalColumn column, TextVectorization vectorization) {
    int[] texts = new int[column.vocabulary().size()];
    for (int row : rows) {
      if (column.codes()[row] >= 0) {
        texts[column.codes()[row]]++;
      }
    }
    Map<String, Integer> counts = new HashMap<>();
    for (int text = 0; text < texts.length; text++) {
      if (texts[text] > 0) {
        for (String token : vectorization.tokens(column.vocabulary().get(text))) {
          counts.merge(token, texts[text], Integer::sum);
        }
      }
    }
    if (counts.isEmpty()) {
      throw new DataException(
          dataset.name() + " has no word in the column " + column.name() + " of the training rows");
    }
    List<String> tokens = new ArrayList<>(counts.keySet());
    tokens.sort(
        Comparator.comparing((String token) -> -counts.get(token))
            .thenComparing(Comparator.naturalOrder()));
    int size = vectorization.vocabularySize() - TextVectorization.FIRST;
    return List.copyOf(tokens.subList(0, Math.min(size, tokens.size())));
  }
}
