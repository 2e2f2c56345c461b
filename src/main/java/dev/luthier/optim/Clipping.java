package dev.luthier.optim;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Keeps gradients from being too large. */
public sealed interface Clipping {

  /** The clipped gradients, in the same order. */
  List<Operand<TFloat32>> clip(Ops tf, List<Operand<TFloat32>> gradients);

  /** Every entry between -limit and limit. */
  record ByValue(float limit) implements Clipping {

    @Override
    public List<Operand<TFloat32>> clip(Ops tf, List<Operand<TFloat32>> gradients) {
      return gradients.stream()
          .<Operand<TFloat32>>map(g -> tf.clipByValue(g, tf.constant(-limit), tf.constant(limit)))
          .toList();
    }
  }
}
