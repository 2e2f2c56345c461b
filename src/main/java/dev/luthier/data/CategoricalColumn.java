package dev.luthier.data;

import java.util.List;

/**
 * A column of text, each value stored as its place in a vocabulary.
 *
 * @param name of the column
 * @param vocabulary the distinct values
 * @param codes place of each row's value in the vocabulary; -1 where missing or unknown
 */
// The array is large, read in bulk, and never compared as a part of the record.
@SuppressWarnings("ArrayRecordComponent")
public record CategoricalColumn(String name, List<String> vocabulary, int[] codes) {

  public CategoricalColumn {
    vocabulary = List.copyOf(vocabulary);
    for (int code : codes) {
      if (code < -1 || code >= vocabulary.size()) {
        throw new IllegalArgumentException(
            "codes must be from -1 to " + (vocabulary.size() - 1) + ", was " + code);
      }
    }
  }
}
