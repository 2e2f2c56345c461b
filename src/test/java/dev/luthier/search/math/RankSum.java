package dev.luthier.search.math;

import java.util.Arrays;

/** The test of Mann and Whitney whether one of two samples tends to be smaller. */
public final class RankSum {

  private RankSum() {}

  /**
   * One-sided p-value of the hypothesis that {@code smaller} is not: by the normal approximation,
   * corrected for ties and for continuity.
   */
  public static double pValue(double[] smaller, double[] greater) {
    double n = smaller.length;
    double m = greater.length;
    double pairs = 0;
    for (double s : smaller) {
      for (double g : greater) {
        pairs += s < g ? 1 : s == g ? 0.5 : 0;
      }
    }
    double variance = n * m / 12 * (n + m + 1 - ties(smaller, greater) / ((n + m) * (n + m - 1)));
    double z = (pairs - n * m / 2 - 0.5) / Math.sqrt(variance);
    return 0.5 * (1 - ErrorFunction.erf(z / Math.sqrt(2)));
  }

  private static double ties(double[] smaller, double[] greater) {
    double[] all = Arrays.copyOf(smaller, smaller.length + greater.length);
    System.arraycopy(greater, 0, all, smaller.length, greater.length);
    Arrays.sort(all);
    double sum = 0;
    int first = 0;
    for (int i = 1; i <= all.length; i++) {
      if (i == all.length || all[i] != all[first]) {
        double count = i - first;
        sum += count * count * count - count;
        first = i;
      }
    }
    return sum;
  }
}
