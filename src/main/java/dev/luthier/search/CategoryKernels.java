package dev.luthier.search;

import java.util.random.RandomGenerator;

/**
 * Categories: a kernel's own has weight 1, and each has 1/kernels in addition; the prior is
 * uniform.
 */
final class CategoryKernels implements Kernels {

  private static final int NONE = -1;

  private final int size;
  private final int count;
  private final int[] own;

  /**
   * @param count of kernels, the prior among them, that have the parameter
   * @param own category of each kernel, or {@link #NONE}
   */
  private CategoryKernels(int size, int count, int[] own) {
    this.size = size;
    this.count = count;
    this.own = own;
  }

  static CategoryKernels around(Axis axis, double[] places) {
    int[] own = new int[places.length + 1];
    int count = 1;
    for (int i = 0; i < places.length; i++) {
      boolean isPresent = !Double.isNaN(places[i]);
      own[i] = isPresent ? (int) places[i] : NONE;
      count += isPresent ? 1 : 0;
    }
    own[places.length] = NONE;
    return new CategoryKernels(Math.toIntExact(axis.size()), count, own);
  }

  @Override
  public double draw(int kernel, RandomGenerator random) {
    double shared = size / (double) count;
    double drawn = own[kernel] == NONE ? 1 : random.nextDouble() * (1 + shared);
    return drawn < 1 ? own[kernel] : random.nextInt(size);
  }

  @Override
  public void addLogDensities(double place, double[] sums) {
    double total = 1 + size / (double) count;
    double same = Math.log((1 + 1.0 / count) / total);
    double other = Math.log(1.0 / count / total);
    double uniform = -Math.log(size);
    for (int k = 0; k < sums.length; k++) {
      sums[k] += own[k] == NONE ? uniform : own[k] == (int) place ? same : other;
    }
  }
}
