package dev.luthier.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * {@code r / (1 + decay_rate t / decay_steps)} at step t, with r the optimizer's learning rate:
 * Keras' InverseTimeDecay.
 *
 * @param decaySteps steps in which the divisor grows by decayRate
 * @param decayRate growth of the divisor
 * @param staircase whether whole decaySteps only are counted
 */
public record InverseTimeDecay(int decaySteps, float decayRate, boolean staircase)
    implements Schedule {

  public InverseTimeDecay {
    Bounds.steps("decay_steps", decaySteps);
    Bounds.positive("decay_rate", decayRate, 0.5f);
  }

  @Override
  public Operand<TFloat32> rate(
      Ops tf, Operand<TFloat32> rate, Operand<TInt64> step, long totalSteps) {
    Operand<TFloat32> periods = Quotient.of(tf, step, decaySteps);
    Operand<TFloat32> counted = staircase ? tf.math.floor(periods) : periods;
    Operand<TFloat32> growth = tf.math.mul(tf.constant(decayRate), counted);
    return tf.math.div(rate, tf.math.add(tf.constant(1f), growth));
  }
}
