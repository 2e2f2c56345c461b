package dev.luthier.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * What becomes of the learning rate over the steps. Computed in the graph, in float32 as in Keras.
 */
public sealed interface Schedule
    permits Schedule.Constant,
        ExponentialDecay,
        InverseTimeDecay,
        CosineDecay,
        PiecewiseConstant,
        WarmUp {

  /**
   * The learning rate of a step.
   *
   * @param rate the optimizer's learning rate, a scalar
   * @param step from 0, a scalar
   * @param totalSteps of the whole training
   */
  Operand<TFloat32> rate(Ops tf, Operand<TFloat32> rate, Operand<TInt64> step, long totalSteps);

  /** The same rate at every step. */
  record Constant() implements Schedule {

    @Override
    public Operand<TFloat32> rate(
        Ops tf, Operand<TFloat32> rate, Operand<TInt64> step, long totalSteps) {
      return rate;
    }
  }
}
