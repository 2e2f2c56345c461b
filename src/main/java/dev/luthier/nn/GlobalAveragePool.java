package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
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
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    if (x.shape().numDimensions() == 4) {
      return tf.math.mean(x, tf.constant(new int[] {1, 2}));
    }
    return scope
        .mask(0)
        .map(mask -> masked(tf, x, mask))
        .orElseGet(() -> tf.math.mean(x, tf.constant(1)));
  }

  private static Operand<TFloat32> masked(Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask) {
    Operand<TFloat32> kept = tf.expandDims(mask, tf.constant(-1));
    Operand<TFloat32> sum = tf.reduceSum(tf.math.mul(x, kept), tf.constant(1));
    Operand<TFloat32> count = tf.reduceSum(kept, tf.constant(1));
    return tf.math.div(sum, tf.math.maximum(count, tf.constant(1f)));
  }
}
