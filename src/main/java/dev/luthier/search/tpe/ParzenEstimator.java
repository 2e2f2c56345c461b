package dev.luthier.search.tpe;

import dev.luthier.search.Assignment;
import dev.luthier.search.Value;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A density over the values of some parameters: the mean of a kernel around each observation and of
 * a prior. A kernel is a product over the parameters, and a draw is from a single one, so that
 * values which go together stay together.
 */
final class ParzenEstimator {

  /** So many observations count in full, those before them ever less. */
  private static final int FULL = 25;

  /** Millions of kernels so far below the highest change no digit of their sum. */
  private static final double NEGLIGIBLE = -52;

  private final List<Axis> axes;
  private final Kernels[] kernels;
  private final double[] weights;
  private final double[] logWeights;

  /**
   * An estimator of what some assignments have in common.
   *
   * @param axes of the parameters
   * @param observations from the oldest to the newest, with a value for each axis; may be empty
   */
  ParzenEstimator(List<Axis> axes, List<Assignment> observations) {
    this.axes = axes;
    this.weights = weights(observations.size());
    this.logWeights = Arrays.stream(weights).map(Math::log).toArray();
    this.kernels = new Kernels[axes.size()];
    for (int i = 0; i < kernels.length; i++) {
      Axis axis = axes.get(i);
      double[] places = new double[observations.size()];
      for (int k = 0; k < places.length; k++) {
        places[k] = axis.place(observations.get(k));
      }
      kernels[i] = Kernels.around(axis, places);
    }
  }

  /**
   * Weights of the observations and, at the end, of the prior, with sum 1: all alike, though from
   * 26 observations on those before the newest 25 rise from 1/count.
   */
  private static double[] weights(int count) {
    double[] weights = new double[count + 1];
    Arrays.fill(weights, 1);
    int old = count - FULL;
    for (int k = 0; k < old; k++) {
      double rise = old == 1 ? 0 : k / (old - 1.0);
      weights[k] = 1.0 / count + rise * (1 - 1.0 / count);
    }
    double sum = Arrays.stream(weights).sum();
    for (int k = 0; k < weights.length; k++) {
      weights[k] /= sum;
    }
    return weights;
  }

  /** Draws a value for each axis. */
  Value[] draw(RandomGenerator random) {
    int kernel = drawKernel(random);
    Value[] values = new Value[kernels.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = axes.get(i).value(kernels[i].draw(kernel, random));
    }
    return values;
  }

  private int drawKernel(RandomGenerator random) {
    double left = random.nextDouble();
    for (int k = 0; k < weights.length - 1; k++) {
      left -= weights[k];
      if (left < 0) {
        return k;
      }
    }
    return weights.length - 1;
  }

  /**
   * Logarithm of the density at a value for each axis, with the unit interval as each parameter's
   * measure; of the mass where parameters are discrete.
   */
  double logDensity(Value[] values) {
    double[] sums = logWeights.clone();
    for (int i = 0; i < kernels.length; i++) {
      kernels[i].addLogDensities(axes.get(i).place(values[i]), sums);
    }
    double greatest = Double.NEGATIVE_INFINITY;
    for (double sum : sums) {
      greatest = Math.max(greatest, sum);
    }
    double total = 0;
    for (double sum : sums) {
      if (sum - greatest > NEGLIGIBLE) {
        total += Math.exp(sum - greatest);
      }
    }
    return greatest + Math.log(total);
  }
}
