package dev.luthier.search.pruner;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Gives up a trial that is less likely to beat the best one, for what it still costs, than a new
 * one: by extrapolation of learning curves, as Domhan et al. 2015 and Baker et al. 2018.
 *
 * <p>A {@link FinalValueModel} learns from the complete trials how a value at an epoch, and its
 * change of late, go on to the end; it gives the probability p that the trial ends better than the
 * best complete one. Of n trials that have come as far as they will, and the next, each is as
 * likely to be the best if nothing is known: a new one beats them with 1 / (n + 1). So a trial at
 * epoch t of R is given up when {@code p / (R - t) < eagerness / ((n + 1) R)}.
 *
 * <p>Domhan et al. give up below a fixed probability, 0.05. But among many trials hardly any new
 * one would have that chance, so that after some dozens nearly every trial is given up at once.
 * They extrapolate each curve by itself, with formulas that improve all the time. Here the study's
 * own curves are learned from, which may also cross, or become worse at the end.
 *
 * @param eagerness how many times the chance of a new trial a trial needs: above 0
 * @param startupTrials complete trials before the first is given up, at least 2
 * @param warmupEpochs that every trial is allowed
 * @param intervalEpochs between two looks
 * @param maximumEpochs of the training, R
 */
public record LearningCurvePruner(
    double eagerness, int startupTrials, int warmupEpochs, int intervalEpochs, long maximumEpochs)
    implements Pruner {

  public LearningCurvePruner {
    if (!(eagerness > 0) || Double.isInfinite(eagerness)) {
      throw new IllegalArgumentException(
          "eagerness must be positive, was " + eagerness + "; write a number such as 1");
    }
    if (startupTrials < 2) {
      throw new IllegalArgumentException(
          "startup_trials must be at least 2, was "
              + startupTrials
              + "; write a whole number such as 5");
    }
    if (maximumEpochs < 1) {
      throw new IllegalArgumentException(
          "epochs must be positive, was " + maximumEpochs + "; write a whole number such as 27");
    }
    new LookSchedule(warmupEpochs, intervalEpochs);
  }

  /** After 5 complete trials, at each epoch, what is less promising than a new trial. */
  public static LearningCurvePruner of(long maximumEpochs) {
    return new LearningCurvePruner(1, 5, 0, 1, maximumEpochs);
  }

  @Override
  public Verdict judge(History history, Trial trial) {
    if (!new LookSchedule(warmupEpochs, intervalEpochs).isDue(trial.reports())) {
      return Verdict.CONTINUE;
    }
    List<Trial> complete = completeBut(trial, history);
    if (complete.size() < startupTrials) {
      return Verdict.CONTINUE;
    }
    long step = trial.lastReport().orElseThrow().step();
    OptionalDouble chance = chanceToBeBest(history, trial);
    double left = Math.max(0, maximumEpochs - step) / (double) maximumEpochs;
    return chance.isPresent() && chance.getAsDouble() < eagerness * left / (others(history) + 1)
        ? Verdict.PRUNE
        : Verdict.CONTINUE;
  }

  /**
   * The probability that a trial ends better than the best complete one.
   *
   * @return empty where too few complete trials have reported at its last step
   */
  static OptionalDouble chanceToBeBest(History history, Trial trial) {
    Goal goal = history.goal();
    LearningCurve curve = LearningCurve.of(goal, trial);
    long step = curve.lastStep();
    List<FinalValueModel.Example> examples = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    for (Trial other : completeBut(trial, history)) {
      double end = goal.loss(other.value().getAsDouble());
      best = Math.min(best, end);
      point(LearningCurve.of(goal, other), step)
          .ifPresent(point -> examples.add(new FinalValueModel.Example(point, end)));
    }
    Optional<FinalValueModel.Point> point = point(curve, step);
    if (point.isEmpty()) {
      // A value that is no number or infinite goes on to nothing.
      return OptionalDouble.of(0);
    }
    return examples.size() < 2
        ? OptionalDouble.empty()
        : OptionalDouble.of(FinalValueModel.of(examples).probabilityBelow(best, point.get()));
  }

  private static List<Trial> completeBut(Trial trial, History history) {
    return history.trials().stream()
        .filter(other -> other.state() == Trial.State.COMPLETE && other.number() != trial.number())
        .filter(other -> Double.isFinite(other.value().getAsDouble()))
        .toList();
  }

  /** Trials that were the best or could have been: that ended, or were given up. */
  private static long others(History history) {
    return history.trials().stream()
        .filter(
            other -> other.state() == Trial.State.COMPLETE || other.state() == Trial.State.PRUNED)
        .count();
  }

  /**
   * The value at a step and its change since half of it; empty where it is not finite or not known.
   */
  private static Optional<FinalValueModel.Point> point(LearningCurve curve, long step) {
    OptionalDouble now = curve.lossAt(step);
    if (now.isEmpty() || !Double.isFinite(now.getAsDouble())) {
      return Optional.empty();
    }
    double before = curve.loss(curve.indexFrom((step + 1) / 2));
    double change = Double.isFinite(before) ? now.getAsDouble() - before : 0;
    return Optional.of(new FinalValueModel.Point(now.getAsDouble(), change));
  }
}
