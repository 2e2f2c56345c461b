package dev.luthier.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The mean over a sample's outputs of Huber's loss (1964): half the squared error where the error e
 * is at most delta, and beyond it the line that goes on, {@code delta (|e| - delta / 2)}.
 *
 * @param delta where the line begins, positive
 */
public record Huber(float delta) implements Loss.Regression {

  public Huber {
    if (!(delta > 0) || Float.isInfinite(delta)) {
      throw new IllegalArgumentException(
          "delta must be positive and finite, was " + delta + "; write a number such as 1");
    }
  }

  @Override
  public Operand<TFloat32> perSample(Ops tf, Operand<TFloat32> output, Operand<TFloat32> targets) {
    Operand<TFloat32> limit = tf.constant(delta);
    Operand<TFloat32> error = tf.math.abs(tf.math.sub(output, targets));
    // Splitting the error in two parts, instead of selecting, never squares a large one.
    Operand<TFloat32> small = tf.math.minimum(error, limit);
    Operand<TFloat32> large = tf.math.sub(error, small);
    Operand<TFloat32> loss =
        tf.math.add(
            tf.math.mul(tf.constant(0.5f), tf.math.square(small)), tf.math.mul(limit, large));
    return tf.math.mean(loss, tf.constant(-1));
  }
}
