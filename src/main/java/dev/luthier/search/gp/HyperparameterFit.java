package dev.luthier.search.gp;

import dev.luthier.search.math.BoundedLbfgs;
import dev.luthier.search.math.Cholesky;
import dev.luthier.search.math.StandardNormal;
import java.util.Arrays;

/**
 * The most probable hyperparameters a posteriori: the negative logarithm of marginal likelihood
 * times prior, as a function of the logarithms of weights, signal, noise and the exponents of bent
 * axes.
 *
 * <p>Priors, as in Optuna's Gaussian process: {@code exp(-0.1/w - 0.1w)} on each weight (inverse
 * squared length scale), Gamma(2, 1) on the signal's and Gamma(1.1, 30) on the noise's variance.
 * The exponents of {@link InputWarping} are log-normal around 1, a standard deviation of their
 * logarithm one half. A wider prior, such as BoTorch's of variance 3/4, stretched the ends of axes
 * that hardly count, and proposals were spent there.
 */
final class HyperparameterFit implements BoundedLbfgs.Objective {

  private static final double WEIGHT_PRIOR = 0.1;
  private static final double NOISE_SHAPE = 0.1;
  private static final double NOISE_RATE = 30;
  private static final int ITERATIONS = 25;
  private static final int ITERATIONS_OF_REFIT = 10;

  /** Variance of the logarithms of the exponents that bend a column, whose mean is 0. */
  private static final double EXPONENT_VARIANCE = 0.25;

  private static final double MOST_EXPONENT = 2;
  private static final double TOLERANCE = 1e-2;

  /** Weights at which the fits begin: rough and smooth functions. */
  private static final double[] FIRST_WEIGHTS = {1, 10};

  private static final double[] FIRST_NOISES = {0.03, 1e-3};

  private final int size;
  private final int weights;
  private final double[] targets;
  private final double[][] points;
  private final int[] weightOfColumn;
  private final int[] bentColumns;

  /**
   * @param points columns of each observed point
   * @param targets what was observed there, of about mean 0 and variance 1
   * @param weights number of weights
   * @param weightOfColumn index of each column's weight
   * @param bentColumns those that the fit may bend
   */
  HyperparameterFit(
      double[][] points, double[] targets, int weights, int[] weightOfColumn, int[] bentColumns) {
    this.bentColumns = bentColumns;
    this.size = points.length;
    this.weights = weights;
    this.targets = targets;
    this.points = points;
    this.weightOfColumn = weightOfColumn;
  }

  /**
   * A fit's end.
   *
   * @param hyperparameters where it ended
   * @param logarithms of them: weights, signal, noise, and the exponents of bent columns
   * @param loss negative logarithm of likelihood times prior
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Fit(Hyperparameters hyperparameters, double[] logarithms, double loss) {}

  /** The best of the fits from all starts. */
  Fit fit() {
    return fit(ITERATIONS);
  }

  /** The same with another number of iterations from each start, at most. */
  Fit fit(int iterations) {
    Fit best = null;
    for (int i = 0; i < FIRST_WEIGHTS.length; i++) {
      double[] start = new double[weights + 2 + 2 * bentColumns.length];
      Arrays.fill(start, 0, weights, Math.log(FIRST_WEIGHTS[i]));
      start[weights + 1] = Math.log(FIRST_NOISES[i]);
      Fit fit = fitFrom(start, iterations);
      if (best == null || fit.loss() < best.loss()) {
        best = fit;
      }
    }
    return best;
  }

  /** A fit from the end of another, of the same points with other targets: shorter. */
  Fit refit(Fit other) {
    return fitFrom(other.logarithms(), ITERATIONS_OF_REFIT);
  }

  private Fit fitFrom(double[] start, int iterations) {
    double[] lower = new double[start.length];
    double[] upper = new double[start.length];
    Arrays.fill(lower, 0, weights, Math.log(1e-3));
    Arrays.fill(upper, 0, weights, Math.log(1e4));
    lower[weights] = Math.log(1e-2);
    upper[weights] = Math.log(1e2);
    lower[weights + 1] = Math.log(1e-8);
    upper[weights + 1] = Math.log(10);
    Arrays.fill(lower, weights + 2, lower.length, -MOST_EXPONENT);
    Arrays.fill(upper, weights + 2, upper.length, MOST_EXPONENT);
    BoundedLbfgs.Minimum minimum =
        new BoundedLbfgs(this, lower, upper, iterations, TOLERANCE).minimize(start);
    return new Fit(hyperparameters(minimum.point()), minimum.point(), minimum.value());
  }

