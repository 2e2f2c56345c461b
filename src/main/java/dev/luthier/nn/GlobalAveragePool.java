package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The mean over all positions: {@code [height, width, channels]} or {@code [length, channels]} to
 * {@code [channels]}.
 */
public record GlobalAveragePool() implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(InputShapes.sequenceOrImage(inputs).get(-1));
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    int[] positions = x.shape().numDimensions() == 3 ? new int[] {1} : new int[] {1, 2};
    return tf.math.mean(x, tf.constant(positions));
  }
}
