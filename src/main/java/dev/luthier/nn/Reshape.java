package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The same values in another shape, the last index running fastest.
 *
 * @param shape of a sample; one entry may be -1, which is worked out
 */
public record Reshape(List<Integer> shape) implements Layer {

  public Reshape {
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(size -> size < 1 && size != -1)
        || shape.stream().filter(size -> size == -1).count() > 1) {
      throw new IllegalArgumentException(
          "shape must be positive numbers, at most one of them -1, was "
              + shape
              + "; write such as shape: [28, 28, 1]");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = InputShapes.one(inputs);
    // A product beyond what any sample has is not multiplied on, for it could overflow.
    long known = 1;
    for (int size : shape) {
      known *= size == -1 || known > Integer.MAX_VALUE ? 1 : size;
    }
    long values = known;
    boolean fits = shape.contains(-1) ? input.size() % known == 0 : input.size() == known;
    if (!fits) {
      throw new IllegalArgumentException(
          "needs a sample of "
              + (shape.contains(-1) ? "a multiple of " : "")
              + known
              + " values for shape "
              + shape
              + ", was given "
              + input
              + ", which has "
              + input.size()
              + "; write a shape whose product is that, or -1 for one of its numbers");
    }
    return Shape.of(
        shape.stream().mapToLong(size -> size == -1 ? input.size() / values : size).toArray());
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> x = inputs.get(0);
    return Samples.reshape(scope.tf(), x, outputShape(List.of(Samples.shape(x))));
  }
}
