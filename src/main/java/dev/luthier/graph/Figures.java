package dev.luthier.graph;

import dev.luthier.nn.ConfusionMatrix;
import dev.luthier.nn.Statistic;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a pass over samples.
 *
 * @param samples how many
 * @param loss mean over the samples, regularization included
 * @param metrics by name, in the model's order
 * @param totals what the metrics were worked out from
 */
public record Figures(
    long samples, double loss, Map<String, Double> metrics, Map<Statistic, double[]> totals) {

  /** Counts by true and predicted class, where a metric needed them. */
  public Optional<double[][]> confusion() {
    return totals.containsKey(new Statistic.Confusion())
        ? Optional.of(new ConfusionMatrix().matrix(totals))
        : Optional.empty();
  }
}
