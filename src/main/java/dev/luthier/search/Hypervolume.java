package dev.luthier.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The hypervolume of points (Zitzler and Thiele 1998): how much of the space up to a reference
 * point they dominate. Exact, for one to three objectives; of three it is swept along the last one,
 * O(n²) in the worst case.
 */
public final class Hypervolume {

  private Hypervolume() {}

  /**
   * The hypervolume.
   *
   * @param losses a row a point; what is not better than the reference in all objectives counts for
   *     nothing
   * @param reference worse than what is of interest, one loss an objective
   * @throws IllegalArgumentException for more than three objectives
   */
  public static double of(double[][] losses, double... reference) {
    List<double[]> inside = new ArrayList<>();
    for (double[] point : losses) {
      if (isInside(point, reference)) {
        inside.add(point);
      }
    }
    return switch (reference.length) {
      case 1 -> inside.stream().mapToDouble(point -> reference[0] - point[0]).max().orElse(0);
      case 2 -> area(inside, reference);
      case 3 -> volume(inside, reference);
      default ->
          throw new IllegalArgumentException("objectives must be 1 to 3, were " + reference.length);
    };
  }

  /**
   * What each point adds to all others.
   *
   * @param losses a row a point
   * @param reference as in {@link #of}
   */
  public static double[] contributions(double[][] losses, double... reference) {
    double all = of(losses, reference);
    double[] contributions = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      double[][] others = new double[losses.length - 1][];
      System.arraycopy(losses, 0, others, 0, i);
      System.arraycopy(losses, i + 1, others, i, others.length - i);
      contributions[i] = all - of(others, reference);
    }
    return contributions;
  }

  private static boolean isInside(double[] point, double[] reference) {
    for (int i = 0; i < reference.length; i++) {
      if (!(point[i] < reference[i])) {
        return false;
      }
    }
    return true;
  }

  private static double area(List<double[]> points, double[] reference) {
    double[][] sorted = points.toArray(double[][]::new);
    Arrays.sort(sorted, Comparator.comparingDouble(point -> point[0]));
    double area = 0;
    double height = reference[1];
    for (double[] point : sorted) {
      if (point[1] < height) {
        area += (reference[0] - point[0]) * (height - point[1]);
        height = point[1];
      }
    }
    return area;
  }

  /** The area of the first two objectives grows with the third one; between two points it stays. */
  private static double volume(List<double[]> points, double[] reference) {
    double[][] sorted = points.toArray(double[][]::new);
    Arrays.sort(sorted, Comparator.comparingDouble(point -> point[2]));
    TreeMap<Double, Double> stairs = new TreeMap<>();
    double volume = 0;
    for (int i = 0; i < sorted.length; i++) {
      add(stairs, sorted[i][0], sorted[i][1]);
      double next = i + 1 < sorted.length ? sorted[i + 1][2] : reference[2];
      if (next > sorted[i][2]) {
        volume += (next - sorted[i][2]) * area(stairs, reference);
      }
    }
    return volume;
  }

  private static void add(NavigableMap<Double, Double> stairs, double x, double y) {
    var before = stairs.floorEntry(x);
    if (before != null && before.getValue() <= y) {
      return;
    }
    stairs.tailMap(x, true).values().removeIf(height -> height >= y);
    stairs.put(x, y);
  }

  private static double area(NavigableMap<Double, Double> stairs, double[] reference) {
    double area = 0;
    double height = reference[1];
    for (var step : stairs.entrySet()) {
      area += (reference[0] - step.getKey()) * (height - step.getValue());
      height = step.getValue();
    }
    return area;
  }
}
