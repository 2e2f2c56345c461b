package dev.luthier.search.pruner;

import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Trial;
import java.util.Arrays;
import java.util.OptionalDouble;

/**
 * Gives up a trial whose best value so far is worse than a percentile of the complete trials'
 * values at the same epoch; values between two trials' are interpolated linearly.
 *
 * <p>As Optuna's {@code PercentilePruner}: a trial that has reported nothing but NaN is given up,
 * NaN of other trials is left out, and an epoch that no complete trial has reported decides
 * nothing. Steps are counted from 1 here, from 0 there.
 *
 * @param percentile above 0 and below 100; 25 goes on with the best quarter
 * @param startupTrials complete trials before the first is given up
 * @param warmupEpochs that every trial is allowed
 * @param intervalEpochs between two looks
 */
public record PercentilePruner(
    double percentile, int startupTrials, int warmupEpochs, int intervalEpochs) implements Pruner {

  public PercentilePruner {
    if (!(percentile > 0 && percentile < 100)) {
      throw new IllegalArgumentException(
          "percentile must be above 0 and below 100, was "
              + percentile
              + "; write a number such as 25");
    }
    if (startupTrials < 0) {
      throw new IllegalArgumentException(
          "startup_trials must be 0 or more, was "
              + startupTrials
              + "; write a whole number such as 5");
    }
    new LookSchedule(warmupEpochs, intervalEpochs);
  }

  /** After 5 complete trials, without warm-up, looking at each epoch. */
  public static PercentilePruner of(double percentile) {
    return new PercentilePruner(percentile, 5, 0, 1);
  }

  @Override
  public Verdict judge(History history, Trial trial) {
    LearningCurve curve = LearningCurve.of(history.goal(), trial);
    if (!new LookSchedule(warmupEpochs, intervalEpochs).isDue(trial.reports())) {
      return Verdict.CONTINUE;
    }
    double[] losses = new double[history.trials().size()];
    int complete = 0;
    int count = 0;
    for (Trial other : history.trials()) {
      if (other.state() == Trial.State.COMPLETE && other.number() != trial.number()) {
        complete++;
        OptionalDouble loss = LearningCurve.of(history.goal(), other).lossAt(curve.lastStep());
        if (loss.isPresent() && !Double.isNaN(loss.getAsDouble())) {
          losses[count++] = loss.getAsDouble();
        }
      }
    }
    if (complete == 0 || complete < startupTrials) {
      return Verdict.CONTINUE;
    }
    double best = curve.best(0, trial.reports().size());
    return Double.isNaN(best) || (count > 0 && best > percentileOf(Arrays.copyOf(losses, count)))
        ? Verdict.PRUNE
        : Verdict.CONTINUE;
  }

  private double percentileOf(double[] losses) {
    Arrays.sort(losses);
    double place = percentile / 100 * (losses.length - 1);
    int index = (int) place;
    double part = place - index;
    double low = losses[index];
    if (part == 0 || low == losses[index + 1]) {
      // Not left to the arithmetic below, where infinity minus infinity is no number.
      return low;
    }
    return low + (losses[index + 1] - low) * part;
  }
}
