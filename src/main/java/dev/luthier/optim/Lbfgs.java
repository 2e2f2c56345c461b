package dev.luthier.optim;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Limited-memory BFGS on the whole training part at once: for small convex models, such as a
 * logistic regression, which it brings to the minimum.
 *
 * <p>The direction is that of <a href="https://doi.org/10.1007/BF01582063">Byrd, Nocedal and
 * Schnabel 1994</a>, with a backtracking line search. Weights with an l1 regularizer are treated as
 * by OWL-QN, <a href="https://doi.org/10.1145/1273496.1273501">Andrew and Gao 2007</a>: they become
 * exactly zero where the minimum is there.
 *
 * <p>A step is one evaluation of loss and gradient; an epoch is a number of steps, not a pass.
 * Training ends by itself once the gradient is below the tolerance, or where float32 arithmetic
 * shows no decrease any more. The batch size is not looked at, and there is no learning rate. Since
 * the loss has to be the same function at every evaluation, layers that draw at random or look at
 * the batch, schedules and clipping are refused.
 *
 * @param history pairs of steps and gradient changes that are remembered
 * @param evaluations steps of an epoch
 * @param tolerance largest entry of the gradient at which training ends
 */
public record Lbfgs(int history, int evaluations, double tolerance) implements Optimizer {

  public Lbfgs {
    if (history <= 0) {
      throw new IllegalArgumentException(
          "history must be positive, was " + history + "; write a number such as 10");
    }
    if (evaluations <= 0) {
      throw new IllegalArgumentException(
          "evaluations must be positive, was " + evaluations + "; write a number such as 100");
    }
    if (!(tolerance >= 0)) {
      throw new IllegalArgumentException(
          "tolerance must be 0 or more, was " + tolerance + "; write such as 1e-6");
    }
  }

  /** Ten pairs, 100 evaluations an epoch, a gradient of 1e-6. */
  public static Lbfgs of() {
    return new Lbfgs(10, 100, 1e-6);
  }

  /** 1: the first length that the line search tries. */
  @Override
  public float learningRate() {
    return 1;
  }

  /** None: what it keeps is of all weights together. */
  @Override
  public List<Slot> slots() {
    return List.of();
  }

  /**
   * Not to be called: a step moves the weights before the gradients are taken as well.
   *
   * @throws UnsupportedOperationException always
   */
  @Override
  public List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates) {
    throw new UnsupportedOperationException("lbfgs is no function of one batch's gradients");
  }
}
