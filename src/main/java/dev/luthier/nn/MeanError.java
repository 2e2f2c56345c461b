package dev.luthier.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The mean over samples and outputs of the error's size. Unlike a loss of the same name it is
 * accumulated in double precision and holds no regularization.
 *
 * @param size how an error is measured
 */
public record MeanError(Size size) implements Metric {

  /** How an error is measured. */
  public enum Size {
    /** By its square. */
    SQUARED,
    /** By its absolute value. */
    ABSOLUTE
  }

  /** {@code mean_squared_error} or {@code mean_absolute_error}. */
  @Override
  public String name() {
    return size == Size.SQUARED ? "mean_squared_error" : "mean_absolute_error";
  }

  @Override
  public boolean suits(Loss loss) {
    return loss instanceof Loss.Regression;
  }

  @Override
  public Set<Statistic> statistics() {
    return Set.of(statistic());
  }

  private Statistic statistic() {
    return size == Size.SQUARED ? new Statistic.SquaredError() : new Statistic.AbsoluteError();
  }

  @Override
  public Map<String, Double> figures(
      Map<Statistic, double[]> totals, long samples, List<String> classNames) {
    double[] sums = totals.get(statistic());
    return Map.of(name(), Arrays.stream(sums).sum() / sums.length / samples);
  }
}
