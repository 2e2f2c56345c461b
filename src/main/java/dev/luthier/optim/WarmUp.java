package dev.luthier.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * A rate that rises linearly from 0 to the first rate of another schedule, which then begins:
 * {@code t / steps} of that rate at step t. Keras has it for CosineDecay only, with the same
 * arithmetic.
 *
 * @param steps of the rise
 * @param schedule what follows; its step 0 is the end of the rise
 */
public record WarmUp(int steps, Schedule schedule) implements Schedule {

  public WarmUp {
    Bounds.steps("warm_up_steps", steps);
    if (schedule instanceof WarmUp) {
      throw new IllegalArgumentException(
          "warm_up_steps must be given once, was given for a schedule that warms up already;"
              + " write one number of steps");
    }
  }

  @Override
  public Operand<TFloat32> rate(
      Ops tf, Operand<TFloat32> rate, Operand<TInt64> step, long totalSteps) {
    Operand<TInt64> stepAfter =
        tf.math.maximum(tf.math.sub(step, tf.constant((long) steps)), tf.constant(0L));
    Operand<TFloat32> risen = tf.math.minimum(Quotient.of(tf, step, steps), tf.constant(1f));
    long stepsAfter = Math.max(1, totalSteps - steps);
    return tf.math.mul(risen, schedule.rate(tf, rate, stepAfter, stepsAfter));
  }
}
