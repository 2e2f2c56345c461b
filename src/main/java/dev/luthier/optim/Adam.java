package dev.luthier.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ResourceApplyAdam;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Adam, Kingma &amp; Ba 2014.
 *
 * @param learningRate step size
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 */
public record Adam(float learningRate, float beta1, float beta2, float epsilon)
    implements Optimizer {

  @Override
  public List<Slot> slots() {
    return List.of(new Slot("m", 0), new Slot("v", 0));
  }

  @Override
  public List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates) {
    Operand<TFloat32> count = tf.math.add(tf.dtypes.cast(step, TFloat32.class), tf.constant(1f));
    Operand<TFloat32> beta1Power = tf.math.pow(tf.constant(beta1), count);
    Operand<TFloat32> beta2Power = tf.math.pow(tf.constant(beta2), count);
    List<Op> ops = new ArrayList<>();
    for (Update update : updates) {
      ops.add(
          tf.train.resourceApplyAdam(
              update.variable(),
              update.slots().get("m"),
              update.slots().get("v"),
              beta1Power,
              beta2Power,
              learningRate,
              tf.constant(beta1),
              tf.constant(beta2),
              tf.constant(epsilon),
              update.gradient(),
              ResourceApplyAdam.useLocking(false)));
    }
    return ops;
  }
}
