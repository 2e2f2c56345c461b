package dev.luthier.data;

import java.util.List;

/**
 * The tensor that all feature columns of a table make together.
 *
 * @param name of the tensor
 * @param shape of one sample
 * @param bytes whether the values are whole numbers from 0 to 255
 * @param scale what values are multiplied by
 */
public record TensorColumns(String name, List<Integer> shape, boolean bytes, float scale) {

  public TensorColumns {
    shape = List.copyOf(shape);
    if (name.isBlank()) {
      throw new IllegalArgumentException(
          "name must not be empty; write one such as \"pixels\" for the columns' tensor");
    }
    if (shape.isEmpty() || shape.stream().anyMatch(size -> size <= 0)) {
      throw new IllegalArgumentException(
          "shape must be positive sizes, was " + shape + "; write one such as [8, 8]");
    }
    Tensors.requireSizes("shape", shape);
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "scale must be a positive number, was " + scale + "; leave it out for 1");
    }
  }
}
