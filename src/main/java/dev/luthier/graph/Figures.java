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
 * @param structure means of what layers report of their structure, by {@code layer/figure}
 * @param totals what the metrics were worked out from
 */
public record Figures(
    long samples,
    double loss,
    Map<String, Double> metrics,
    Map<String, Double> structure,
    Map<Statistic, double[]> totals) {

  /** What stands before the name of a figure of the structure, where it is among others. */
  public static final String STRUCTURE = "structure/";

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
    Map<String, Double> structure = new LinkedHashMap<>();
    network.figures().forEach(figure -> structure.put(figure, 0.0));
    return new Figures(1, 0, metrics, structure, totals);
  }

  /** Metrics, and behind them the structure's figures under {@link #STRUCTURE}. */
  public Map<String, Double> named() {
    Map<String, Double> named = new LinkedHashMap<>(metrics);
    structure.forEach((name, value) -> named.put(STRUCTURE + name, value));
    return named;
  }

  /** A figure by name: {@code loss}, a metric's name, or {@code structure/LAYER/FIGURE}. */
  public Optional<Double> value(String name) {
    if (name.equals("loss")) {
      return Optional.of(loss);
    }
    return Optional.ofNullable(named().get(name));
  }

  /** Counts by true and predicted class, where a metric needed them. */
  public Optional<double[][]> confusion() {
    return totals.containsKey(new Statistic.Confusion())
        ? Optional.of(new ConfusionMatrix().matrix(totals))
        : Optional.empty();
  }
}
