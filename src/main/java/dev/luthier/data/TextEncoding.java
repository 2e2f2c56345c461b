package dev.luthier.data;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A column of texts, each as the numbers of its tokens.
 *
 * @param name of the column
 * @param input of the model that is given the numbers
 * @param vectorization how texts become tokens
 * @param vocabulary the tokens by their numbers, the first being {@link TextVectorization#FIRST}
 */
public record TextEncoding(
    String name, String input, TextVectorization vectorization, List<String> vocabulary)
    implements FeatureEncoding {

  public TextEncoding {
    vocabulary = List.copyOf(vocabulary);
    int most = vectorization.vocabularySize() - TextVectorization.FIRST;
    if (vocabulary.isEmpty() || vocabulary.size() > most) {
      throw new IllegalArgumentException(
          "vocabulary of the text "
              + name
              + " must be 1 to "
              + most
              + " tokens, were "
              + vocabulary.size());
    }
    if (new HashSet<>(vocabulary).size() < vocabulary.size()) {
      throw new IllegalArgumentException(
          "vocabulary of the text " + name + " must have each token once, has one twice");
    }
  }

  /**
   * The numbers of all texts of a column, row-major {@code [rows, length]}; where a text is missing
   * they are padding alone.
   */
  public int[] numbers(CategoricalColumn column) {
    Map<String, Integer> places = new HashMap<>();
    for (String token : vocabulary) {
      places.put(token, TextVectorization.FIRST + places.size());
    }
    int length = vectorization.length();
    int rows = column.codes().length;
    if ((long) rows * length > DataFile.MOST_BYTES / Integer.BYTES) {
      throw new DataException(
          "the texts of "
              + name
              + " are too many, "
              + rows
              + " of "
              + length
              + " tokens each; write a smaller length in the model's input");
    }
    int[] numbers = new int[rows * length];
    for (int row = 0; row < rows; row++) {
      int code = column.codes()[row];
      if (code < 0) {
        continue;
      }
      List<String> tokens = vectorization.tokens(column.vocabulary().get(code));
      for (int i = 0; i < Math.min(length, tokens.size()); i++) {
        numbers[row * length + i] = places.getOrDefault(tokens.get(i), TextVectorization.UNKNOWN);
      }
    }
    return numbers;
  }
}
