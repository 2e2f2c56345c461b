package dev.luthier.train;

import dev.luthier.graph.Figures;
import dev.luthier.graph.TrialSpec;
import java.util.Optional;

/** The figures that early stopping, a plateau of the learning rate and a study look at. */
public final class WatchedMetrics {

  private WatchedMetrics() {}

  /**
   * Refuses a training whose epochs would not report a watched metric.
   *
   * @param validated whether there are validation samples
   * @throws IllegalArgumentException naming what watches, and what there is to watch
   */
  public static void require(TrialSpec spec, TrainingOptions options, boolean validated) {
    EpochReport report = unmeasured(spec, validated);
    options.earlyStopping().ifPresent(rule -> require("early_stopping", rule.metric(), report));
    spec.optimization()
        .plateau()
        .ifPresent(rule -> require("reduce_on_plateau", rule.metric(), report));
  }

  /**
   * Refuses a training whose epochs would not report an objective.
   *
   * @param validated whether there are validation samples
   * @throws IllegalArgumentException naming what there is
   */
  public static void requireObjective(TrialSpec spec, String name, boolean validated) {
    unmeasured(spec, validated).objective(name);
  }

  private static EpochReport unmeasured(TrialSpec spec, boolean validated) {
    Figures figures = Figures.unmeasured(spec);
    return new EpochReport(
        1,
        0,
        0,
        figures,
        validated ? Optional.of(figures) : Optional.empty(),
        0,
        TrainingCost.of(spec.network(), 0));
  }

  private static void require(String watcher, String metric, EpochReport report) {
    try {
      report.value(metric);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(watcher + ": " + e.getMessage(), e);
    }
  }
}
