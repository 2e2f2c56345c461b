package dev.luthier.data;

import java.util.List;

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
}
