package dev.luthier.train;

import dev.luthier.graph.Figures;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The figures of an epoch by name, as a checkpoint keeps them.
 *
 * @param training loss and metrics of the training
 * @param validation loss and metrics of the validation; empty without validation samples
 */
public record EpochFigures(Map<String, Double> training, Map<String, Double> validation) {

  static EpochFigures of(EpochReport report) {
    return new EpochFigures(
        named(report.training()), report.validation().map(EpochFigures::named).orElse(Map.of()));
  }

  /** Loss and metrics in one map, the loss first. */
  public static Map<String, Double> named(Figures figures) {
    Map<String, Double> named = new LinkedHashMap<>();
    named.put("loss", figures.loss());
    named.putAll(figures.named());
    return named;
  }
}
