package dev.luthier.nn;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The coefficient of determination, scikit-learn's {@code r2_score}: the mean over outputs of 1 -
 * (sum of squared errors) / (sum of the targets' squared distances from their mean).
 *
 * <p>An output whose targets are all the same counts 1 where every prediction is exact, else 0. It
 * is NaN for fewer than two samples.
 */
public record RSquared() implements Metric {

  @Override
  public String name() {
    return "r_squared";
  }

  @Override
  public boolean suits(Loss loss) {
    return loss instanceof Loss.Regression;
  }

  @Override
  public Set<Statistic> statistics() {
    return Set.of(new Statistic.SquaredError(), new Statistic.TargetMoments());
  }

  @Override
  public Map<String, Double> figures(
      Map<Statistic, double[]> totals, long samples, List<String> classNames) {
    if (samples < 2) {
      return Map.of(name(), Double.NaN);
    }
    double[] errors = totals.get(new Statistic.SquaredError());
    double[] moments = totals.get(new Statistic.TargetMoments());
    int outputs = errors.length;
    double sum = 0;
    for (int i = 0; i < outputs; i++) {
      double distances = moments[outputs + i];
      double spread = moments[2 * outputs + i] - distances * distances / samples;
      if (spread > 0) {
        sum += 1 - errors[i] / spread;
      } else {
        sum += errors[i] == 0 ? 1 : 0;
      }
    }
    return Map.of(name(), sum / outputs);
  }
}
