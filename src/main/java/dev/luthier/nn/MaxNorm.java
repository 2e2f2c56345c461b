package dev.luthier.nn;

import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * Keras' MaxNorm: every unit's incoming weights are scaled back to this norm where they exceed it.
 *
 * <p>w becomes {@code w * min(norm, maximum) / (1e-7 + norm)}, with the Euclidean norm over all
 * dimensions but the last. For the kernel of a dense layer that is Keras' default {@code axis=0};
 * for a convolution's, Keras' default takes the kernel's rows alone and {@code axis=[0, 1, 2]} is
 * what is done here.
 *
 * @param maximum the largest norm
 */
public record MaxNorm(float maximum) {

  /** Keras' {@code backend.epsilon()}: keeps weights that are all zero from becoming NaN. */
  private static final float EPSILON = 1e-7f;

  public MaxNorm {
    if (!(maximum > 0) || Float.isInfinite(maximum)) {
      throw new IllegalArgumentException(
          "max_norm must be a positive number, was " + maximum + "; write one such as 3");
    }
  }

  /**
   * The scaled weights.
   *
   * @param w of a shape whose last dimension is the units
   */
  public Operand<TFloat32> apply(Ops tf, Operand<TFloat32> w) {
    int[] incoming = IntStream.range(0, w.shape().numDimensions() - 1).toArray();
    Operand<TFloat32> norm =
        tf.math.sqrt(
            tf.reduceSum(tf.math.square(w), tf.constant(incoming), ReduceSum.keepDims(true)));
    Operand<TFloat32> desired = tf.math.minimum(norm, tf.constant(maximum));
    return tf.math.mul(w, tf.math.div(desired, tf.math.add(norm, tf.constant(EPSILON))));
  }
}
