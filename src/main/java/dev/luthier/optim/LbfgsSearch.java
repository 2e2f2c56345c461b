package dev.luthier.optim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;

/**
 * One evaluation of {@link Lbfgs} in a graph: where to evaluate, and what follows from what was
 * found there. There is no loop in it, so a training may stop after any evaluation.
 */
public final class LbfgsSearch {

  /** Part of the promised decrease that a move must bring. */
  private static final double DECREASE = 1e-4;

  /** Part of the slope that may be left after a move. */
  private static final double CURVATURE = 0.9;

  /** Relative difference of objectives that may be float32's rounding. */
  private static final double ROUNDING = 1e-6;

  /** After so many trials a decrease will do. */
  private static final double PATIENT_TRIES = 10;

  /** After so many there is none to be found. */
  private static final double MOST_TRIES = 25;

  private final Ops tf;
  private final Lbfgs settings;
  private final Map<String, Operand<TFloat64>> state;
  private final Operand<TFloat64> weights;
  private final Operand<TFloat64> l1;
  private final boolean penalized;
  private final Operand<TFloat64> zero;
  private final Operand<TFloat64> one;
  private final Operand<TFloat64> orthant;
  private final Operand<TFloat32> trial;

  /**
   * What follows from an evaluation.
   *
   * @param accepted whether the trial's weights are the weights now
   * @param state the new values of all that is kept
   */
  public record Decision(Operand<TBool> accepted, Map<String, Operand<TFloat64>> state) {}

  /**
   * Adds the choice of a trial.
   *
   * @param state the present values of all that is kept, by name
   * @param weights all weights in a column, {@code [weights, 1]}
   * @param l1 strength of each weight's l1 penalty, {@code [weights, 1]}
   * @param penalized whether any of them is not 0
   */
  public LbfgsSearch(
      Ops tf,
      Lbfgs settings,
      Map<String, Operand<TFloat64>> state,
      Operand<TFloat64> weights,
      Operand<TFloat64> l1,
      boolean penalized) {
    this.tf = tf;
    this.settings = settings;
    this.state = state;
    this.weights = weights;
    this.l1 = l1;
    this.penalized = penalized;
    zero = tf.constant(0.0);
    one = tf.constant(1.0);
    Operand<TFloat64> direction = state.get(Lbfgs.State.DIRECTION);
    Operand<TFloat64> moved =
        tf.math.add(weights, tf.math.mul(state.get(Lbfgs.State.LENGTH), direction));
    if (penalized) {
      orthant =
          tf.select(tf.math.equal(weights, zero), tf.math.sign(direction), tf.math.sign(weights));
      Operand<TBool> crossed =
          tf.math.logicalAnd(
              tf.math.greater(l1, zero), tf.math.notEqual(tf.math.sign(moved), orthant));
      moved = tf.select(crossed, tf.zerosLike(moved), moved);
    } else {
      orthant = zero;
    }
    trial = tf.dtypes.cast(moved, TFloat32.class);
  }

  /** The weights at which loss and gradient are wanted, {@code [weights, 1]}. */
  public Operand<TFloat32> trial() {
    return trial;
  }

