package dev.luthier.optim;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Limited-memory BFGS on the whole training part at once, <a
 * href="https://doi.org/10.1007/BF01589116">Liu and Nocedal 1989</a>: for small convex models, such
 * as a logistic regression, which it brings to the minimum. Weights move along {@code -H g}, with H
 * an estimate of the inverse Hessian from the latest moves and the changes of the gradient that
 * they brought.
 *
 * <p>Weights with an l1 regularizer are treated as by OWL-QN, <a
 * href="https://doi.org/10.1145/1273496.1273501">Andrew and Gao 2007</a>: they become exactly zero
 * where the minimum is there. Different from the paper, H is that of the weights which are not held
 * at zero, and only moves away from zero are aligned with the pseudo-gradient: on iris with raw
 * measurements and C = 100, the paper's way was still a tenth above the minimum after 2000
 * evaluations, this one was there after half of them.
 *
 * <p>A step is one evaluation of loss and gradient; an epoch is a number of steps, not a pass. A
 * step either moves the weights or changes the length that the line search tries, so the weights
 * are always the best that were accepted. The line search looks for the weak Wolfe conditions, in
 * the form of <a href="https://doi.org/10.1137/030601880">Hager and Zhang 2005</a> where losses
 * differ by less than float32 can tell. Network and gradients are in float32, the rest is in
 * float64.
 *
 * <p>Training ends by itself once the gradient is below the tolerance, or where float32 arithmetic
 * shows no decrease any more. The batch size and shuffling are not looked at, and there is no
 * learning rate. Since the loss has to be the same function at every evaluation, layers that draw
 * at random or look at the batch, schedules and clipping are refused.
 *
 * @param history moves and gradient changes that are remembered, 16 bytes a weight each
 * @param evaluations steps of an epoch
 * @param tolerance largest entry of the (pseudo-)gradient of the mean loss at which training ends
 */
public record Lbfgs(int history, int evaluations, double tolerance) implements Optimizer {

  public Lbfgs {
    if (history <= 0) {
      throw new IllegalArgumentException(
          "history must be positive, was " + history + "; write a number such as 20");
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

  /** 20 pairs, 100 evaluations an epoch, a gradient of 1e-6. */
  public static Lbfgs of() {
    return new Lbfgs(20, 100, 1e-6);
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

  /** What is kept between evaluations of so many weights. */
  public List<State> states(long weights) {
    Shape column = Shape.of(weights, 1);
    Shape pairs = Shape.of(weights, history);
    return List.of(
        new State(State.DIRECTION, column, 0),
        new State(State.GRADIENT, column, 0),
        new State(State.MOVES, pairs, 0),
        new State(State.CHANGES, pairs, 0),
        new State(State.SCALE, Shape.scalar(), 1),
        new State(State.OBJECTIVE, Shape.scalar(), Double.POSITIVE_INFINITY),
        new State(State.LENGTH, Shape.scalar(), 0),
        new State(State.LOWER, Shape.scalar(), 0),
        new State(State.UPPER, Shape.scalar(), Double.POSITIVE_INFINITY),
        new State(State.TRIES, Shape.scalar(), 0),
        new State(State.FINISHED, Shape.scalar(), 0));
  }

  /**
   * A float64 value kept between evaluations.
   *
   * @param name one of the constants
   * @param shape of the value
   * @param initialValue everywhere
   */
  public record State(String name, Shape shape, double initialValue) {

    /** Along which the line search looks, {@code [weights, 1]}. */
    public static final String DIRECTION = "direction";

    /** Of the smooth part of the objective at the weights, {@code [weights, 1]}. */
    public static final String GRADIENT = "gradient";

    /** Differences of accepted weights, newest last, {@code [weights, history]}. */
    public static final String MOVES = "moves";

    /** Differences of their gradients, {@code [weights, history]}. */
    public static final String CHANGES = "changes";

    /** What H is where the history says nothing, a multiple of the identity. */
    public static final String SCALE = "scale";

    /** At the weights, with all penalties; infinite before the first evaluation. */
    public static final String OBJECTIVE = "objective";

    /** Of the next trial, in units of the direction. */
    public static final String LENGTH = "length";

    /** The longest that was too short. */
    public static final String LOWER = "lower";

    /** The shortest that was too long. */
    public static final String UPPER = "upper";

    /** Rejected by the line search so far. */
    public static final String TRIES = "tries";

    /** 1 when nothing is left to do: converged, or float32 can tell no more progress. */
    public static final String FINISHED = "finished";
  }
}
