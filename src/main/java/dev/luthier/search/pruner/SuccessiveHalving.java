package dev.luthier.search.pruner;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;

/**
 * Asynchronous successive halving over some rungs. At each rung a trial pauses, unless it is one of
 * the best there; a paused one goes on as soon as it is. Which rungs a trial has reached follows
 * from its reports, and whether it was promoted from its state, so nothing has to be kept.
 *
 * <p>The best at a rung are as many as one in {@code reduction^k} of the trials that were to come
 * there, k being the rung's place from 1: those that have, and those that an earlier rung held. In
 * the paper it is one in {@code reduction} of those that have come. Of these there are more than
 * there should be where trials become better with time, or begin at this rung, and so more than
 * their part go on, to the end at last (<a href="https://arxiv.org/abs/2201.06834">Li et al.
 * 2022</a> keep promotions back for that reason, too).
 *
 * <p>A trial's value at a rung is that of its first report there or beyond. Every trial that
 * reached a rung counts there, whatever became of it. Of equal trials the lower number is better;
 * NaN is worse than everything and never promoted. Trials of several objectives are compared by
 * {@linkplain DominanceAtStep dominance}.
 *
 * @param reduction one in so many goes on
 * @param rungs steps at which trials pause, rising
 * @param firstRungs the place from 0 of the first rung at which the trial of a number pauses; the
 *     number of rungs for a trial that never does
 */
record SuccessiveHalving(int reduction, List<Long> rungs, IntUnaryOperator firstRungs) {

  /**
   * A first rung by default leaves no more than so many times its epochs to the end: three rungs at
   * a reduction of 3. Networks that have trained less often rank otherwise than at the end; curves
   * cross.
   */
  static final int MOST_PARTS = 27;

  private static final int NONE = -1;

  SuccessiveHalving {
    rungs = List.copyOf(rungs);
  }

  /** Every trial pauses at every rung. */
  SuccessiveHalving(int reduction, List<Long> rungs) {
    this(reduction, rungs, number -> 0);
  }

  /** Checks the settings that its users share, {@code field} being the first rung's. */
  static void require(int reduction, String field, long firstRung, long maximumEpochs) {
    if (reduction < 2) {
      throw new IllegalArgumentException(
          "reduction must be at least 2, was " + reduction + "; write a whole number such as 3");
    }
    if (maximumEpochs < 1) {
      throw new IllegalArgumentException(
          "epochs must be positive, was " + maximumEpochs + "; write a whole number such as 27");
    }
    if (firstRung < 1 || firstRung > maximumEpochs) {
      throw new IllegalArgumentException(
          field
              + " must be positive and at most the training's epochs, "
              + maximumEpochs
              + ", was "
              + firstRung
              + "; write a whole number such as 1");
    }
  }

  Pruner.Verdict judge(History history, Trial trial) {
    LearningCurve curve = LearningCurve.of(history.goal(), trial);
    int rung = rungOf(trial, curve);
    if (!hasStoppedAt(rung, curve)) {
      return Pruner.Verdict.CONTINUE;
    }
    return isAmongTheBest(history, rung, trial) ? Pruner.Verdict.CONTINUE : Pruner.Verdict.PAUSE;
  }

  /**
   * Number of the paused trial to go on with: one that was not stopped by a rung, the furthest of
   * several; else the best of the highest rung at which one is among the best.
   */
  OptionalInt promote(History history) {
    return number(promotable(history));
  }

  private Optional<Trial> promotable(History history) {
    Goal goal = history.goal();
    Trial furthest = null;
    for (Trial trial : history.trials()) {
      LearningCurve curve = LearningCurve.of(goal, trial);
      if (trial.state() == Trial.State.PAUSED
          && !hasStoppedAt(rungOf(trial, curve), curve)
          && (furthest == null || curve.lastStep() > furthest.lastStep())) {
        furthest = trial;
      }
    }
    if (furthest != null) {
      return Optional.of(furthest);
    }
    for (int rung = rungs.size() - 1; rung >= 0; rung--) {
      Optional<Trial> best = bestPaused(history, rung);
      if (best.isPresent() && isAmongTheBest(history, rung, best.get())) {
        return best;
      }
    }
    return Optional.empty();
  }

  /**
   * Number of the paused trial to go on with when a study is over: the furthest, the best of
   * several, that no complete trial was better than when it was as far.
   */
  static OptionalInt promoteAtEnd(History history) {
    return number(leader(history));
  }

  private static OptionalInt number(Optional<Trial> trial) {
    return trial.stream().mapToInt(Trial::number).findFirst();
  }

