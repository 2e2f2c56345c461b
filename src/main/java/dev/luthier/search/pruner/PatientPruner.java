package dev.luthier.search.pruner;

import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.List;
import java.util.OptionalInt;

/**
 * Lets another pruner stop only trials that have not improved of late: where the best of the last
 * {@code patience + 1} reports is worse than the best of those before them by more than a
 * difference. With {@link Pruner.None} such trials are given up.
 *
 * <p>As Optuna's {@code PatientPruner}, but NaN is no improvement: a trial whose last reports are
 * all NaN is not waited for. A value that stays just the same is not worse, here and there.
 *
 * @param patience reports without improvement that every trial is allowed
 * @param minDelta what a value may be worse by and still counts as no worse
 * @param pruner decides on trials that have not improved
 */
public record PatientPruner(int patience, double minDelta, Pruner pruner) implements Pruner {

  public PatientPruner {
    if (patience < 0) {
      throw new IllegalArgumentException(
          "patience must be 0 or more, was " + patience + "; write a whole number such as 3");
    }
    if (!(minDelta >= 0) || Double.isInfinite(minDelta)) {
      throw new IllegalArgumentException(
          "min_delta must be 0 or more, was " + minDelta + "; write a number such as 0.001");
    }
  }

  /** Gives up what has not improved. */
  public static PatientPruner of(int patience) {
    return new PatientPruner(patience, 0, new None());
  }

  @Override
  public Verdict judge(History history, Trial trial) {
    List<Report> reports = trial.reports();
    int split = reports.size() - patience - 1;
    if (split < 1) {
      return Verdict.CONTINUE;
    }
    LearningCurve curve = LearningCurve.of(history.goal(), trial);
    double recent = curve.best(split, reports.size());
    boolean isWorse = Double.isNaN(recent) || curve.best(0, split) + minDelta < recent;
    if (!isWorse) {
      return Verdict.CONTINUE;
    }
    return pruner instanceof None ? Verdict.PRUNE : pruner.judge(history, trial);
  }

  @Override
  public OptionalInt promote(History history) {
    return pruner.promote(history);
  }

  @Override
  public OptionalInt promoteAtEnd(History history) {
    return pruner.promoteAtEnd(history);
  }
}
