package dev.luthier.search.gp;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The part of a space of two or three losses that no point of a front dominates, up to a reference
 * point, cut into boxes that do not overlap: strips along the first objective, for three objectives
 * in slabs along the third.
 *
 * @param levels for each objective the losses that are a side of some box, rising
 * @param boxes each with, for each objective, the index of its lower side, -1 for none, and of its
 *     upper side
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record NondominatedBoxes(double[][] levels, List<int[]> boxes) {

  /**
   * The boxes beside a front.
   *
   * @param points a row a point; those that do not matter are left out
   * @param reference one loss an objective
   */
  static NondominatedBoxes of(double[][] points, double[] reference) {
    double[][] inside =
        Arrays.stream(points)
            .filter(
                point -> IntStream.range(0, point.length).allMatch(i -> point[i] < reference[i]))
            .toArray(double[][]::new);
    int objectives = reference.length;
    double[][] levels = new double[objectives][];
    for (int i = 0; i < objectives; i++) {
      int axis = i;
      levels[i] =
          Arrays.stream(Arrays.copyOf(inside, inside.length + 1))
              .mapToDouble(point -> point == null ? reference[axis] : point[axis])
              .sorted()
              .distinct()
              .toArray();
    }
    List<int[]> boxes = new ArrayList<>();
    if (objectives == 2) {
      addStrips(inside, levels, new int[0], boxes);
    } else {
      for (int slab = 0; slab < levels[2].length; slab++) {
        double below = slab == 0 ? Double.NEGATIVE_INFINITY : levels[2][slab - 1];
        double[][] under =
            Arrays.stream(inside).filter(point -> point[2] <= below).toArray(double[][]::new);
        addStrips(under, levels, new int[] {slab - 1, slab}, boxes);
      }
    }
    return new NondominatedBoxes(levels, boxes);
  }

  /**
   * Adds the strips of a front of the first two objectives.
   *
   * @param rest sides in the other objective, if there is one
   */
  private static void addStrips(
      double[][] points, double[][] levels, int[] rest, List<int[]> boxes) {
    double[][] sorted = points.clone();
    Arrays.sort(
        sorted,
        Comparator.comparingDouble((double[] point) -> point[0])
            .thenComparingDouble(point -> point[1]));
    int left = -1;
    int top = levels[1].length - 1;
    for (double[] point : sorted) {
      int height = Arrays.binarySearch(levels[1], point[1]);
      if (height < top) {
        int right = Arrays.binarySearch(levels[0], point[0]);
        add(left, right, top, rest, boxes);
        left = right;
        top = height;
      }
    }
    add(left, levels[0].length - 1, top, rest, boxes);
  }

  private static void add(int left, int right, int top, int[] rest, List<int[]> boxes) {
    if (left < right) {
      int[] box = Arrays.copyOf(new int[] {left, right, -1, top}, 4 + rest.length);
      System.arraycopy(rest, 0, box, 4, rest.length);
      boxes.add(box);
    }
  }
}
