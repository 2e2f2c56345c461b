package dev.luthier.draft;

import static dev.luthier.draft.NetworkDraft.dropout;
import static dev.luthier.draft.NetworkDraft.steps;

import java.util.ArrayList;
import java.util.List;

/** Networks for tables: dense layers for columns, an embedding for a text. */
final class TableNetwork {

  private static final int FEW_SAMPLES = 2000;

  private TableNetwork() {}

  static NetworkDraft of(TableSurvey table, int samples) {
    List<String> lines = new ArrayList<>();
    List<String> parameters = new ArrayList<>();
    String what = words(table);
    if (table.others() > 0) {
      lines.add(
          "# Numbers are standardized, categories become one column a value. The shape is left to"
              + " the data.");
      lines.add("input { name: \"columns\" }");
    }
    table.text().ifPresent(text -> addText(text, lines, parameters));
    if (table.text().isPresent() && table.others() > 0) {
      lines.add("layer { name: \"joined\" input: [\"drop_text\", \"columns\"] concat {} }");
    }
    if (table.others() > 0) {
      addDense(samples, lines, parameters);
    }
    return new NetworkDraft(what, lines, parameters);
  }

  /** Hidden layers for vectors of numbers. */
  static void addDense(int samples, List<String> lines, List<String> parameters) {
    int units = samples < FEW_SAMPLES ? 32 : 64;
    for (String name : List.of("hidden1", "hidden2")) {
      lines.add(
          "layer { name: \"%s\" dense { units: %d activation: RELU } }".formatted(name, units));
      parameters.add(steps(name, "layer[" + name + "].dense.units", 16, 4 * units, 16));
    }
    lines.add("layer { name: \"drop\" dropout { rate: 0.1 } }");
    parameters.add(dropout("drop", "layer[drop].dropout.rate"));
  }

  private static void addText(TableSurvey.Text text, List<String> lines, List<String> parameters) {
    // The column is found by the input's name or, where that cannot be one, as the only text.
    String input = text.name().matches("[A-Za-z][A-Za-z0-9_]*") ? text.name() : "text";
    lines.add(
        "# Of a longer text the first %d words are read; the others become unknown or are cut."
            .formatted(text.length()));
    lines.add(
        "input { name: \"%s\" text { vocabulary_size: 10000 length: %d } }"
            .formatted(input, text.length()));
    lines.add(
        "layer { name: \"embedding\" input: \"%s\" embedding { input_size: 10000 output_size: 64 } }"
            .formatted(input));
    lines.add("layer { name: \"drop_words\" dropout { rate: 0.5 } }");
    lines.add(
        "layer { name: \"conv\" conv1d { filters: 64 kernel_size: 3 padding: SAME activation: RELU"
            + " } }");
    lines.add("layer { name: \"pool\" global_average_pool {} }");
    lines.add("layer { name: \"drop_text\" dropout { rate: 0.5 } }");
    parameters.add(steps("filters", "layer[conv].conv1d.filters", 32, 256, 32));
    parameters.add(steps("embedding", "layer[embedding].embedding.output_size", 32, 128, 32));
    parameters.add(dropout("drop_words", "layer[drop_words].dropout.rate"));
    parameters.add(dropout("drop_text", "layer[drop_text].dropout.rate"));
  }

  private static String words(TableSurvey table) {
    List<String> parts = new ArrayList<>();
    if (!table.numeric().isEmpty()) {
      parts.add(table.numeric().size() + " columns of numbers");
    }
    if (!table.categorical().isEmpty()) {
      parts.add("the categories " + String.join(", ", table.categorical()));
    }
    table.text().ifPresent(text -> parts.add("the text " + text.name()));
    return "a table of " + String.join(", ", parts);
  }
}
