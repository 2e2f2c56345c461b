package dev.luthier.search.tpe;

import java.util.random.RandomGenerator;

/**
 * One axis of a Parzen estimator's kernels: a distribution around each observation, and the prior
 * as the last. Where an observation lacks the parameter, its kernel is the prior as well.
 */
sealed interface Kernels permits NormalKernels, CategoryKernels {

  /** The kernels around the places of observations. */
  static Kernels around(Axis axis, double[] places) {
    return axis.isOrdered()
        ? NormalKernels.around(axis, places)
        : CategoryKernels.around(axis, places);
  }

  /** Draws a place from a kernel. */
  double draw(int kernel, RandomGenerator random);

  /**
   * Adds each kernel's logarithm of the density at a place, of the mass for a discrete axis.
   *
   * @param sums one for each kernel
   */
  void addLogDensities(double place, double[] sums);
}
