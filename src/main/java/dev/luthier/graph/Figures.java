package dev.luthier.graph;

import dev.luthier.nn.ConfusionMatrix;
import dev.luthier.nn.Metric;
import dev.luthier.nn.Network;
import dev.luthier.nn.Statistic;
import java.util.LinkedHashMap;
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

  /** Figures with the names that a trial's figures will have; their values say nothing. */
  public static Figures unmeasured(TrialSpec spec) {
    Network network = spec.network();
    int outputs = Totals.outputs(network);
    Map<Statistic, double[]> totals = new LinkedHashMap<>();
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Metric metric : network.model().metrics()) {
      for (Statistic statistic : metric.statistics()) {
        totals.put(statistic, new double[Math.toIntExact(statistic.shape(outputs, 1).size())]);
      }
      metrics.putAll(metric.figures(totals, 1, spec.preprocessing().classNames()));
    }
    return new Figures(1, 0, metrics, totals);
  }

  /** Counts by true and predicted class, where a metric needed them. */
  public Optional<double[][]> confusion() {
    return totals.containsKey(new Statistic.Confusion())
        ? Optional.of(new ConfusionMatrix().matrix(totals))
        : Optional.empty();
  }
}
