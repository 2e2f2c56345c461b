package dev.luthier.study.trial;

import dev.luthier.search.Pruner;

/**
 * Runs trials somewhere: in worker processes, in threads. A request says all that a trial needs; an
 * executor knows nothing of samplers, pruners and stores.
 */
public interface TrialExecutor extends AutoCloseable {

  /** How many more trials can be started now. */
  int freePlaces();

  /**
   * Starts a trial, or goes on with it where it has left a checkpoint.
   *
   * @throws IllegalStateException where no place is free
   */
  void start(TrialRequest request, TrialSink sink);

  /** Whether a trial that was started waits for a place that is large enough. */
  default boolean isWaiting(int trial) {
    return false;
  }

  /** What becomes of a trial that has reported; unless it goes on, it ends as PAUSED. */
  void answer(int trial, Pruner.Verdict verdict);

  /** Asks all trials to save their state and end as PAUSED. */
  void pauseAll();

  /**
   * Ends a trial at once, such as one that takes too long. It ends by {@link TrialSink#crashed}.
   */
  void abandon(int trial);

  /** Waits for what is still to be written and frees everything. Running trials are abandoned. */
  @Override
  void close();
}
