package dev.luthier.nn;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** The mean over a sample's outputs of the absolute error; its gradient is 0 where the error is. */
public record MeanAbsoluteError() implements Loss.Regression {

  @Override
  public Operand<TFloat32> perSample(Ops tf, Operand<TFloat32> output, Operand<TFloat32> targets) {
    return tf.math.mean(tf.math.abs(tf.math.sub(output, targets)), tf.constant(-1));
  }
}