  /**
   * Adds what follows.
   *
   * @param objective at the trial, with all penalties
   * @param gradient at the trial of all but the l1 penalties, {@code [weights, 1]}
   */
  public Decision decide(Operand<TFloat64> objective, Operand<TFloat64> gradient) {
    Operand<TFloat64> point = tf.dtypes.cast(trial, TFloat64.class);
    Operand<TFloat64> before = state.get(Lbfgs.State.OBJECTIVE);
    Operand<TFloat64> tries = state.get(Lbfgs.State.TRIES);
    Operand<TFloat64> move = tf.math.sub(point, weights);
    Operand<TFloat64> change = tf.math.sub(gradient, state.get(Lbfgs.State.GRADIENT));
    // Slopes along the whole move, at its start and at its end.
    Operand<TFloat64> start = slope(state.get(Lbfgs.State.GRADIENT), move);
    Operand<TFloat64> end = slope(gradient, move);

    Operand<TBool> first = tf.math.equal(before, tf.constant(Double.POSITIVE_INFINITY));
    Operand<TBool> still = tf.math.equal(sum(tf.math.abs(move)), zero);
    Operand<TBool> decreased = decreased(objective, before, start, end);
    Operand<TBool> flat =
        tf.math.logicalOr(
            tf.math.greaterEqual(end, times(CURVATURE, start)),
            tf.math.greater(tries, tf.constant(PATIENT_TRIES)));
    Operand<TBool> found =
        tf.math.logicalAnd(tf.math.logicalAnd(decreased, flat), tf.math.logicalNot(still));
    Operand<TBool> accepted = tf.math.logicalOr(first, found);
    Operand<TBool> stuck =
        tf.math.logicalAnd(
            tf.math.logicalNot(accepted),
            tf.math.logicalOr(still, tf.math.greaterEqual(tries, tf.constant(MOST_TRIES))));
    Operand<TBool> fresh = tf.math.logicalOr(accepted, stuck);

    Operand<TBool> learnt = tf.math.logicalAnd(accepted, tf.math.logicalNot(first));
    Operand<TFloat64> moves = pushed(Lbfgs.State.MOVES, learnt, stuck, move);
    Operand<TFloat64> changes = pushed(Lbfgs.State.CHANGES, learnt, stuck, change);
    Operand<TBool> hadHistory = any(state.get(Lbfgs.State.MOVES));
    Operand<TBool> hasHistory =
        tf.math.logicalOr(learnt, tf.math.logicalAnd(hadHistory, tf.math.logicalNot(stuck)));

    Operand<TFloat64> newWeights = tf.select(accepted, point, weights);
    Operand<TFloat64> newGradient = tf.select(accepted, gradient, state.get(Lbfgs.State.GRADIENT));
    Operand<TFloat64> pseudo = pseudoGradient(newWeights, newGradient);
    Operand<TFloat64> scaleBefore = tf.select(hasHistory, state.get(Lbfgs.State.SCALE), one);
    Direction direction = direction(moves, changes, newWeights, pseudo, scaleBefore);
    Operand<TFloat64> firstLength =
        tf.select(
            hasHistory, one, tf.math.minimum(one, tf.math.reciprocal(sum(tf.math.abs(pseudo)))));
    Operand<TFloat64> largest = tf.reduceMax(tf.math.abs(pseudo), all());
    Operand<TBool> converged =
        tf.math.logicalAnd(accepted, tf.math.lessEqual(largest, tf.constant(settings.tolerance())));
    Operand<TBool> finished =
        tf.math.logicalOr(converged, tf.math.logicalAnd(stuck, tf.math.logicalNot(hadHistory)));

    Interval interval = interval(decreased, start, end);
    Map<String, Operand<TFloat64>> next = new LinkedHashMap<>();
    next.put(
        Lbfgs.State.DIRECTION,
        tf.select(fresh, direction.direction(), state.get(Lbfgs.State.DIRECTION)));
    next.put(Lbfgs.State.GRADIENT, newGradient);
    next.put(Lbfgs.State.MOVES, moves);
    next.put(Lbfgs.State.CHANGES, changes);
    next.put(Lbfgs.State.SCALE, tf.select(fresh, direction.scale(), state.get(Lbfgs.State.SCALE)));
    next.put(Lbfgs.State.OBJECTIVE, tf.select(accepted, objective, before));
    next.put(Lbfgs.State.LENGTH, tf.select(fresh, firstLength, interval.length()));
    next.put(Lbfgs.State.LOWER, tf.select(fresh, zero, interval.lower()));
    next.put(
        Lbfgs.State.UPPER,
        tf.select(fresh, tf.constant(Double.POSITIVE_INFINITY), interval.upper()));
    next.put(Lbfgs.State.TRIES, tf.select(fresh, zero, tf.math.add(tries, one)));
    next.put(Lbfgs.State.FINISHED, tf.dtypes.cast(finished, TFloat64.class));
    return new Decision(accepted, next);
  }

  /**
   * Armijo's condition, or that of the slopes alone where objectives are the same but for rounding.
   */
  private Operand<TBool> decreased(
      Operand<TFloat64> objective,
      Operand<TFloat64> before,
      Operand<TFloat64> start,
      Operand<TFloat64> end) {
    Operand<TBool> enough =
        tf.math.lessEqual(objective, tf.math.add(before, times(DECREASE, start)));
    Operand<TBool> close =
        tf.math.lessEqual(objective, tf.math.add(before, times(ROUNDING, tf.math.abs(before))));
    Operand<TBool> sloping = tf.math.lessEqual(end, times(2 * DECREASE - 1, start));
    return tf.math.logicalAnd(
        tf.math.logicalOr(enough, tf.math.logicalAnd(close, sloping)), tf.math.isFinite(end));
  }

  /** Where the line search looks next when a trial was rejected. */
  private record Interval(
      Operand<TFloat64> length, Operand<TFloat64> lower, Operand<TFloat64> upper) {}

