package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Zeros around a sample of {@code [height, width, channels]} or {@code [length, channels]}.
 *
 * @param padding of an image: one number for all sides, two for height and width, or four for top,
 *     bottom, left and right; of a sequence: one number, or two for before and after
 */
public record ZeroPadding(List<Integer> padding) implements Layer {

  public ZeroPadding {
    padding = List.copyOf(padding);
    boolean counts = padding.size() == 1 || padding.size() == 2 || padding.size() == 4;
    if (!counts || padding.stream().anyMatch(size -> size < 0)) {
      throw new IllegalArgumentException(
          "padding must be one, two or four numbers of 0 or more, was "
              + padding
              + "; write one such as 1");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = InputShapes.sequenceOrImage(inputs);
    int[][] sides = sides(input.numDimensions());
    long[] sizes = input.asArray();
    for (int axis = 0; axis < sides.length; axis++) {
      sizes[axis] += sides[axis][0] + sides[axis][1];
    }
    return Shape.of(sizes);
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    int[][] sides = sides(x.shape().numDimensions() - 1);
    int[][] around = new int[x.shape().numDimensions()][2];
    System.arraycopy(sides, 0, around, 1, sides.length);
    return tf.pad(x, tf.constant(around), tf.constant(0f));
  }

  /** Before and after each dimension but the channels. */
  private int[][] sides(int rank) {
    int first = padding.get(0);
    if (rank == 2) {
      if (padding.size() == 4) {
        throw new IllegalArgumentException(
            "needs one or two numbers of padding where samples are [length, channels], was given "
                + padding
                + "; write two for before and after");
      }
      return new int[][] {{first, padding.get(padding.size() - 1)}};
    }
    return switch (padding.size()) {
      case 1 -> new int[][] {{first, first}, {first, first}};
      case 2 -> new int[][] {{first, first}, {padding.get(1), padding.get(1)}};
      default -> new int[][] {{first, padding.get(1)}, {padding.get(2), padding.get(3)}};
    };
  }
}
