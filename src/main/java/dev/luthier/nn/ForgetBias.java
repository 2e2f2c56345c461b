package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Ones for the second quarter of a bias, which opens an LSTM's forget gates at first: Jozefowicz et
 * al. 2015. A file says it by {@code unit_forget_bias}.
 *
 * @param others gives the other three quarters
 */
record ForgetBias(Initializer others) implements Initializer {

  @Override
  public Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed) {
    int units = (int) (shape.get(0) / 4);
    Operand<TFloat32> all = others.value(tf, shape, seed);
    return tf.concat(
        List.of(
            part(tf, all, 0, units),
            tf.fill(tf.constant(new int[] {units}), tf.constant(1f)),
            part(tf, all, 2 * units, 2 * units)),
        tf.constant(0));
  }

  private static Operand<TFloat32> part(Ops tf, Operand<TFloat32> all, int from, int count) {
    return tf.slice(all, tf.constant(new int[] {from}), tf.constant(new int[] {count}));
  }
}
