package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Max;
import org.tensorflow.types.TFloat32;

/**
 * The largest value over all positions: {@code [height, width, channels]} or {@code [length,
 * channels]} to {@code [channels]}.
 *
 * <p>Masked positions of a sequence never win (in Keras they may); where all are masked, the result
 * is 0. Equal values share the gradient.
 */
public record GlobalMaxPool() implements Layer {

  /** Below any value that a network works with. */
  private static final float LOWEST = -1e30f;

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return Shape.of(InputShapes.sequenceOrImage(inputs).get(-1));
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    if (x.shape().numDimensions() == 4) {
      return tf.max(x, tf.constant(new int[] {1, 2}));
    }
    return scope
        .mask(0)
        .map(mask -> masked(scope.exact(), x, mask))
        .orElseGet(() -> tf.max(x, tf.constant(1)));
  }

  private static Operand<TFloat32> masked(Ops tf, Operand<TFloat32> x, Operand<TFloat32> mask) {
    Operand<TFloat32> kept = tf.expandDims(mask, tf.constant(-1));
    Operand<TFloat32> lowered =
        tf.math.mul(tf.math.sub(tf.constant(1f), kept), tf.constant(LOWEST));
    Operand<TFloat32> candidates = tf.math.add(tf.math.mul(x, kept), lowered);
    Operand<TFloat32> anyKept = tf.max(mask, tf.constant(1), Max.keepDims(true));
    return tf.math.mul(tf.max(candidates, tf.constant(1)), anyKept);
  }
}
