package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * All inputs one after the other.
 *
 * @param axis of a sample, from 0; -1 is the last
 */
public record Concat(int axis) implements Layer {

  public Concat {
    if (axis < -1) {
      throw new IllegalArgumentException(
          "axis must be 0 or more, or -1 for the last, was " + axis + "; write -1");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    long[] sizes = InputShapes.several(inputs).get(0).asArray();
    if (axis >= sizes.length || sizes.length == 0) {
      throw new IllegalArgumentException(
          "needs samples of more than "
              + Math.max(axis, 0)
              + " dimensions for its axis, was given "
              + inputs
              + "; write axis: -1 for the last");
    }
    int joined = axis == -1 ? sizes.length - 1 : axis;
    for (Shape input : inputs.subList(1, inputs.size())) {
      for (int other = 0; other < sizes.length; other++) {
        if (other == joined) {
          sizes[other] += input.get(other);
        } else if (input.get(other) != sizes[other]) {
          throw new IllegalArgumentException(
              "needs inputs that differ along axis "
                  + joined
                  + " only, was given "
                  + inputs
                  + "; pad or pool one of them, or write another axis");
        }
      }
    }
    return Shape.of(sizes);
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    return tf.concat(inputs, tf.constant(axis == -1 ? -1 : axis + 1));
  }
}
