package dev.luthier.search;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Pareto dominance of losses: one point dominates another where it is no worse in any objective and
 * better in one. NaN counts as infinitely bad.
 */
public final class Dominance {

  private Dominance() {}

  /** Whether a point dominates another. */
  public static boolean dominates(double[] point, double[] other) {
    boolean isBetter = false;
    for (int i = 0; i < point.length; i++) {
      double here = bounded(point[i]);
      double there = bounded(other[i]);
      if (here > there) {
        return false;
      }
      isBetter |= here < there;
    }
    return isBetter;
  }

  /**
   * The rank of each point: 0 where no other dominates it, and so on for what is left without those
   * of lower ranks (the fast non-dominated sorting of Deb et al. 2002).
   *
   * @param losses a row a point
   */
  public static int[] ranks(double[][] losses) {
    int size = losses.length;
    int[] dominators = new int[size];
    List<List<Integer>> dominated = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      dominated.add(new ArrayList<>());
    }
    for (int i = 0; i < size; i++) {
      for (int j = i + 1; j < size; j++) {
        if (dominates(losses[i], losses[j])) {
          dominated.get(i).add(j);
          dominators[j]++;
        } else if (dominates(losses[j], losses[i])) {
          dominated.get(j).add(i);
          dominators[i]++;
        }
      }
    }
    int[] ranks = new int[size];
    List<Integer> front = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      if (dominators[i] == 0) {
        front.add(i);
      }
    }
    for (int rank = 0; !front.isEmpty(); rank++) {
      List<Integer> next = new ArrayList<>();
      for (int i : front) {
        ranks[i] = rank;
        for (int j : dominated.get(i)) {
          dominators[j]--;
          if (dominators[j] == 0) {
            next.add(j);
          }
        }
      }
      front = next;
    }
    return ranks;
  }

  /**
   * The crowding distance of each point of one rank (Deb et al. 2002): the sum over the objectives
   * of the distance between its two neighbours, as a part of the objective's range; infinite at
   * both ends. An objective in which all are alike counts for nothing.
   *
   * @param losses a row a point
   */
  public static double[] crowding(double[][] losses) {
    double[] distances = new double[losses.length];
    for (int objective = 0; losses.length > 0 && objective < losses[0].length; objective++) {
      int axis = objective;
      int[] order =
          IntStream.range(0, losses.length)
              .boxed()
              .sorted(Comparator.comparingDouble((Integer i) -> bounded(losses[i][axis])))
              .mapToInt(Integer::intValue)
              .toArray();
      int last = order.length - 1;
      double range = bounded(losses[order[last]][axis]) - bounded(losses[order[0]][axis]);
      if (range == 0) {
        continue;
      }
      distances[order[0]] = Double.POSITIVE_INFINITY;
      distances[order[last]] = Double.POSITIVE_INFINITY;
      for (int i = 1; i < last; i++) {
        double gap = bounded(losses[order[i + 1]][axis]) - bounded(losses[order[i - 1]][axis]);
        distances[order[i]] += gap / range;
      }
    }
    return distances;
  }

  /**
   * Indices of all points from the best: by rank, within a rank the less crowded first, then in
   * their own order. With one objective that is by loss.
   *
   * @param losses a row a point
   */
  public static int[] order(double[][] losses) {
    int[] ranks = ranks(losses);
    double[] crowding = new double[losses.length];
    int last = Arrays.stream(ranks).max().orElse(-1);
    for (int rank = 0; rank <= last; rank++) {
      int wanted = rank;
      int[] members = IntStream.range(0, ranks.length).filter(i -> ranks[i] == wanted).toArray();
      double[] distances =
          crowding(Arrays.stream(members).mapToObj(i -> losses[i]).toArray(double[][]::new));
      for (int i = 0; i < members.length; i++) {
        crowding[members[i]] = distances[i];
      }
    }
    return IntStream.range(0, losses.length)
        .boxed()
        .sorted(
            Comparator.comparingInt((Integer i) -> ranks[i])
                .thenComparing(Comparator.comparingDouble((Integer i) -> crowding[i]).reversed())
                .thenComparing(Comparator.naturalOrder()))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** The first and the others in one array. */
  static double[] joined(double first, List<Double> others) {
    double[] values = new double[1 + others.size()];
    values[0] = first;
    for (int i = 0; i < others.size(); i++) {
      values[i + 1] = others.get(i);
    }
    return values;
  }

  private static double bounded(double loss) {
    return Double.isNaN(loss) ? Double.POSITIVE_INFINITY : loss;
  }
}
