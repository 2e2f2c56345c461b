package dev.luthier.nn;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A figure worked out from statistics that are accumulated in the graph. */
public sealed interface Metric {

  /** The name in events and JSON, such as {@code accuracy}. */
  String name();

  /** What has to be accumulated. */
  Set<Statistic> statistics();

  /**
   * The metric's figures by name: one named {@link #name}, or one a class named {@code name/class}.
   *
   * @param totals accumulated {@linkplain #statistics statistics}, flattened
   * @param samples how many were accumulated
   * @param classNames by id; empty for a regression
   */
  Map<String, Double> figures(
      Map<Statistic, double[]> totals, long samples, List<String> classNames);

  /** Share of samples whose likeliest class is the right one. */
  record Accuracy() implements Metric {

    @Override
    public String name() {
      return "accuracy";
    }

    @Override
    public Set<Statistic> statistics() {
      return Set.of(new Statistic.Correct());
    }

    @Override
    public Map<String, Double> figures(
        Map<Statistic, double[]> totals, long samples, List<String> classNames) {
      return Map.of(name(), totals.get(new Statistic.Correct())[0] / samples);
    }
  }
}
