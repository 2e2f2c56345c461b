package dev.luthier.search.gp;

/**
 * Logarithm of the expected improvement of a Gaussian process below a bound.
 *
 * @param process model of the losses
 * @param bound mean that is to be improved on
 */
record ImprovementAcquisition(GaussianProcess process, double bound) implements Acquisition {

  static final double LEAST_VARIANCE = 1e-12;

  @Override
  public double[] values(double[][] columns) {
    GaussianProcess.Posterior posterior = process.at(columns);
    double[] values = new double[columns.length];
    for (int i = 0; i < values.length; i++) {
      double deviation = Math.sqrt(Math.max(LEAST_VARIANCE, posterior.variances()[i]));
      values[i] = LogExpectedImprovement.of(posterior.means()[i], deviation, bound);
    }
    return values;
  }

  @Override
  public double valueAndGradient(double[] columns, double[] gradient) {
    GaussianProcess.Local local = process.localAt(columns);
    double variance = Math.max(LEAST_VARIANCE, local.variance());
    double deviation = Math.sqrt(variance);
    double z = (bound - local.mean()) / deviation;
    double slope = LogExpectedImprovement.slope(z);
    for (int c = 0; c < gradient.length; c++) {
      double ofDeviation = 0.5 * local.varianceGradient()[c] / deviation;
      gradient[c] = (ofDeviation - slope * (local.meanGradient()[c] + z * ofDeviation)) / deviation;
    }
    return LogExpectedImprovement.of(local.mean(), deviation, bound);
  }

  @Override
  public double columnScale(int column) {
    return process.columnScale(column);
  }
}
