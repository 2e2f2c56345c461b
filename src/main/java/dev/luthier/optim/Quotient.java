package dev.luthier.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Division by a constant that stays a division. TensorFlow's graph optimizer makes a product with
 * the reciprocal of {@code RealDiv}, which is less than 1 for some x / x, so that a period would
 * end a step late, and likewise of {@code Xdivy}; it leaves {@code DivNoNan} alone.
 */
final class Quotient {

  private Quotient() {}

  static Operand<TFloat32> of(Ops tf, Operand<TFloat32> dividend, Operand<TFloat32> divisor) {
    return tf.math.divNoNan(dividend, divisor);
  }

  /** How many times so many steps have passed. */
  static Operand<TFloat32> of(Ops tf, Operand<TInt64> step, long steps) {
    return of(tf, tf.dtypes.cast(step, TFloat32.class), tf.constant((float) steps));
  }
}
