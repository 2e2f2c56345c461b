package dev.luthier.search.tpe;

import java.util.random.RandomGenerator;

/**
 * Categories: a kernel's own has weight 1, and each has 1/kernels in addition; the prior is
 * uniform.
 */
final class CategoryKernels implements Kernels {

  private final int size;
  private final int[] own;
  private final double shared;

  /**
   * Around observed categories.
   *
   * @param size number of categories
   * @param own category of each kernel but the prior
   */
  private CategoryKernels(int size, int[] own) {
    this.size = size;
    this.own = own;
    this.shared = 1.0 / (own.length + 1);
  }

  static CategoryKernels around(Axis axis, double[] places) {
    int[] own = new int[places.length];
    for (int k = 0; k < places.length; k++) {
      own[k] = (int) places[k];
    }
    return new CategoryKernels(Math.toIntExact(axis.size()), own);
  }

  @Override
  public double draw(int kernel, RandomGenerator random) {
    boolean isPrior = kernel == own.length;
    return isPrior || random.nextDouble() * (1 + size * shared) >= 1
        ? random.nextInt(size)
        : own[kernel];
  }

  @Override
  public void addLogDensities(double place, double[] sums) {
    double total = 1 + size * shared;
    double same = Math.log((1 + shared) / total);
    double other = Math.log(shared / total);
    for (int k = 0; k < own.length; k++) {
      sums[k] += own[k] == (int) place ? same : other;
    }
    sums[own.length] -= Math.log(size);
  }
}
