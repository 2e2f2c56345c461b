package dev.luthier.search.math;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;

/**
 * Minimizes a smooth function within bounds by limited-memory BFGS: numbers that a bound holds back
 * stay there, the others take the quasi-Newton step, and the search along it bends at the bounds.
 */
public final class BoundedLbfgs {

  private static final int MEMORY = 8;
  private static final int BACKTRACKS = 20;
  private static final double SUFFICIENT_DECREASE = 1e-4;

  /** A function with its gradient. */
  public interface Objective {
    /**
     * The value at a point; writes the gradient.
     *
     * @return infinity or NaN where there is none
     */
    double evaluate(double[] point, double[] gradient);
  }

  /**
   * What was found.
   *
   * @param point within the bounds
   * @param value the function's there
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  public record Minimum(double[] point, double value) {}

  /** A step and the change of the gradient over it. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Curvature(double[] step, double[] change, double product) {}

  private final Objective objective;
  private final double[] lower;
  private final double[] upper;
  private final int iterations;
  private final double tolerance;

  /**
   * A search of a function within bounds.
   *
   * @param lower bounds, may be negative infinity
   * @param upper bounds, may be infinity
   * @param iterations at most
   * @param tolerance the search ends when no number can move along its gradient by more than this
   */
  public BoundedLbfgs(
      Objective objective, double[] lower, double[] upper, int iterations, double tolerance) {
    this.objective = objective;
    this.lower = lower;
    this.upper = upper;
    this.iterations = iterations;
    this.tolerance = tolerance;
  }

  /** The end of the descent from a point; its value is not finite where the start's is not. */
  public Minimum minimize(double[] start) {
    int size = start.length;
    double[] point = new double[size];
    for (int i = 0; i < size; i++) {
      point[i] = clip(start[i], i);
    }
    double[] gradient = new double[size];
    double value = objective.evaluate(point, gradient);
    Deque<Curvature> memory = new ArrayDeque<>();
    for (int iteration = 0; iteration < iterations && Double.isFinite(value); iteration++) {
      if (!canMove(point, gradient)) {
        break;
      }
      double[] next = new double[size];
      double[] nextGradient = new double[size];
      double nextValue = search(point, value, gradient, memory, next, nextGradient);
      if (Double.isNaN(nextValue) && !memory.isEmpty()) {
        memory.clear();
        nextValue = search(point, value, gradient, memory, next, nextGradient);
      }
      if (Double.isNaN(nextValue)) {
        break;
      }
      remember(memory, point, gradient, next, nextGradient);
      boolean isStalled = value - nextValue <= 1e-12 * Math.max(1, Math.abs(value));
      point = next;
      gradient = nextGradient;
      value = nextValue;
      if (isStalled) {
        break;
      }
    }
    return new Minimum(point, value);
  }

  private boolean canMove(double[] point, double[] gradient) {
    for (int i = 0; i < point.length; i++) {
      if (Math.abs(clip(point[i] - gradient[i], i) - point[i]) > tolerance) {
        return true;
      }
    }
    return false;
  }

  /** The value at the next point, which it writes; NaN where there is none below. */
  private double search(
      double[] point,
      double value,
      double[] gradient,
      Deque<Curvature> memory,
      double[] next,
      double[] nextGradient) {
    double[] direction = direction(point, gradient, memory);
    double step = memory.isEmpty() ? Math.min(1, 1 / norm(direction)) : 1;
    for (int i = 0; i < BACKTRACKS; i++) {
      double predicted = 0;
      for (int j = 0; j < point.length; j++) {
        next[j] = clip(point[j] + step * direction[j], j);
        predicted += gradient[j] * (next[j] - point[j]);
      }
      if (!(predicted < 0)) {
        return Double.NaN;
      }
      double nextValue = objective.evaluate(next, nextGradient);
      if (nextValue <= value + SUFFICIENT_DECREASE * predicted) {
        return nextValue;
      }
      // The minimum of the parabola through value, slope and the new value.
      double shrink = -0.5 * predicted / (nextValue - value - predicted);
      step *= Double.isFinite(nextValue) ? Math.min(0.5, Math.max(0.1, shrink)) : 0.1;
    }
    return Double.NaN;
  }

  private double[] direction(double[] point, double[] gradient, Deque<Curvature> memory) {
    boolean[] free = new boolean[point.length];
    double[] direction = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      free[i] =
          gradient[i] > 0 ? point[i] > lower[i] : gradient[i] < 0 ? point[i] < upper[i] : true;
      direction[i] = free[i] ? -gradient[i] : 0;
    }
    double[] factors = new double[memory.size()];
    int at = 0;
    for (Curvature pair : memory) {
      factors[at] = dot(pair.step, direction) / pair.product;
      add(direction, -factors[at], pair.change, free);
      at++;
    }
    if (!memory.isEmpty()) {
      Curvature newest = memory.getFirst();
      double scale = newest.product / dot(newest.change, newest.change);
      for (int i = 0; i < direction.length; i++) {
        direction[i] *= scale;
      }
    }
    for (Iterator<Curvature> oldest = memory.descendingIterator(); oldest.hasNext(); ) {
      Curvature pair = oldest.next();
      at--;
      add(direction, factors[at] - dot(pair.change, direction) / pair.product, pair.step, free);
    }
    return direction;
  }

  private static void remember(
      Deque<Curvature> memory,
      double[] point,
      double[] gradient,
      double[] next,
      double[] nextGradient) {
    double[] step = new double[point.length];
    double[] change = new double[point.length];
    for (int i = 0; i < point.length; i++) {
      step[i] = next[i] - point[i];
      change[i] = nextGradient[i] - gradient[i];
    }
    double product = dot(step, change);
    if (product > 1e-10 * norm(step) * norm(change)) {
      memory.addFirst(new Curvature(step, change, product));
      if (memory.size() > MEMORY) {
        memory.removeLast();
      }
    }
  }

  private double clip(double number, int i) {
    return Math.min(upper[i], Math.max(lower[i], number));
  }

  private static void add(double[] sum, double factor, double[] values, boolean[] where) {
    for (int i = 0; i < sum.length; i++) {
      if (where[i]) {
        sum[i] += factor * values[i];
      }
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  private static double norm(double[] values) {
    return Math.sqrt(dot(values, values));
  }
}