  private Hyperparameters hyperparameters(double[] logarithms) {
    double[] inverse = new double[weights];
    for (int p = 0; p < weights; p++) {
      inverse[p] = Math.exp(logarithms[p]);
    }
    InputWarping inputs = InputWarping.none(weightOfColumn.length);
    for (int e = 0; e < bentColumns.length; e++) {
      int first = weights + 2 + 2 * e;
      inputs.exponents()[bentColumns[e]] =
          new double[] {Math.exp(logarithms[first]), Math.exp(logarithms[first + 1])};
    }
    return new Hyperparameters(
        inverse,
        Math.exp(logarithms[weights]),
        Math.exp(logarithms[weights + 1]) + Hyperparameters.LEAST_NOISE,
        inputs);
  }

  @Override
  public double evaluate(double[] logarithms, double[] gradient) {
    Hyperparameters at = hyperparameters(logarithms);
    double[] columnWeights =
        Arrays.stream(weightOfColumn).mapToDouble(owner -> at.weights()[owner]).toArray();
    double[][] bent = Arrays.stream(points).map(at.inputs()::bent).toArray(double[][]::new);
    double[][] covariance = new double[size][size];
    double[][] signalParts = new double[size][size];
    double[][] slopes = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = i + 1; j < size; j++) {
        double distance = squaredDistance(bent[i], bent[j], columnWeights);
        covariance[i][j] = at.signal() * Matern52.correlation(distance);
        signalParts[j][i] = covariance[i][j];
        slopes[j][i] = at.signal() * Matern52.slope(distance);
      }
      covariance[i][i] = at.signal() + at.noise();
    }
    Cholesky cholesky = Cholesky.of(covariance);
    if (cholesky == null) {
      return Double.POSITIVE_INFINITY;
    }
    double[] solved = targets.clone();
    cholesky.solveTransposed(solved);
    double value = cholesky.halfLogDeterminant() + size * StandardNormal.LOG_SQRT_2_PI;
    for (double part : solved) {
      value += 0.5 * part * part;
    }
    cholesky.solve(solved);
    double[][] inverse = cholesky.inverse();

    // Derivatives are half the sum over all pairs of (inverse - solved solved') times those of the
    // covariance; pairs off the diagonal count twice.
    double[] ofWeights = new double[weights];
    double[][] ofPlaces = new double[size][weightOfColumn.length];
    double ofSignal = 0;
    double trace = 0;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < i; j++) {
        double factor = inverse[i][j] - solved[i] * solved[j];
        ofSignal += factor * signalParts[i][j];
        double ofDistance = factor * slopes[i][j];
        for (int c = 0; c < weightOfColumn.length; c++) {
          double difference = bent[i][c] - bent[j][c];
          double part = ofDistance * difference;
          ofWeights[weightOfColumn[c]] += part * difference;
          ofPlaces[i][c] += part;
          ofPlaces[j][c] -= part;
        }
      }
      trace += inverse[i][i] - solved[i] * solved[i];
    }
    for (int p = 0; p < weights; p++) {
      double weight = at.weights()[p];
      value += WEIGHT_PRIOR / weight + WEIGHT_PRIOR * weight;
      gradient[p] = weight * ofWeights[p] - WEIGHT_PRIOR / weight + WEIGHT_PRIOR * weight;
    }
    value += at.signal() - Math.log(at.signal());
    gradient[weights] = ofSignal + 0.5 * at.signal() * trace + at.signal() - 1;
    value += NOISE_RATE * at.noise() - NOISE_SHAPE * Math.log(at.noise());
    gradient[weights + 1] =
        (0.5 * trace + NOISE_RATE - NOISE_SHAPE / at.noise())
            * (at.noise() - Hyperparameters.LEAST_NOISE);
    for (int e = 0; e < bentColumns.length; e++) {
      int column = bentColumns[e];
      int first = weights + 2 + 2 * e;
      double weight = 2 * columnWeights[column];
      gradient[first] = logarithms[first] / EXPONENT_VARIANCE;
      gradient[first + 1] = logarithms[first + 1] / EXPONENT_VARIANCE;
      for (int i = 0; i < size; i++) {
        double[] ofExponents = at.inputs().slopesOfExponents(column, points[i][column]);
        gradient[first] += weight * ofPlaces[i][column] * ofExponents[0];
        gradient[first + 1] += weight * ofPlaces[i][column] * ofExponents[1];
      }
      for (int k = first; k < first + 2; k++) {
        value += 0.5 * logarithms[k] * logarithms[k] / EXPONENT_VARIANCE;
      }
    }
    return value;
  }

  private static double squaredDistance(double[] a, double[] b, double[] weights) {
    double sum = 0;
    for (int c = 0; c < weights.length; c++) {
      double difference = a[c] - b[c];
      sum += weights[c] * difference * difference;
    }
    return sum;
  }
}
