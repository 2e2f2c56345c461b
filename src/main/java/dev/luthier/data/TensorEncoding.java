package dev.luthier.data;

import java.util.List;

/**
 * x scale + offset, then (x - mean) / stddev over the last dimension where given.
 *
 * @param name of the raw input
 * @param shape of one sample
 * @param type of raw values
 * @param scale what raw values are multiplied by
 * @param offset what is added then
 * @param mean one for each place of the last dimension, or none
 * @param stddev one for each mean
 */
public record TensorEncoding(
    String name,
    List<Integer> shape,
    ElementType type,
    float scale,
    float offset,
    List<Float> mean,
    List<Float> stddev)
    implements FeatureEncoding {

  public TensorEncoding {
    shape = List.copyOf(shape);
    mean = List.copyOf(mean);
    stddev = List.copyOf(stddev);
    Tensors.requireSizes("shape", shape);
    if (mean.size() != stddev.size()) {
      throw new IllegalArgumentException(
          "stddev must be as many as the " + mean.size() + " means, were " + stddev.size());
    }
    if (!mean.isEmpty() && (shape.isEmpty() || mean.size() != shape.get(shape.size() - 1))) {
      throw new IllegalArgumentException(
          "mean must be one for each place of the last dimension of "
              + shape
              + ", were "
              + mean.size());
    }
    for (float deviation : stddev) {
      NumericEncoding.requirePositive(deviation);
    }
  }
}
