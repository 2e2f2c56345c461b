package dev.luthier.search.tpe;

import dev.luthier.search.math.StandardNormal;
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

  /** Low bits of a sort key that hold an index. */
  private static final int INDEX_BITS = 24;

  private final Axis axis;

  /**
   * The shape of each kernel. Of a discrete axis equal kernels share one: values that repeat need
   * not be gone through again. Of a continuous one each has its own, in the same order, so that the
   * loop over them runs straight through memory.
   */
  private final int[] shapes;

  private final double[] centers;
  private final double[] widths;
  private final double[] halfPrecisions;
  private final double[] logTotals;
  private final double[] logPeaks;

  private NormalKernels(Axis axis, int[] shapes, double[] centers, double[] widths) {
    this.axis = axis;
    this.shapes = shapes;
    this.centers = centers;
    this.widths = widths;
    this.halfPrecisions = new double[centers.length];
    this.logTotals = new double[centers.length];
    this.logPeaks = new double[centers.length];
    double lastWidth = 1;
    double logWidth = 0;
    for (int s = 0; s < centers.length; s++) {
      double width = widths[s];
      // Of many observations most kernels are of the least width.
      if (width != lastWidth) {
        lastWidth = width;
        logWidth = Math.log(width);
      }
      halfPrecisions[s] = 0.5 / (width * width);
      logTotals[s] = StandardNormal.logMass(-centers[s] / width, (1 - centers[s]) / width);
      logPeaks[s] = -StandardNormal.LOG_SQRT_2_PI - logWidth - logTotals[s];
    }
  }

  static NormalKernels around(Axis axis, double[] places) {
    int[] order = order(places);
    int prior = places.length;
    int[] shapes = new int[prior + 1];
    double[] centers = new double[prior + 1];
    double[] widths = new double[prior + 1];
    int count = 0;
    double narrowest = 1.0 / Math.min(FINEST, places.length + 2);
    for (int rank = 0; rank < order.length; rank++) {
      int kernel = order[rank];
      double place = places[kernel];
      double width = Math.min(1, Math.max(narrowest, gap(places, order, rank)));
      int shape = count - 1;
      if (axis.isContinuous()) {
        shape = kernel;
        count++;
      } else if (count == 0 || centers[shape] != place || widths[shape] != width) {
        shape = count++;
      }
      centers[shape] = place;
      widths[shape] = width;
      shapes[kernel] = shape;
    }
    centers[count] = 0.5;
    widths[count] = 1;
    shapes[prior] = count;
    return new NormalKernels(
        axis, shapes, Arrays.copyOf(centers, count + 1), Arrays.copyOf(widths, count + 1));
  }

  /** To the farther neighbour; the ends of the interval count for a single observation only. */
  private static double gap(double[] places, int[] order, int rank) {
    double place = places[order[rank]];
    if (order.length == 1) {
      return Math.max(place, 1 - place);
    }
    double below = rank == 0 ? 0 : place - places[order[rank - 1]];
    double above = rank == order.length - 1 ? 0 : places[order[rank + 1]] - place;
    return Math.max(below, above);
  }

  /**
   * Indices of places from the least; of equal ones the earlier comes first.
   *
   * <p>The bits of numbers that are not negative rise with them. What the sort by all but the last
   * bits leaves out of order, which is next to nothing, insertion mends.
   */
  private static int[] order(double[] places) {
    long indices = (1L << INDEX_BITS) - 1;
    long[] keys = new long[places.length];
    for (int k = 0; k < keys.length; k++) {
      keys[k] = (Double.doubleToRawLongBits(places[k] + 0.0) & ~indices) | k;
    }
    Arrays.sort(keys);
    int[] order = new int[keys.length];
    for (int rank = 0; rank < order.length; rank++) {
      int index = (int) (keys[rank] & indices);
      int at = rank;
      for (; at > 0 && isBefore(places, index, order[at - 1]); at--) {
        order[at] = order[at - 1];
      }
      order[at] = index;
    }
    return order;
  }

  private static boolean isBefore(double[] places, int one, int other) {
    return places[one] < places[other] || (places[one] == places[other] && one < other);
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
    if (axis.isContinuous()) {
      addDensities(place, sums);
      return;
    }
    double[] terms = masses(place);
    for (int k = 0; k < sums.length; k++) {
      sums[k] += terms[shapes[k]];
    }
  }

  private double[] masses(double place) {
    double start = axis.cellStart(place);
    double end = axis.cellEnd(place);
    double[] terms = new double[centers.length];
    if (end - start < EVEN) {
      Arrays.fill(terms, Math.log(end - start));
      addDensities(place, terms);
      return terms;
    }
    for (int s = 0; s < terms.length; s++) {
      terms[s] =
          StandardNormal.logMass((start - centers[s]) / widths[s], (end - centers[s]) / widths[s])
              - logTotals[s];
    }
    return terms;
  }

  private void addDensities(double place, double[] terms) {
    for (int s = 0; s < terms.length; s++) {
      double distance = place - centers[s];
      terms[s] += logPeaks[s] - halfPrecisions[s] * distance * distance;
    }
  }
}
