package dev.luthier.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many samples of each class were taken for each class. It has no figures but a matrix. */
public record ConfusionMatrix() implements Metric {

  @Override
  public String name() {
    return "confusion_matrix";
  }

  @Override
  public boolean suits(Loss loss) {
    return loss instanceof Loss.Classification;
  }

  @Override
  public Set<Statistic> statistics() {
    return Set.of(new Statistic.Confusion());
  }

  @Override
  public Map<String, Double> figures(
      Map<Statistic, double[]> totals, long samples, List<String> classNames) {
    return Map.of();
  }

  /** The counts, a row for each right class and a column for each predicted one. */
  public double[][] matrix(Map<Statistic, double[]> totals) {
    double[] counts = totals.get(new Statistic.Confusion());
    int classes = (int) Math.sqrt(counts.length);
    double[][] matrix = new double[classes][];
    for (int i = 0; i < classes; i++) {
      matrix[i] = Arrays.copyOfRange(counts, i * classes, (i + 1) * classes);
    }
    return matrix;
  }
}
