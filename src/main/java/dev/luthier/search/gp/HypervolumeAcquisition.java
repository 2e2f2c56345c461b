package dev.luthier.search.gp;

import java.util.List;

/**
 * Logarithm of the expected hypervolume improvement over a front, exact for independent Gaussian
 * processes: the sum over the {@linkplain NondominatedBoxes boxes} that no point dominates of the
 * product over the objectives of {@code EI(upper) - EI(lower)}, the expected part of the box's side
 * that the point dominates (Emmerich et al. 2006; boxes as in Yang et al. 2019). Worked out in
 * logarithms, for the reason that {@link LogExpectedImprovement} gives.
 *
 * @param processes a model of the losses of each objective
 * @param front what is to be improved on
 */
record HypervolumeAcquisition(List<GaussianProcess> processes, NondominatedBoxes front)
    implements Acquisition {

  HypervolumeAcquisition {
    processes = List.copyOf(processes);
  }

  @Override
  public double[] values(double[][] columns) {
    List<GaussianProcess.Posterior> posteriors =
        processes.stream().map(process -> process.at(columns)).toList();
    double[] values = new double[columns.length];
    double[][] improvements = new double[processes.size()][];
    for (int i = 0; i < values.length; i++) {
      for (int objective = 0; objective < improvements.length; objective++) {
        GaussianProcess.Posterior posterior = posteriors.get(objective);
        improvements[objective] =
            improvements(objective, posterior.means()[i], deviation(posterior.variances()[i]));
      }
      values[i] = new Sum(improvements).logarithm;
    }
    return values;
  }

  @Override
  public double valueAndGradient(double[] columns, double[] gradient) {
    double[][] improvements = new double[processes.size()][];
    GaussianProcess.Local[] locals = new GaussianProcess.Local[improvements.length];
    for (int objective = 0; objective < improvements.length; objective++) {
      locals[objective] = processes.get(objective).localAt(columns);
      improvements[objective] =
          improvements(
              objective, locals[objective].mean(), deviation(locals[objective].variance()));
    }
    Sum sum = new Sum(improvements);
    for (int objective = 0; objective < improvements.length; objective++) {
      addGradient(objective, locals[objective], sum.slopes(objective), gradient);
    }
    return sum.logarithm;
  }

  @Override
  public double columnScale(int column) {
    return processes.stream().mapToDouble(process -> process.columnScale(column)).max().orElse(1);
  }

  private static double deviation(double variance) {
    return Math.sqrt(Math.max(ImprovementAcquisition.LEAST_VARIANCE, variance));
  }

  /** Logarithms of the expected improvements below each level of an objective. */
  private double[] improvements(int objective, double mean, double deviation) {
    double[] levels = front.levels()[objective];
    double[] improvements = new double[levels.length];
    for (int i = 0; i < levels.length; i++) {
      improvements[i] = LogExpectedImprovement.of(mean, deviation, levels[i]);
    }
    return improvements;
  }

  /**
   * Adds the derivatives by way of one objective.
   *
   * @param slopes derivatives with respect to the logarithm of the improvement below each level
   */
  private void addGradient(
      int objective, GaussianProcess.Local local, double[] slopes, double[] gradient) {
    double[] levels = front.levels()[objective];
    double deviation = deviation(local.variance());
    double ofMean = 0;
    double ofDeviation = 0;
    for (int i = 0; i < levels.length; i++) {
      double z = (levels[i] - local.mean()) / deviation;
      double slope = LogExpectedImprovement.slope(z);
      ofMean -= slopes[i] * slope / deviation;
      ofDeviation += slopes[i] * (1 - slope * z) / deviation;
    }
    for (int c = 0; c < gradient.length; c++) {
      gradient[c] +=
          ofMean * local.meanGradient()[c]
              + ofDeviation * 0.5 * local.varianceGradient()[c] / deviation;
    }
  }

  /** The sum over all boxes, with what its derivatives take. */
  private final class Sum {
    private final double[][] improvements;
    private final double[] terms;
    private final double logarithm;

    /**
     * @param improvements logarithms by objective and level
     */
    Sum(double[][] improvements) {
      this.improvements = improvements;
      this.terms = new double[front.boxes().size()];
      double greatest = Double.NEGATIVE_INFINITY;
      for (int b = 0; b < terms.length; b++) {
        int[] box = front.boxes().get(b);
        for (int objective = 0; objective < improvements.length; objective++) {
          terms[b] += side(objective, box);
        }
        greatest = Math.max(greatest, terms[b]);
      }
      double sum = 0;
      for (int b = 0; b < terms.length; b++) {
        terms[b] = Math.exp(terms[b] - greatest);
        sum += terms[b];
      }
      for (int b = 0; b < terms.length; b++) {
        terms[b] /= sum;
      }
      this.logarithm = greatest + Math.log(sum);
    }

    private double side(int objective, int[] box) {
      int lower = box[2 * objective];
      double upper = improvements[objective][box[2 * objective + 1]];
      return lower < 0 ? upper : upper + Math.log1p(-ratio(objective, box));
    }

    /** Of the improvements below the lower and the upper side: less than 1. */
    private double ratio(int objective, int[] box) {
      double lower = improvements[objective][box[2 * objective]];
      double upper = improvements[objective][box[2 * objective + 1]];
      return Math.min(1 - 1e-15, Math.exp(lower - upper));
    }

    double[] slopes(int objective) {
      double[] slopes = new double[improvements[objective].length];
      for (int b = 0; b < terms.length; b++) {
        int[] box = front.boxes().get(b);
        int upper = box[2 * objective + 1];
        int lower = box[2 * objective];
        if (lower < 0) {
          slopes[upper] += terms[b];
        } else {
          double ratio = ratio(objective, box);
          slopes[upper] += terms[b] / (1 - ratio);
          slopes[lower] -= terms[b] * ratio / (1 - ratio);
        }
      }
      return slopes;
    }
  }
}
