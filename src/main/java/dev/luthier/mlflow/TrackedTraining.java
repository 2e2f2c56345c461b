package dev.luthier.mlflow;

import dev.luthier.graph.Figures;
import dev.luthier.train.EpochFigures;
import dev.luthier.train.EpochReport;
import dev.luthier.train.TrainingListener;
import java.util.LinkedHashMap;
import java.util.Map;

/** A training as a run of MLflow: loss, metrics and learning rate of every epoch, by step. */
public final class TrackedTraining implements TrainingListener {

  private final Tracking.Run run;

  public TrackedTraining(Tracking.Run run) {
    this.run = run;
  }

  @Override
  public void onEpoch(EpochReport report) {
    Map<String, Double> figures = new LinkedHashMap<>();
    add(figures, "", report.training());
    report.validation().ifPresent(validation -> add(figures, "validation/", validation));
    figures.put("learning_rate", (double) report.learningRate());
    run.metrics(figures, report.step());
  }

  private static void add(Map<String, Double> figures, String prefix, Figures of) {
    EpochFigures.named(of).forEach((name, value) -> figures.put(prefix + name, value));
  }
}
