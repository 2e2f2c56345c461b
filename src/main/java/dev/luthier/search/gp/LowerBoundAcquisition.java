package dev.luthier.search.gp;

/**
 * How low a Gaussian process may lie, negated so that lower is greater: {@code kσ - μ}, in
 * deviations of the targets.
 *
 * @param process model of the losses
 * @param deviations k, how many deviations below the mean
 */
record LowerBoundAcquisition(GaussianProcess process, double deviations) implements Acquisition {

  @Override
  public double[] values(double[][] columns) {
    GaussianProcess.Posterior posterior = process.at(columns);
    double[] values = new double[columns.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = deviations * deviation(posterior.variances()[i]) - posterior.means()[i];
    }
    return values;
  }

  @Override
  public double valueAndGradient(double[] columns, double[] gradient) {
    GaussianProcess.Local local = process.localAt(columns);
    double deviation = deviation(local.variance());
    for (int c = 0; c < gradient.length; c++) {
      gradient[c] =
          deviations * 0.5 * local.varianceGradient()[c] / deviation - local.meanGradient()[c];
    }
    return deviations * deviation - local.mean();
  }

  @Override
  public double columnScale(int column) {
    return process.columnScale(column);
  }

  private static double deviation(double variance) {
    return Math.sqrt(Math.max(ImprovementAcquisition.LEAST_VARIANCE, variance));
  }
}
