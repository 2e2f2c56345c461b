package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** The sum of all inputs, which have one shape. */
public record Add() implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape first = InputShapes.several(inputs).get(0);
    for (Shape input : inputs) {
      if (!input.equals(first)) {
        throw new IllegalArgumentException(
            "needs inputs of one shape, was given "
                + inputs
                + "; bring them to one by a conv2d of kernel_size 1, a dense or a reshape layer");
      }
    }
    return first;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return inputs.size() == 2
        ? scope.tf().math.add(inputs.get(0), inputs.get(1))
        : scope.tf().math.addN(inputs);
  }
}
