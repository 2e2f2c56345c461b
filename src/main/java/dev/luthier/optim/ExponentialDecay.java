package dev.luthier.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * {@code r decay_rate^(t / decay_steps)} at step t, with r the optimizer's learning rate: Keras'
 * ExponentialDecay.
 *
 * @param decaySteps steps in which the rate is multiplied by decayRate once
 * @param decayRate below 1 for a falling rate
 * @param staircase whether the exponent counts whole decaySteps only
 */
public record ExponentialDecay(int decaySteps, float decayRate, boolean staircase)
    implements Schedule {

  public ExponentialDecay {
    Bounds.steps("decay_steps", decaySteps);
    Bounds.positive("decay_rate", decayRate, 0.96f);
  }

  @Override
  public Operand<TFloat32> rate(
      Ops tf, Operand<TFloat32> rate, Operand<TInt64> step, long totalSteps) {
    Operand<TFloat32> periods = Quotient.of(tf, step, decaySteps);
    Operand<TFloat32> exponent = staircase ? tf.math.floor(periods) : periods;
    return tf.math.mul(rate, tf.math.pow(tf.constant(decayRate), exponent));
  }
}
