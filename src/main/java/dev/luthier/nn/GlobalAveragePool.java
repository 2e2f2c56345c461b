package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * The mean over all positions: {@code [height, width, channels]} or {@code [length, channels]} to
 * {@code [channels]}.
 *
 * <p>Of a masked sequence only the unmasked positions count, as in Keras; where there are none, the
 * mean is 0 (Keras' is not a number).
 */
public record GlobalAveragePool() implements Layer {

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(InputShapes.sequenceOrImage(inputs).get(-1));
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return PositionMean.of(scope, 0, inputs.get(0));
  }
}
