package dev.luthier.search.pruner;

import dev.luthier.search.Goal;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.List;
import java.util.OptionalDouble;

/** The reports of a trial as losses: smaller is better, whatever the goal. */
record LearningCurve(Goal goal, List<Report> reports) {

  static LearningCurve of(Goal goal, Trial trial) {
    return new LearningCurve(goal, trial.reports());
  }

  /** How far the trial has come; 0 before its first report. */
  long lastStep() {
    return reports.isEmpty() ? 0 : reports.get(reports.size() - 1).step();
  }

  /** Index of the first report at or after a step; the number of reports where there is none. */
  int indexFrom(long step) {
    int low = 0;
    int high = reports.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (reports.get(middle).step() < step) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The loss that was reported at just this step. */
  OptionalDouble lossAt(long step) {
    int index = indexFrom(step);
    return index < reports.size() && reports.get(index).step() == step
        ? OptionalDouble.of(loss(index))
        : OptionalDouble.empty();
  }

  /** A report's loss, by its index. */
  double loss(int index) {
    return goal.loss(reports.get(index).value());
  }

  /**
   * The smallest of some losses, those that are no number left out.
   *
   * @param from index of the first report
   * @param to index after the last
   * @return NaN where none is a number
   */
  double best(int from, int to) {
    double best = Double.NaN;
    for (int i = from; i < to; i++) {
      double loss = loss(i);
      if (Double.isNaN(best) || loss < best) {
        best = loss;
      }
    }
    return best;
  }
}
