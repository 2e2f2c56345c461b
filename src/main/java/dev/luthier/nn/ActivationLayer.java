package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** An activation by itself; the shape stays. */
public record ActivationLayer(Activation function) implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.vectors(inputs);
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return function.apply(scope.tf(), inputs.get(0));
  }
}
