package dev.luthier.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Keeps gradients from being too large, <a
 * href="https://proceedings.mlr.press/v28/pascanu13.html">Pascanu et al. 2013</a>.
 */
public sealed interface Clipping {

  /** The clipped gradients, in the same order. */
  List<Operand<TFloat32>> clip(Ops tf, List<Operand<TFloat32>> gradients);

  /**
   * Every entry between -limit and limit: Keras' {@code clipvalue}. An infinite entry becomes the
   * limit.
   */
  record ByValue(float limit) implements Clipping {

    public ByValue {
      Bounds.positive("value", limit, 0.5f);
    }

    @Override
    public List<Operand<TFloat32>> clip(Ops tf, List<Operand<TFloat32>> gradients) {
      Operand<TFloat32> lowest = tf.constant(-limit);
      Operand<TFloat32> highest = tf.constant(limit);
      return gradients.stream()
          .<Operand<TFloat32>>map(gradient -> tf.clipByValue(gradient, lowest, highest))
          .toList();
    }
  }

  /**
   * Each gradient times {@code limit / max(norm, limit)}, with the norm of its own: Keras' {@code
   * clipnorm}, TensorFlow's {@code clip_by_norm}. Where the norm is infinite, finite entries become
   * 0 and infinite ones NaN.
   */
  record ByNorm(float limit) implements Clipping {

    public ByNorm {
      Bounds.positive("norm", limit, 1f);
    }

    @Override
    public List<Operand<TFloat32>> clip(Ops tf, List<Operand<TFloat32>> gradients) {
      Operand<TFloat32> highest = tf.constant(limit);
      Operand<TFloat32> two = tf.constant(2f);
      List<Operand<TFloat32>> clipped = new ArrayList<>();
      for (Operand<TFloat32> gradient : gradients) {
        Operand<TFloat32> norm = tf.math.sqrt(tf.math.mul(tf.nn.l2Loss(gradient), two));
        Operand<TFloat32> scale = tf.math.div(highest, tf.math.maximum(norm, highest));
        clipped.add(tf.math.mul(gradient, scale));
      }
      return clipped;
    }
  }

  /**
   * All gradients times {@code limit / max(norm, limit)}, with the norm of all entries of all
   * gradients: Keras' {@code global_clipnorm}, TensorFlow's {@code clip_by_global_norm}. Where the
   * norm is not finite, all entries of all gradients become NaN, so that one overflow is seen in
   * the loss and not hidden.
   */
  record ByGlobalNorm(float limit) implements Clipping {

    public ByGlobalNorm {
      Bounds.positive("global_norm", limit, 1f);
    }

    @Override
    public List<Operand<TFloat32>> clip(Ops tf, List<Operand<TFloat32>> gradients) {
      List<Operand<TFloat32>> halfSquares = new ArrayList<>();
      for (Operand<TFloat32> gradient : gradients) {
        halfSquares.add(tf.nn.l2Loss(gradient));
      }
      Operand<TFloat32> norm =
          tf.math.sqrt(tf.math.mul(tf.math.addN(halfSquares), tf.constant(2f)));
      Operand<TFloat32> highest = tf.constant(limit);
      Operand<TFloat32> finite = tf.math.div(highest, tf.math.maximum(norm, highest));
      Operand<TFloat32> scale = tf.math.add(finite, tf.math.sub(norm, norm));
      return gradients.stream()
          .<Operand<TFloat32>>map(gradient -> tf.math.mul(gradient, scale))
          .toList();
    }
  }
}