  private static Optional<Trial> leader(History history) {
    Goal goal = history.goal();
    List<Trial> complete = history.in(Trial.State.COMPLETE);
    if (history.hasSeveralObjectives()) {
      return DominanceAtStep.of(history).leader(history.in(Trial.State.PAUSED), complete);
    }
    return history.in(Trial.State.PAUSED).stream()
        .filter(trial -> !Double.isNaN(lastStanding(goal, trial).loss()))
        .sorted(
            Comparator.comparingLong((Trial trial) -> -trial.lastStep())
                .thenComparing(trial -> lastStanding(goal, trial)))
        .filter(trial -> complete.stream().noneMatch(other -> wasBetter(goal, other, trial)))
        .findFirst();
  }

  private static boolean wasBetter(Goal goal, Trial complete, Trial paused) {
    LearningCurve curve = LearningCurve.of(goal, complete);
    int index = curve.indexFrom(paused.lastStep());
    double loss =
        index < curve.reports().size()
            ? curve.loss(index)
            : goal.loss(complete.value().orElseThrow());
    return new Standing(loss, complete.number()).compareTo(lastStanding(goal, paused)) < 0;
  }

  private static Standing lastStanding(Goal goal, Trial trial) {
    double value = trial.lastReport().map(Report::value).orElse(Double.NaN);
    return new Standing(goal.loss(value), trial.number());
  }

  private Optional<Trial> bestPaused(History history, int rung) {
    Goal goal = history.goal();
    if (history.hasSeveralObjectives()) {
      DominanceAtStep dominance = DominanceAtStep.of(history);
      return dominance.fromBest(history.trials(), rungs.get(rung)).stream()
          .filter(trial -> trial.state() == Trial.State.PAUSED)
          .filter(trial -> rungOf(trial, LearningCurve.of(goal, trial)) == rung)
          .filter(trial -> !dominance.isUnknown(trial, rungs.get(rung)))
          .findFirst();
    }
    Trial best = null;
    Standing bestStanding = Standing.WORST;
    for (Trial trial : history.trials()) {
      LearningCurve curve = LearningCurve.of(goal, trial);
      if (trial.state() == Trial.State.PAUSED && rungOf(trial, curve) == rung) {
        Standing standing = standing(rung, curve, trial);
        if (!Double.isNaN(standing.loss()) && standing.compareTo(bestStanding) < 0) {
          best = trial;
          bestStanding = standing;
        }
      }
    }
    return Optional.ofNullable(best);
  }

  private boolean isAmongTheBest(History history, int rung, Trial trial) {
    Goal goal = history.goal();
    if (history.hasSeveralObjectives()) {
      DominanceAtStep dominance = DominanceAtStep.of(history);
      List<Trial> reached = dominance.fromBest(history.trials(), rungs.get(rung));
      int place = reached.stream().map(Trial::number).toList().indexOf(trial.number());
      return !dominance.isUnknown(trial, rungs.get(rung)) && place < places(history, rung);
    }
    Standing standing = standing(rung, LearningCurve.of(goal, trial), trial);
    int better = 0;
    for (Trial other : history.trials()) {
      LearningCurve curve = LearningCurve.of(goal, other);
      if (other.number() != trial.number() && curve.lastStep() >= rungs.get(rung)) {
        better += standing(rung, curve, other).compareTo(standing) < 0 ? 1 : 0;
      }
    }
    return !Double.isNaN(standing.loss()) && better < places(history, rung);
  }

  /** How many go on from a rung, of the trials so far. */
  private long places(History history, int rung) {
    long places =
        history.trials().stream()
            .filter(trial -> trial.lastStep() >= rungs.get(Math.min(rung, firstRung(trial))))
            .count();
    for (int i = 0; i <= rung; i++) {
      places /= reduction;
    }
    return places;
  }

  private int firstRung(Trial trial) {
    return firstRungs.applyAsInt(trial.number());
  }

  /** The highest rung that a trial has reached, of those at which it pauses. */
  private int rungOf(Trial trial, LearningCurve curve) {
    int rung = NONE;
    while (rung + 1 < rungs.size() && rungs.get(rung + 1) <= curve.lastStep()) {
      rung++;
    }
    return rung < firstRung(trial) ? NONE : rung;
  }

  /** Whether the last report is the one with which the trial came to the rung. */
  private boolean hasStoppedAt(int rung, LearningCurve curve) {
    return rung != NONE && curve.indexFrom(rungs.get(rung)) == curve.reports().size() - 1;
  }

  private Standing standing(int rung, LearningCurve curve, Trial trial) {
    return new Standing(curve.loss(curve.indexFrom(rungs.get(rung))), trial.number());
  }

  /** How a trial stands at a rung: the best comes first, NaN last. */
  private record Standing(double loss, int number) implements Comparable<Standing> {

    static final Standing WORST = new Standing(Double.NaN, Integer.MAX_VALUE);

    @Override
    public int compareTo(Standing other) {
      int byLoss = Double.compare(loss, other.loss);
      return byLoss != 0 ? byLoss : Integer.compare(number, other.number);
    }
  }
}
