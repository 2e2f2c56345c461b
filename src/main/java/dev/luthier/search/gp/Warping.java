package dev.luthier.search.gp;

import dev.luthier.search.math.StandardNormal;
import java.util.Arrays;
import java.util.List;

/**
 * Losses of any distribution, made to suit a Gaussian process.
 *
 * <p>Losses above the median keep only their rank, as a quantile of the normal distribution: how
 * bad a diverged training is says nothing. That is the half-rank warping of Vizier's Gaussian
 * process (Song et al. 2024). Those below, among which the minimum is, have a shape {@code s}: with
 * {@code d} their distance from the median, 1 for the least loss, {@code log((1 + s)/(1 + s - d))}.
 * A large {@code s} keeps distances, for the shape of a smooth function around its minimum is what
 * finds it. A small one spreads what is nearly as good as the best over orders of magnitude: many
 * trainings differ from the best by factors, and would all seem alike. In both cases they are
 * divided by their root mean square.
 *
 * <p>Which shape suits is a question of likelihood, as in a warped Gaussian process (Snelson et al.
 * 2003): that of warped losses, times their derivatives, is one of losses, and can be compared.
 *
 * @param targets of mean 0 and variance 1; all zero where all losses are equal
 * @param logSlopes logarithm of each target's derivative with respect to its loss, less what is the
 *     same for all shapes. The derivative of the shape is left out for the least loss, whose place
 *     a small shape moves at will
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Warping(double[] targets, double[] logSlopes) {

  /** Keeps distances. */
  static final double LINEAR = Double.POSITIVE_INFINITY;

  private static final double[] SHAPES = {LINEAR, 0.3, 0.03, 0.003};

  /** Losses in each shape to choose from; the first keeps distances. */
  static List<Warping> all(double[] losses) {
    return Arrays.stream(SHAPES).mapToObj(shape -> of(losses, shape)).toList();
  }

  /** Losses in one shape. */
  static Warping of(double[] losses, double shape) {
    double[] sorted = losses.clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    // Halved first, so that no difference overflows.
    double range = 0.5 * median - 0.5 * sorted[0];
    double[] targets = normalScores(losses);
    double[] logSlopes = new double[losses.length];
    double squares = 0;
    int below = 0;
    for (int i = 0; i < losses.length; i++) {
      if (losses[i] < median) {
        double distance = (0.5 * median - 0.5 * losses[i]) / range;
        targets[i] = shape == LINEAR ? -distance : Math.log((1 + shape - distance) / (1 + shape));
        logSlopes[i] = shape == LINEAR || distance == 1 ? 0 : -Math.log(1 + shape - distance);
        squares += targets[i] * targets[i];
        below++;
      }
    }
    double rootMeanSquare = below == 0 ? 1 : Math.sqrt(squares / below);
    for (int i = 0; i < losses.length; i++) {
      if (losses[i] < median) {
        targets[i] /= rootMeanSquare;
        logSlopes[i] -= Math.log(rootMeanSquare);
      }
    }
    return standardized(targets, logSlopes);
  }

  /** The normal quantile of each loss's rank, of ties that of their mean rank. */
  static double[] normalScores(double[] losses) {
    double[] sorted = losses.clone();
    Arrays.sort(sorted);
    double[] scores = new double[losses.length];
    int next;
    for (int first = 0; first < sorted.length; first = next) {
      for (next = first; next < sorted.length && sorted[next] == sorted[first]; next++) {}
      scores[first] = StandardNormal.quantile(0.5 * (first + next) / sorted.length);
    }
    double[] scoreOf = new double[losses.length];
    for (int i = 0; i < losses.length; i++) {
      int at = Arrays.binarySearch(sorted, losses[i]);
      while (at > 0 && sorted[at - 1] == sorted[at]) {
        at--;
      }
      scoreOf[i] = scores[at];
    }
    return scoreOf;
  }

  private static Warping standardized(double[] values, double[] logSlopes) {
    double mean = Arrays.stream(values).average().orElse(0);
    double variance =
        Arrays.stream(values).map(value -> (value - mean) * (value - mean)).average().orElse(0);
    double deviation = variance == 0 ? 1 : Math.sqrt(variance);
    return new Warping(
        Arrays.stream(values).map(value -> (value - mean) / deviation).toArray(),
        Arrays.stream(logSlopes).map(slope -> slope - Math.log(deviation)).toArray());
  }
}
