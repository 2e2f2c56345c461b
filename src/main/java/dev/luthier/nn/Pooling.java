package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Pooling over the windows of sequences and images. */
final class Pooling {

  private Pooling() {}

  /** Pools images, given the number of dimensions that samples have. */
  interface OfImages {
    Operand<TFloat32> apply(Operand<TFloat32> images, int rank);
  }

  /** A window over samples of {@code rank} dimensions: sequences have 2, images 3. */
  static Window window(List<Integer> size, List<Integer> stride, Padding padding, int rank) {
    if (rank == 3) {
      return Window.of(size, stride, padding);
    }
    checkOneNumber("size", size);
    checkOneNumber("stride", stride);
    if (padding instanceof Padding.Explicit explicit) {
      checkOneNumber("explicit_padding", explicit.sizes());
    }
    return Window.ofSequence(size.get(0), stride.get(0), 1, padding);
  }

  static Shape outputShape(
      List<Integer> size, List<Integer> stride, Padding padding, List<Shape> inputs) {
    Shape input = InputShapes.sequenceOrImage(inputs);
    int rank = input.numDimensions();
    Shape image = rank == 2 ? input.prepend(1) : input;
    Shape output = window(size, stride, padding, rank).outputShape(image, image.get(-1));
    return rank == 2 ? output.tail() : output;
  }

  static Operand<TFloat32> apply(Ops tf, Operand<TFloat32> x, OfImages pooling) {
    int rank = x.shape().numDimensions() - 1;
    Operand<TFloat32> pooled = pooling.apply(Samples.images(tf, x), rank);
    return rank == 2 ? Samples.sequences(tf, pooled) : pooled;
  }

  static long[] longs(List<Long> numbers) {
    return numbers.stream().mapToLong(Long::longValue).toArray();
  }

  private static void checkOneNumber(String field, List<Integer> numbers) {
    if (numbers.size() != 1) {
      throw new IllegalArgumentException(
          "needs one number for "
              + field
              + " where samples are [length, channels], was given "
              + numbers
              + "; write "
              + field
              + ": "
              + numbers.get(0));
    }
  }
}
