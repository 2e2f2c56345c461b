package dev.luthier.search.gp;

import dev.luthier.search.math.Cholesky;
import java.util.Arrays;

/**
 * A Gaussian process with Matern 5/2 kernel, conditioned on what was observed; its prior mean is
 * zero.
 *
 * <p>{@code μ(x) = k(x)'K⁻¹y} and {@code σ²(x) = s - k(x)'K⁻¹k(x)} with {@code K = s·correlation +
 * noise} (Rasmussen and Williams 2006, chapter 2).
 */
final class GaussianProcess {

  /** Points whose posteriors are worked out together: their block stays in the cache. */
  private static final int BLOCK = 256;

  private final int size;
  private final double signal;
  private final InputWarping inputs;
  private final double[] columnScales;
  private final double[][] columns;
  private final Cholesky cholesky;
  private final double[] coefficients;

  /**
   * @param points columns of each observed point
   * @param targets what was observed there
   * @param noise variance of each observation
   * @param weightOfColumn index of each column's weight
   * @throws ArithmeticException where the covariance is not positive definite
   */
  GaussianProcess(
      double[][] points,
      double[] targets,
      double[] noise,
      Hyperparameters hyperparameters,
      int[] weightOfColumn) {
    this.size = points.length;
    this.signal = hyperparameters.signal();
    this.inputs = hyperparameters.inputs();
    this.columnScales = new double[weightOfColumn.length];
    this.columns = new double[weightOfColumn.length][size];
    for (int c = 0; c < weightOfColumn.length; c++) {
      columnScales[c] = Math.sqrt(hyperparameters.weights()[weightOfColumn[c]]);
      for (int i = 0; i < size; i++) {
        columns[c][i] = inputs.bent(c, points[i][c]) * columnScales[c];
      }
    }
    double[][] covariance = new double[size][size];
    for (int i = 0; i < size; i++) {
      double[] row = covariance[i];
      squaredDistances(points[i], i, row);
      for (int j = i; j < size; j++) {
        row[j] = signal * Matern52.correlation(row[j]);
      }
      row[i] = signal + noise[i];
    }
    this.cholesky = Cholesky.of(covariance);
    if (cholesky == null) {
      throw new ArithmeticException("covariance of " + size + " points is not positive definite");
    }
    this.coefficients = targets.clone();
    cholesky.solveTransposed(coefficients);
    cholesky.solve(coefficients);
  }

  /** What the kernel multiplies a column by, one over its length scale. */
  double columnScale(int column) {
    return columnScales[column];
  }

  /** The posterior's means at points given by their columns: far less work than the variances. */
  double[] meansAt(double[][] points) {
    double[] covariances = new double[size];
    return Arrays.stream(points).mapToDouble(point -> mean(point, covariances)).toArray();
  }

  /** The mean at a point; writes the covariances with what was observed. */
  private double mean(double[] point, double[] covariances) {
    squaredDistances(point, 0, covariances);
    double mean = 0;
    for (int i = 0; i < size; i++) {
      covariances[i] = signal * Matern52.correlation(covariances[i]);
      mean += covariances[i] * coefficients[i];
    }
    return mean;
  }

  /** Means and variances of the function at several points. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Posterior(double[] means, double[] variances) {}

  /** The posterior at points given by their columns. */
  Posterior at(double[][] points) {
    double[] means = new double[points.length];
    double[] variances = new double[points.length];
    for (int begin = 0; begin < points.length; begin += BLOCK) {
      int count = Math.min(BLOCK, points.length - begin);
      double[][] sides = new double[size][count];
      double[] covariances = new double[size];
      for (int p = 0; p < count; p++) {
        means[begin + p] = mean(points[begin + p], covariances);
        variances[begin + p] = signal;
        for (int i = 0; i < size; i++) {
          sides[i][p] = covariances[i];
        }
      }
      cholesky.solveTransposed(sides);
      for (int i = 0; i < size; i++) {
        for (int p = 0; p < count; p++) {
          variances[begin + p] -= sides[i][p] * sides[i][p];
        }
      }
    }
    return new Posterior(means, variances);
  }

  /** Mean and variance at one point, with their derivatives with respect to its columns. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Local(double mean, double variance, double[] meanGradient, double[] varianceGradient) {}

  /** The posterior at one point with its derivatives. */
  Local localAt(double[] point) {
    double[] distances = new double[size];
    squaredDistances(point, 0, distances);
    double[] solved = new double[size];
    double[] slopes = new double[size];
    double mean = 0;
    for (int i = 0; i < size; i++) {
      solved[i] = signal * Matern52.correlation(distances[i]);
      slopes[i] = signal * Matern52.slope(distances[i]);
      mean += solved[i] * coefficients[i];
    }
    double variance = signal;
    cholesky.solveTransposed(solved);
    for (int i = 0; i < size; i++) {
      variance -= solved[i] * solved[i];
    }
    cholesky.solve(solved);
    double[] meanGradient = new double[point.length];
    double[] varianceGradient = new double[point.length];
    for (int c = 0; c < point.length; c++) {
      double place = inputs.bent(c, point[c]) * columnScales[c];
      double ofMean = 0;
      double ofVariance = 0;
      for (int i = 0; i < size; i++) {
        double covarianceSlope = slopes[i] * (place - columns[c][i]);
        ofMean += covarianceSlope * coefficients[i];
        ofVariance += covarianceSlope * solved[i];
      }
      double scale = columnScales[c] * inputs.slope(c, point[c]);
      meanGradient[c] = 2 * scale * ofMean;
      varianceGradient[c] = -4 * scale * ofVariance;
    }
    return new Local(mean, variance, meanGradient, varianceGradient);
  }

  private void squaredDistances(double[] point, int from, double[] distances) {
    Arrays.fill(distances, 0);
    for (int c = 0; c < columns.length; c++) {
      double[] column = columns[c];
      double place = inputs.bent(c, point[c]) * columnScales[c];
      for (int i = from; i < size; i++) {
        double difference = column[i] - place;
        distances[i] += difference * difference;
      }
    }
  }
}
