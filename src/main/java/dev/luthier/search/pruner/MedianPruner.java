package dev.luthier.search.pruner;

import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Trial;

/**
 * Gives up a trial whose best value so far is worse than the median of the complete trials' values
 * at the same epoch: {@link PercentilePruner} at 50. As Optuna's {@code MedianPruner}.
 *
 * @param startupTrials complete trials before the first is given up
 * @param warmupEpochs that every trial is allowed
 * @param intervalEpochs between two looks
 */
public record MedianPruner(int startupTrials, int warmupEpochs, int intervalEpochs)
    implements Pruner {

  private static final double MEDIAN = 50;

  public MedianPruner {
    new PercentilePruner(MEDIAN, startupTrials, warmupEpochs, intervalEpochs);
  }

  /** After 5 complete trials, without warm-up, looking at each epoch. */
  public static MedianPruner of() {
    return new MedianPruner(5, 0, 1);
  }

  @Override
  public Verdict judge(History history, Trial trial) {
    return new PercentilePruner(MEDIAN, startupTrials, warmupEpochs, intervalEpochs)
        .judge(history, trial);
  }
}
