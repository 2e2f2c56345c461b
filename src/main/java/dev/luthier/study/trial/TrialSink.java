package dev.luthier.study.trial;

import dev.luthier.search.Report;

/**
 * Where an executor says what becomes of trials. May be called by any thread.
 *
 * <p>The end of a trial is told before its place is free.
 */
public interface TrialSink {

  /**
   * A trial has come a step further. Where the request asked for it, the trial waits for {@link
   * TrialExecutor#answer}.
   */
  void reported(int trial, Report report);

  /** A trial has ended, cannot be run, or is PAUSED, whatever it was that stopped it. */
  void ended(int trial, TrialResult result);

  /**
   * The place where a trial ran is gone, such as a process that crashed. The trial may be run
   * again.
   *
   * @param error one line
   */
  void crashed(int trial, String error);

  /**
   * The machine does not let a trial go on, such as with a full disk. It is no fault of the
   * trial's, and others would fare no better.
   *
   * @param error one line
   */
  void blocked(int trial, String error);

  /**
   * Something about a trial that people should know; it runs, or waits to.
   *
   * @param line that goes on after the trial's name, such as {@code waits for a larger slot}
   */
  default void noticed(int trial, String line) {}
}