  private Interval interval(
      Operand<TBool> decreased, Operand<TFloat64> start, Operand<TFloat64> end) {
    Operand<TFloat64> length = state.get(Lbfgs.State.LENGTH);
    Operand<TFloat64> lower = tf.select(decreased, length, state.get(Lbfgs.State.LOWER));
    Operand<TFloat64> upper = tf.select(decreased, state.get(Lbfgs.State.UPPER), length);
    Operand<TFloat64> half = tf.constant(0.5);
    Operand<TFloat64> middle = tf.math.mul(half, tf.math.add(lower, upper));
    // Where the slope would be 0 if it changed evenly.
    Operand<TFloat64> secant = tf.math.div(start, tf.math.sub(start, end));
    Operand<TFloat64> part =
        tf.select(
            tf.math.greater(end, start),
            tf.math.minimum(tf.math.maximum(secant, tf.constant(0.1)), half),
            half);
    Operand<TFloat64> inside =
        tf.select(tf.math.equal(lower, zero), tf.math.mul(part, upper), middle);
    Operand<TFloat64> next =
        tf.select(tf.math.isInf(upper), tf.math.mul(tf.constant(2.0), length), inside);
    return new Interval(next, lower, upper);
  }

  private record Direction(Operand<TFloat64> direction, Operand<TFloat64> scale) {}

  private Direction direction(
      Operand<TFloat64> moves,
      Operand<TFloat64> changes,
      Operand<TFloat64> at,
      Operand<TFloat64> pseudo,
      Operand<TFloat64> scaleBefore) {
    int history = settings.history();
    if (!penalized) {
      InverseHessian inverse =
          InverseHessian.times(tf, history, moves, changes, pseudo, scaleBefore);
      return new Direction(tf.math.neg(inverse.product()), inverse.scale());
    }
    Operand<TBool> atZero = tf.math.logicalAnd(tf.math.greater(l1, zero), tf.math.equal(at, zero));
    Operand<TBool> held = tf.math.logicalAnd(atZero, tf.math.equal(pseudo, zero));
    Operand<TFloat64> free = tf.dtypes.cast(tf.math.logicalNot(held), TFloat64.class);
    InverseHessian inverse =
        InverseHessian.times(
            tf, history, tf.math.mul(moves, free), tf.math.mul(changes, free), pseudo, scaleBefore);
    Operand<TBool> wrong =
        tf.math.logicalAnd(atZero, tf.math.lessEqual(tf.math.mul(inverse.product(), pseudo), zero));
    return new Direction(
        tf.select(wrong, tf.zerosLike(pseudo), tf.math.neg(inverse.product())), inverse.scale());
  }

  /**
   * The subgradient that is nearest to 0: with l1 s at the weights w, g + sign(w) s, or towards 0.
   */
  private Operand<TFloat64> pseudoGradient(Operand<TFloat64> at, Operand<TFloat64> smooth) {
    if (!penalized) {
      return smooth;
    }
    Operand<TFloat64> right = tf.math.add(smooth, l1);
    Operand<TFloat64> left = tf.math.sub(smooth, l1);
    Operand<TFloat64> atZero =
        tf.math.add(tf.math.minimum(right, zero), tf.math.maximum(left, zero));
    Operand<TFloat64> elsewhere = tf.math.add(smooth, tf.math.mul(tf.math.sign(at), l1));
    return tf.select(tf.math.equal(at, zero), atZero, elsewhere);
  }

  private Operand<TFloat64> slope(Operand<TFloat64> smooth, Operand<TFloat64> move) {
    Operand<TFloat64> full = penalized ? tf.math.add(smooth, tf.math.mul(l1, orthant)) : smooth;
    return sum(tf.math.mul(full, move));
  }

  private Operand<TFloat64> pushed(
      String name, Operand<TBool> learnt, Operand<TBool> forgotten, Operand<TFloat64> newest) {
    Operand<TFloat64> old = state.get(name);
    Operand<TFloat64> later =
        tf.slice(old, tf.constant(new int[] {0, 1}), tf.constant(new int[] {-1, -1}));
    Operand<TFloat64> longer = tf.concat(List.of(later, newest), tf.constant(1));
    return tf.select(learnt, longer, tf.select(forgotten, tf.zerosLike(old), old));
  }

  private Operand<TBool> any(Operand<TFloat64> values) {
    return tf.math.greater(tf.reduceMax(tf.math.abs(values), all()), zero);
  }

  private Operand<TFloat64> sum(Operand<TFloat64> values) {
    return tf.reduceSum(values, all());
  }

  private Operand<org.tensorflow.types.TInt32> all() {
    return tf.constant(new int[] {0, 1});
  }

  private Operand<TFloat64> times(double factor, Operand<TFloat64> value) {
    return tf.math.mul(tf.constant(factor), value);
  }
}
