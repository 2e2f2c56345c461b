package dev.luthier.search;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * A density over assignments: the mean of a kernel around each observation and of a prior.
 *
 * <p>A kernel is a product over the parameters, and a single one is drawn from for a whole
 * assignment, so that parameters which go together stay together. In a conditional space a kernel
 * is a tree: a parameter is drawn if the values drawn before it switch it on, from the
 * observation's kernel or, where the observation lacks it, from the prior's. So each kernel is a
 * density over the whole space, and densities of assignments with different parameters can be
 * compared.
 */
final class ParzenEstimator {

  /** So many observations count in full, those before them ever less. */
  private static final int FULL = 25;

  private final SearchSpace space;
  private final List<Axis> axes;
  private final Kernels[] kernels;
  private final double[] weights;
  private final double[] logWeights;
  private final Map<String, Integer> indices = new HashMap<>();

  /**
   * An estimator of what some assignments have in common.
   *
   * @param axes of the space's parameters
   * @param observations from the oldest to the newest; may be empty
   */
  ParzenEstimator(SearchSpace space, List<Axis> axes, List<Assignment> observations) {
    this.space = space;
    this.axes = axes;
    this.weights = weights(observations.size());
    this.logWeights = new double[weights.length];
    for (int k = 0; k < weights.length; k++) {
      logWeights[k] = Math.log(weights[k]);
    }
    this.kernels = new Kernels[axes.size()];
    for (int i = 0; i < kernels.length; i++) {
      String name = space.parameters().get(i).name();
      indices.put(name, i);
      double[] places = new double[observations.size()];
      for (int k = 0; k < places.length; k++) {
        Value value = observations.get(k).values().get(name);
        places[k] = value == null ? Double.NaN : axes.get(i).place(value);
      }
      kernels[i] = Kernels.around(axes.get(i), places);
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

  /** Draws an assignment of the space. */
  Assignment draw(RandomGenerator random) {
    int kernel = drawKernel(random);
    return space.assign(
        parameter -> {
          int i = indices.get(parameter.name());
          return axes.get(i).value(kernels[i].draw(kernel, random));
        });
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
   * Logarithm of the density at an assignment, with the unit interval as each parameter's measure;
   * of the mass where parameters are discrete.
   */
  double logDensity(Assignment assignment) {
    double[] sums = logWeights.clone();
    for (int i = 0; i < kernels.length; i++) {
      Value value = assignment.values().get(space.parameters().get(i).name());
      if (value != null) {
        kernels[i].addLogDensities(axes.get(i).place(value), sums);
      }
    }
    double greatest = Double.NEGATIVE_INFINITY;
    for (double sum : sums) {
      greatest = Math.max(greatest, sum);
    }
    double total = 0;
    for (double sum : sums) {
      total += Math.exp(sum - greatest);
    }
    return greatest + Math.log(total);
  }
}
