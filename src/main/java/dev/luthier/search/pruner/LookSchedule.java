package dev.luthier.search.pruner;

import dev.luthier.search.Report;
import java.util.List;

/**
 * When a pruner looks at a trial: after the warm-up, then once in an interval. A look that falls on
 * an epoch without a report is made up for at the next report.
 *
 * @param warmupEpochs that every trial is allowed
 * @param intervalEpochs between two looks
 */
record LookSchedule(int warmupEpochs, int intervalEpochs) {

  LookSchedule {
    if (warmupEpochs < 0) {
      throw new IllegalArgumentException(
          "warmup_epochs must be 0 or more, was "
              + warmupEpochs
              + "; write a whole number such as 5");
    }
    if (intervalEpochs < 1) {
      throw new IllegalArgumentException(
          "interval_epochs must be positive, was "
              + intervalEpochs
              + "; write a whole number such as 1");
    }
  }

  /** Whether the last of some reports is the first since a look became due. */
  boolean isDue(List<Report> reports) {
    if (reports.isEmpty()) {
      return false;
    }
    long first = warmupEpochs + 1L;
    long step = reports.get(reports.size() - 1).step();
    if (step < first) {
      return false;
    }
    long due = first + (step - first) / intervalEpochs * intervalEpochs;
    return reports.size() == 1 || reports.get(reports.size() - 2).step() < due;
  }
}
