package dev.luthier.nn;

import java.util.List;

/** What lies beyond the edges of a sample when a window slides over it. */
public sealed interface Padding {

  Padding SAME = new Same();
  Padding VALID = new Valid();

  /**
   * Keras' {@code same}: the output's length is the input's over the stride, rounded up; the
   * padding goes evenly around, the odd one after.
   */
  record Same() implements Padding {}

  /** No padding. */
  record Valid() implements Padding {}

  /**
   * So many places on both sides of a dimension, as in PyTorch.
   *
   * @param sizes one number for every dimension, or one a dimension
   */
  record Explicit(List<Integer> sizes) implements Padding {
    public Explicit {
      sizes = List.copyOf(sizes);
      if (sizes.isEmpty() || sizes.size() > 2 || sizes.stream().anyMatch(size -> size < 0)) {
        throw new IllegalArgumentException(
            "explicit_padding must be one or two numbers of 0 or more, was "
                + sizes
                + "; write one such as 1, or leave it out and write padding: SAME");
      }
    }
  }
}
