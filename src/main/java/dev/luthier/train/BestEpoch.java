package dev.luthier.train;

import dev.luthier.optim.ReduceOnPlateau;

/**
 * The best epoch so far by a metric: data for a checkpoint, and one step a finished epoch.
 *
 * @param epoch counted from 1; 0 before the first
 * @param step optimizer steps at its end
 * @param value of the metric
 * @param epochsSince epochs since then
 */
public record BestEpoch(int epoch, long step, double value, int epochsSince) {

  /** Before the first epoch. */
  public static BestEpoch none() {
    return new BestEpoch(0, 0, 0, 0);
  }

  /**
   * After one more epoch. As in Keras' EarlyStopping, the first epoch is the best so far, and a
   * later one is better when it improves by more than {@code minDelta}; NaN improves on nothing.
   */
  public BestEpoch next(String metric, double minDelta, EpochReport report) {
    double now = report.value(metric);
    boolean better =
        epoch == 0
            || (ReduceOnPlateau.isMinimized(metric)
                ? now < value - minDelta
                : now > value + minDelta);
    return better
        ? new BestEpoch(report.epoch(), report.step(), now, 0)
        : new BestEpoch(epoch, step, value, epochsSince + 1);
  }
}
