package dev.luthier.draft;

import dev.luthier.data.CategoricalColumn;
import dev.luthier.data.Classes;
import dev.luthier.data.Dataset;
import dev.luthier.data.Table;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the columns of a table are good for.
 *
 * @param numeric columns of numbers
 * @param categorical columns of text with few values
 * @param text the column of sentences, if there is one
 * @param ignored columns that are left out, with the reason
 */
record TableSurvey(
    List<String> numeric,
    List<String> categorical,
    Optional<Text> text,
    Map<String, String> ignored) {

  /** Values of a column from which on it rather names its rows than sorts them. */
  private static final int MOST_CATEGORIES = 100;

  private static final double LEAST_WORDS = 3;

  /** Texts in a hundred that are not cut. */
  private static final double WHOLE_TEXTS = 0.9;

  private static final int LONGEST_TEXT = 400;

  /**
   * A column of sentences.
   *
   * @param name of the column
   * @param length words that nearly all texts have at most, a multiple of ten
   */
  record Text(String name, int length) {}

  static TableSurvey of(Dataset dataset, Table table) {
    Map<String, String> ignored = new LinkedHashMap<>();
    Optional<Text> text = Optional.empty();
    List<String> categorical = new ArrayList<>();
    for (CategoricalColumn column : table.categorical()) {
      if (isText(column)) {
        Text found = new Text(column.name(), length(column));
        if (text.isEmpty()) {
          text = Optional.of(found);
        } else {
          ignored.put(column.name(), "a second column of text");
        }
      } else if (column.vocabulary().size() > MOST_CATEGORIES) {
        ignored.put(
            column.name(), column.vocabulary().size() + " different texts, which name rows");
      } else if (saysTheLabel(dataset, column.codes())) {
        ignored.put(column.name(), "it says the same as the label");
      } else {
        categorical.add(column.name());
      }
    }
    List<String> numeric = new ArrayList<>();
    for (int i = 0; i < table.numericNames().size(); i++) {
      if (saysTheLabel(dataset, codes(table, i))) {
        ignored.put(table.numericNames().get(i), "it says the same as the label");
      } else {
        numeric.add(table.numericNames().get(i));
      }
    }
    return new TableSurvey(numeric, categorical, text, ignored);
  }

  /** Columns beside the text. */
  int others() {
    return numeric.size() + categorical.size();
  }

  private static boolean isText(CategoricalColumn column) {
    double words = column.vocabulary().stream().mapToInt(value -> words(value)).average().orElse(0);
    return words >= LEAST_WORDS && column.vocabulary().size() > column.codes().length / 2;
  }

  private static int words(String value) {
    return value.strip().split("\\s+").length;
  }

  private static int length(CategoricalColumn column) {
    int[] lengths = column.vocabulary().stream().mapToInt(TableSurvey::words).sorted().toArray();
    int most = lengths[(int) (WHOLE_TEXTS * (lengths.length - 1))];
    return Math.min(LONGEST_TEXT, (most + 9) / 10 * 10);
  }

  /** Values of a numeric column by their bits, which is all that matters here. */
  private static int[] codes(Table table, int column) {
    FloatBuffer numbers = table.numbers();
    int[] codes = new int[table.samples()];
    for (int row = 0; row < codes.length; row++) {
      codes[row] = Float.floatToIntBits(numbers.get(row * table.numericNames().size() + column));
    }
    return codes;
  }

  /** Whether a column has a value of its own for each class and no other. */
  private static boolean saysTheLabel(Dataset dataset, int[] codes) {
    if (!(dataset.targets().orElseThrow() instanceof Classes classes)) {
      return false;
    }
    Map<Integer, Integer> classOf = new HashMap<>();
    for (int row = 0; row < codes.length; row++) {
      int id = classes.ids()[row];
      Integer known = classOf.putIfAbsent(codes[row], id);
      if (known != null && known != id) {
        return false;
      }
    }
    long present = Arrays.stream(classes.ids()).distinct().count();
    return present > 1 && classOf.size() == present;
  }
}
