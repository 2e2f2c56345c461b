package dev.luthier.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Gives a variable its first value. */
public sealed interface Initializer {

  /**
   * The first value.
   *
   * @param shape of the variable; of a kernel, the last two dimensions are inputs and outputs and
   *     the ones before are the receptive field
   * @param seed for stateless random ops, int32 of shape [2]
   */
  Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed);

  /** One number everywhere. */
  record Constant(float value) implements Initializer {

    public static final Constant ZEROS = new Constant(0);
    public static final Constant ONES = new Constant(1);

    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed) {
      return tf.fill(tf.constant(shape), tf.constant(value));
    }
  }
}
