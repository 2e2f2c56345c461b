package dev.luthier.data;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A text column: one-hot over the vocabulary, all zeros for anything else.
 *
 * @param name of the column
 * @param vocabulary the values, sorted
 */
public record CategoricalEncoding(String name, List<String> vocabulary) implements FeatureEncoding {

  public CategoricalEncoding {
    vocabulary = List.copyOf(vocabulary);
  }

  /**
   * The place of each row's value in this vocabulary; -1 where it is missing or not in it.
   *
   * @param column with a vocabulary of its own, in any order
   */
  public int[] codes(CategoricalColumn column) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < vocabulary.size(); i++) {
      places.put(vocabulary.get(i), i);
    }
    int[] translation =
        column.vocabulary().stream().mapToInt(value -> places.getOrDefault(value, -1)).toArray();
    int[] codes = column.codes().clone();
    for (int row = 0; row < codes.length; row++) {
      codes[row] = codes[row] < 0 ? -1 : translation[codes[row]];
    }
    return codes;
  }
}
