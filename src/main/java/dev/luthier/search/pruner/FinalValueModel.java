package dev.luthier.search.pruner;

import dev.luthier.search.math.Cholesky;
import java.util.Arrays;
import java.util.List;
import org.hipparchus.distribution.continuous.TDistribution;

/**
 * Where a trial ends, given how far it is: Bayesian linear regression of what the loss still
 * changes by on a constant, the loss and its change of late, from trials that are known to their
 * end.
 *
 * <p>With losses in units of their standard deviation, coefficients w have the prior {@code N(0, σ²
 * diag(100, 1, 1))} and σ² the prior {@code InverseGamma(1, 0.1)}, so that the prediction is a
 * Student's t (Bishop 2006, exercise 3.13). With few trials a trial is expected to do as the others
 * on average from now on; what it owes to its own curve comes with more of them.
 *
 * @param centre mean of the examples' losses on the way
 * @param unit standard deviation of their losses at the end
 * @param precision X'X plus that of the prior, factored
 * @param mean of the coefficients
 * @param degrees of freedom of the prediction
 * @param scale the noise's standard deviation, in units
 */
record FinalValueModel(
    double centre,
    double unit,
    Cholesky precision,
    Coefficients mean,
    double degrees,
    double scale) {

  private static final int SIZE = 3;
  private static final double[] PRIOR_PRECISION = {0.01, 1, 1};
  private static final double PRIOR_SHAPE = 1;
  private static final double PRIOR_RATE = 0.1;

  /** Losses on the way: the last, and its change of late. */
  record Point(double loss, double change) {}

  /** A trial that is known to its end. */
  record Example(Point point, double end) {}

  /** One for each feature. */
  record Coefficients(List<Double> values) {
    double times(double[] features) {
      double sum = 0;
      for (int i = 0; i < features.length; i++) {
        sum += values.get(i) * features[i];
      }
      return sum;
    }
  }

  /** A model of some examples, at least two. */
  static FinalValueModel of(List<Example> examples) {
    double centre = examples.stream().mapToDouble(e -> e.point().loss()).average().orElseThrow();
    double middle = examples.stream().mapToDouble(Example::end).average().orElseThrow();
    double variance =
        examples.stream().mapToDouble(e -> Math.pow(e.end() - middle, 2)).sum()
            / (examples.size() - 1);
    // Ends that are all alike have no scale of their own.
    double unit = variance > 0 ? Math.sqrt(variance) : 1;
    double[][] matrix = new double[SIZE][SIZE];
    double[] moments = new double[SIZE];
    double squares = 0;
    for (int i = 0; i < SIZE; i++) {
      matrix[i][i] = PRIOR_PRECISION[i];
    }
    for (Example example : examples) {
      double[] features = features(example.point(), centre, unit);
      double left = (example.end() - example.point().loss()) / unit;
      squares += left * left;
      for (int i = 0; i < SIZE; i++) {
        moments[i] += features[i] * left;
        for (int j = 0; j < SIZE; j++) {
          matrix[i][j] += features[i] * features[j];
        }
      }
    }
    Cholesky precision = Cholesky.of(matrix);
    double[] mean = solution(precision, moments);
    double explained = 0;
    for (int i = 0; i < SIZE; i++) {
      explained += mean[i] * moments[i];
    }
    double shape = PRIOR_SHAPE + examples.size() / 2.0;
    double rate = PRIOR_RATE + Math.max(0, squares - explained) / 2;
    return new FinalValueModel(
        centre,
        unit,
        precision,
        new Coefficients(Arrays.stream(mean).boxed().toList()),
        2 * shape,
        Math.sqrt(rate / shape));
  }

  /** The probability that a trial which is at a point ends with less than a loss. */
  double probabilityBelow(double loss, Point point) {
    double[] features = features(point, centre, unit);
    double[] spread = solution(precision, features);
    double leverage = 0;
    for (int i = 0; i < SIZE; i++) {
      leverage += features[i] * spread[i];
    }
    double expected = point.loss() / unit + mean.times(features);
    double deviation = scale * Math.sqrt(1 + leverage);
    return new TDistribution(degrees).cumulativeProbability((loss / unit - expected) / deviation);
  }

  private static double[] solution(Cholesky matrix, double[] vector) {
    double[] solution = vector.clone();
    matrix.solveTransposed(solution);
    matrix.solve(solution);
    return solution;
  }

  private static double[] features(Point point, double centre, double unit) {
    return new double[] {1, (point.loss() - centre) / unit, point.change() / unit};
  }
}
