package dev.luthier.search;

import java.util.OptionalInt;

/**
 * Decides which trials go on. A pruner is its settings: it keeps nothing between calls.
 *
 * <p>A step of a report is an epoch, for a training.
 */
public interface Pruner {

  /** What becomes of a trial. */
  enum Verdict {
    CONTINUE,
    /** It stops, keeping a checkpoint, and goes on if {@link #promote} names it. */
    PAUSE,
    /** It is given up. */
    PRUNE
  }

  /**
   * What becomes of a trial after its last report.
   *
   * @param history all trials, with all reports; the trial is among them
   * @param trial with at least one report, running
   */
  Verdict judge(History history, Trial trial);

  /**
   * A paused trial that shall go on.
   *
   * @return its number; empty where none shall, for now
   */
  default OptionalInt promote(History history) {
    return OptionalInt.empty();
  }

  /**
   * A paused trial that shall go on all the same when a study is over: no trial is to come, none
   * runs and {@link #promote} names none. It may pause again and is then named again. So the trial
   * that looks best is not given up because too few others came as far.
   *
   * @return its number; empty where all that are paused are given up
   */
  default OptionalInt promoteAtEnd(History history) {
    return OptionalInt.empty();
  }

  /** Goes through with every trial. */
  record None() implements Pruner {
    @Override
    public Verdict judge(History history, Trial trial) {
      return Verdict.CONTINUE;
    }
  }
}
