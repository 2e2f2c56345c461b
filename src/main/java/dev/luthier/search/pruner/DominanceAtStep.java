package dev.luthier.search.pruner;

import dev.luthier.search.Dominance;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How trials of several objectives stand against each other at a step, by the first report of each
 * there or beyond: multi-objective successive halving (Schmucker et al. 2021) sorts them by the
 * rank of their fronts, here within a front by crowding (Deb et al. 2002).
 *
 * @param goals of the objectives
 */
record DominanceAtStep(List<Goal> goals) {

  static DominanceAtStep of(History history) {
    return new DominanceAtStep(history.goals());
  }

  /** The trials that have come to a step, from the best. */
  List<Trial> fromBest(List<Trial> trials, long step) {
    List<Trial> reached = new ArrayList<>();
    List<double[]> losses = new ArrayList<>();
    for (Trial trial : trials) {
      Optional<Report> report = reportFrom(trial, step);
      if (report.isPresent()) {
        reached.add(trial);
        losses.add(losses(report.get().values()));
      }
    }
    return Arrays.stream(Dominance.order(losses.toArray(double[][]::new)))
        .mapToObj(reached::get)
        .toList();
  }

  /** Whether an objective is no number at a step, which makes a trial no candidate. */
  boolean isUnknown(Trial trial, long step) {
    return reportFrom(trial, step)
        .filter(report -> Arrays.stream(report.values()).noneMatch(Double::isNaN))
        .isEmpty();
  }

  /** The paused trial to go on with at the end: the furthest that no complete one dominated. */
  Optional<Trial> leader(List<Trial> paused, List<Trial> complete) {
    return paused.stream()
        .filter(trial -> !isUnknown(trial, trial.lastStep()))
        .sorted(
            Comparator.comparingLong((Trial trial) -> -trial.lastStep())
                .thenComparingInt(Trial::number))
        .filter(trial -> complete.stream().noneMatch(other -> wasBetter(other, trial)))
        .findFirst();
  }

  private boolean wasBetter(Trial complete, Trial paused) {
    double[] values =
        reportFrom(complete, paused.lastStep()).map(Report::values).orElseGet(complete::values);
    return Dominance.dominates(losses(values), losses(paused.lastReport().orElseThrow().values()));
  }

  private double[] losses(double[] values) {
    double[] losses = new double[goals.size()];
    Arrays.setAll(losses, i -> goals.get(i).loss(values[i]));
    return losses;
  }

  private static Optional<Report> reportFrom(Trial trial, long step) {
    return trial.reports().stream().filter(report -> report.step() >= step).findFirst();
  }
}
