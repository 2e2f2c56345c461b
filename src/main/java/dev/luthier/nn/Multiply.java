package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The product of all inputs, which have one shape, or 1 where another has more: a gate of {@code
 * [1, 1, channels]} multiplies {@code [height, width, channels]}.
 */
public record Multiply() implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    long[] sizes = InputShapes.several(inputs).get(0).asArray();
    for (Shape input : inputs) {
      for (int axis = 0; axis < sizes.length; axis++) {
        if (sizes[axis] == 1) {
          sizes[axis] = input.get(axis);
        } else if (input.get(axis) != 1 && input.get(axis) != sizes[axis]) {
          throw new IllegalArgumentException(
              "needs inputs of one shape, or 1 where another has more, was given "
                  + inputs
                  + "; bring them to one by a conv2d of kernel_size 1, a dense or a reshape"
                  + " layer");
        }
      }
    }
    return Shape.of(sizes);
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> product = inputs.get(0);
    for (Operand<TFloat32> input : inputs.subList(1, inputs.size())) {
      product = scope.tf().math.mul(product, input);
    }
    return product;
  }
}
