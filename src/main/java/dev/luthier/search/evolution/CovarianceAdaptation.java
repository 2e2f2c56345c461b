package dev.luthier.search.evolution;

import java.util.Arrays;
import java.util.Comparator;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;

/**
 * The state of a CMA-ES: a normal distribution {@code N(mean, σ²C)} that each generation of points
 * moves, widens and turns towards the best of them. Equations and settings are those of Hansen's
 * tutorial (2023), with negative weights; the first generation's deviation is the same along all
 * axes.
 */
final class CovarianceAdaptation {

  private static final double TINY = 1e-8;

  private final int dimension;
  private final int population;
  private final int parents;
  private final double[] weights;
  private final double effective;
  private final double rateOfPath;
  private final double rateOfOne;
  private final double rateOfAll;
  private final double rateOfDeviation;
  private final double damping;
  private final double expectedNorm;

  private final double[] mean;
  private final double[][] covariance;
  private final double[] deviationPath;
  private final double[] covariancePath;
  private double deviation;
  private int generation;
  private double[] lengths;
  private double[][] axes;

  /**
   * Before the first generation.
   *
   * @param mean of the distribution
   * @param deviation along all axes
   * @param population points a generation, at least 4
   */
  CovarianceAdaptation(double[] mean, double deviation, int population) {
    this.dimension = mean.length;
    this.population = population;
    this.parents = population / 2;
    this.mean = mean.clone();
    this.deviation = deviation;
    this.covariance = new double[dimension][dimension];
    IntStream.range(0, dimension).forEach(i -> covariance[i][i] = 1);
    this.deviationPath = new double[dimension];
    this.covariancePath = new double[dimension];
    double[] raw = new double[population];
    Arrays.setAll(raw, i -> Math.log((population + 1) / 2.0) - Math.log(i + 1.0));
    this.effective = effective(raw, 0, parents);
    double n = dimension;
    this.rateOfOne = 2 / ((n + 1.3) * (n + 1.3) + effective);
    this.rateOfAll =
        Math.min(
            1 - rateOfOne - TINY,
            2 * (effective - 2 + 1 / effective) / ((n + 2) * (n + 2) + effective));
    this.weights = weights(raw);
    this.rateOfDeviation = (effective + 2) / (n + effective + 5);
    this.damping = 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1) + rateOfDeviation;
    this.rateOfPath = (4 + effective / n) / (n + 4 + 2 * effective / n);
    this.expectedNorm = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
    decompose();
  }

  /** The usual size of a population. */
  static int usualPopulation(int dimension) {
    return 4 + (int) Math.floor(3 * Math.log(dimension));
  }

  private static double effective(double[] weights, int from, int to) {
    double sum = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      sum += weights[i];
      squares += weights[i] * weights[i];
    }
    return sum * sum / squares;
  }

  private double[] weights(double[] raw) {
    double positive = Arrays.stream(raw).filter(weight -> weight > 0).sum();
    double negative = -Arrays.stream(raw).filter(weight -> weight < 0).sum();
    double ofBad = effective(raw, parents, population);
    double most =
        Math.min(
            1 + rateOfOne / rateOfAll,
            Math.min(
                1 + 2 * ofBad / (effective + 2),
                (1 - rateOfOne - rateOfAll) / (dimension * rateOfAll)));
    return Arrays.stream(raw)
        .map(weight -> weight >= 0 ? weight / positive : most * weight / negative)
        .toArray();
  }

  int population() {
    return population;
  }

  double[] mean() {
    return mean.clone();
  }

  double deviation() {
    return deviation;
  }

  double covariance(int row, int column) {
    return covariance[row][column];
  }

  /** Deviation along one axis of the space. */
  double deviationOf(int axis) {
    return deviation * Math.sqrt(Math.max(0, covariance[axis][axis]));
  }

  /** The longest axis of the distribution by its shortest, squared. */
  double condition() {
    double least = Arrays.stream(lengths).min().orElse(1);
    double most = Arrays.stream(lengths).max().orElse(1);
    return most * most / (least * least);
  }

  /** A point's distance from the mean. */
  double[] drawStep(RandomGenerator random) {
    double[] step = new double[dimension];
    for (int k = 0; k < dimension; k++) {
      double along = deviation * lengths[k] * random.nextGaussian();
      for (int i = 0; i < dimension; i++) {
        step[i] += axes[i][k] * along;
      }
    }
    return step;
  }

  /**
   * Learns from a generation.
   *
   * @param points a row a point
   * @param losses one a point; of equal ones the earlier point counts as better
   */
  void update(double[][] points, double[] losses) {
    generation++;
    double[][] steps =
        IntStream.range(0, population)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> losses[i]))
            .map(i -> step(points[i]))
            .toArray(double[][]::new);
    double[] towards = new double[dimension];
    for (int k = 0; k < parents; k++) {
      for (int i = 0; i < dimension; i++) {
        towards[i] += weights[k] * steps[k][i];
      }
    }
    for (int i = 0; i < dimension; i++) {
      mean[i] += deviation * towards[i];
    }
    double[] round = whitened(towards);
    double gain = Math.sqrt(rateOfDeviation * (2 - rateOfDeviation) * effective);
    for (int i = 0; i < dimension; i++) {
      deviationPath[i] = (1 - rateOfDeviation) * deviationPath[i] + gain * round[i];
    }
    double norm = norm(deviationPath);
    deviation *= Math.exp(rateOfDeviation / damping * (norm / expectedNorm - 1));
    double expected = Math.sqrt(1 - Math.pow(1 - rateOfDeviation, 2 * (generation + 1)));
    boolean isSteady = norm / expected < (1.4 + 2.0 / (dimension + 1)) * expectedNorm;
    double gainOfPath = isSteady ? Math.sqrt(rateOfPath * (2 - rateOfPath) * effective) : 0;
    for (int i = 0; i < dimension; i++) {
      covariancePath[i] = (1 - rateOfPath) * covariancePath[i] + gainOfPath * towards[i];
    }
    updateCovariance(steps, isSteady ? 0 : rateOfPath * (2 - rateOfPath));
    decompose();
  }

  private double[] step(double[] point) {
    double[] step = new double[dimension];
    Arrays.setAll(step, i -> (point[i] - mean[i]) / deviation);
    return step;
  }

  private void updateCovariance(double[][] steps, double missing) {
    double[] used = weights.clone();
    for (int k = 0; k < population; k++) {
      if (used[k] < 0) {
        double length = norm(whitened(steps[k]));
        used[k] *= dimension / (length * length + TINY);
      }
    }
    double kept = 1 + rateOfOne * missing - rateOfOne - rateOfAll * Arrays.stream(weights).sum();
    for (int i = 0; i < dimension; i++) {
      for (int j = 0; j <= i; j++) {
        double ofAll = 0;
        for (int k = 0; k < population; k++) {
          ofAll += used[k] * steps[k][i] * steps[k][j];
        }
        covariance[i][j] =
            kept * covariance[i][j]
                + rateOfOne * covariancePath[i] * covariancePath[j]
                + rateOfAll * ofAll;
        covariance[j][i] = covariance[i][j];
      }
    }
  }

  /** In the coordinates in which the distribution is round: {@code C^(-1/2) step}. */
  private double[] whitened(double[] step) {
    double[] whitened = new double[dimension];
    for (int k = 0; k < dimension; k++) {
      double along = 0;
      for (int i = 0; i < dimension; i++) {
        along += axes[i][k] * step[i];
      }
      for (int i = 0; i < dimension; i++) {
        whitened[i] += axes[i][k] * along / lengths[k];
      }
    }
    return whitened;
  }

  private void decompose() {
    EigenDecompositionSymmetric eigen =
        new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(covariance));
    axes = eigen.getV().getData();
    lengths =
        Arrays.stream(eigen.getEigenvalues())
            .map(value -> Math.sqrt(value < 0 ? TINY : value))
            .toArray();
    for (int k = 0; k < dimension; k++) {
      lengths[k] = Math.max(lengths[k], 1e-12);
    }
  }

  private static double norm(double[] vector) {
    return Math.sqrt(Arrays.stream(vector).map(x -> x * x).sum());
  }
}
