package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/** All values of a sample in one dimension, the last index running fastest: any shape to [n]. */
public record Flatten() implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(InputShapes.one(inputs).size());
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> x = inputs.get(0);
    return Samples.reshape(scope.tf(), x, outputShape(List.of(Samples.shape(x))));
  }
}
