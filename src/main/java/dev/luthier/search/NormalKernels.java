package dev.luthier.search;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Normal distributions on the unit interval, cut off at its ends.
 *
 * <p>A kernel's width is the larger of the gaps to the next observations on either side, though at
 * least 1/min(100, 1 + kernels) and at most 1. The prior lies in the middle with width 1. A
 * discrete value has the mass of its part of the interval.
 */
final class NormalKernels implements Kernels {

  private static final int FINEST = 100;

  /** Over so short a part even the narrowest kernel is as good as even. */
  private static final double EVEN = 0.1 / FINEST;

  private final Axis axis;

  /** Kernels that are equal share a shape: values that repeat need not be gone through again. */
  private final int[] shapes;

  private final double[] centers;
  private final double[] widths;
  private final double[] logTotals;
  private final double[] logPeaks;

  private NormalKernels(Axis axis, int[] shapes, double[] centers, double[] widths) {
    this.axis = axis;
    this.shapes = shapes;
    this.centers = centers;
    this.widths = widths;
    this.logTotals = new double[centers.length];
    this.logPeaks = new double[centers.length];
    for (int s = 0; s < centers.length; s++) {
      logTotals[s] = StandardNormal.logMass(-centers[s] / widths[s], (1 - centers[s]) / widths[s]);
      logPeaks[s] = -StandardNormal.LOG_SQRT_2_PI - Math.log(widths[s]) - logTotals[s];
    }
  }

  static NormalKernels around(Axis axis, double[] places) {
    double[] sorted = places.clone();
    Arrays.sort(sorted);
    double[] centers = new double[sorted.length + 1];
    double[] widths = new double[sorted.length + 1];
    int[] shapeOfRank = new int[sorted.length];
    centers[0] = 0.5;
    widths[0] = 1;
    int last = 0;
    double narrowest = 1.0 / Math.min(FINEST, sorted.length + 2);
    for (int rank = 0; rank < sorted.length; rank++) {
      double width = Math.min(1, Math.max(narrowest, gap(sorted, rank)));
      if (last == 0 || centers[last] != sorted[rank] || widths[last] != width) {
        last++;
        centers[last] = sorted[rank];
        widths[last] = width;
      }
      shapeOfRank[rank] = last;
    }
    return new NormalKernels(
        axis,
        shapes(places, sorted, shapeOfRank),
        Arrays.copyOf(centers, last + 1),
        Arrays.copyOf(widths, last + 1));
  }

  /** To the farther neighbour; the ends of the interval count for a single observation only. */
  private static double gap(double[] sorted, int rank) {
    double place = sorted[rank];
    if (sorted.length == 1) {
      return Math.max(place, 1 - place);
    }
    double below = rank == 0 ? 0 : place - sorted[rank - 1];
    double above = rank == sorted.length - 1 ? 0 : sorted[rank + 1] - place;
    return Math.max(below, above);
  }

  /** Of equal observations, the earlier has the lower rank. */
  private static int[] shapes(double[] places, double[] sorted, int[] shapeOfRank) {
    int[] shapes = new int[places.length + 1];
    int[] equal = new int[places.length];
    for (int k = 0; k < places.length; k++) {
      int first = first(sorted, places[k]);
      shapes[k] = shapeOfRank[first + equal[first]++];
    }
    return shapes;
  }

  private static int first(double[] sorted, double place) {
    int low = 0;
    int high = sorted.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (sorted[middle] < place) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public double draw(int kernel, RandomGenerator random) {
    double center = centers[shapes[kernel]];
    double width = widths[shapes[kernel]];
    // A third of the mass lies inside at the least.
    double drawn;
    do {
      drawn = center + width * random.nextGaussian();
    } while (!(drawn >= 0 && drawn <= 1));
    return drawn;
  }

  @Override
  public void addLogDensities(double place, double[] sums) {
    double[] terms = axis.isContinuous() ? densities(place, 0) : masses(place);
    for (int k = 0; k < sums.length; k++) {
      sums[k] += terms[shapes[k]];
    }
  }

  private double[] masses(double place) {
    double start = axis.cellStart(place);
    double end = axis.cellEnd(place);
    if (end - start < EVEN) {
      return densities(place, Math.log(end - start));
    }
    double[] terms = new double[centers.length];
    for (int s = 0; s < terms.length; s++) {
      terms[s] =
          StandardNormal.logMass((start - centers[s]) / widths[s], (end - centers[s]) / widths[s])
              - logTotals[s];
    }
    return terms;
  }

  private double[] densities(double place, double logLength) {
    double[] terms = new double[centers.length];
    for (int s = 0; s < terms.length; s++) {
      double distance = (place - centers[s]) / widths[s];
      terms[s] = logLength + logPeaks[s] - 0.5 * distance * distance;
    }
    return terms;
  }
}
