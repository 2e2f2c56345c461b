package dev.luthier.study;

import dev.luthier.search.Assignment;
import dev.luthier.search.Report;
import dev.luthier.study.trial.TrialRequest;

/** A trial as an {@link Objective} sees it. */
public final class RunningTrial {

  /** Is told reports, and says whether the trial goes on. */
  @FunctionalInterface
  interface Reporting {
    boolean report(Report report);
  }

  private final TrialRequest request;
  private final Reporting reporting;

  RunningTrial(TrialRequest request, Reporting reporting) {
    this.request = request;
    this.reporting = reporting;
  }

  /** Its number in the study, from 0. */
  public int number() {
    return request.number();
  }

  /** For everything random in the trial. */
  public long seed() {
    return request.seed();
  }

  /** All parameters that are there. */
  public Assignment assignment() {
    return request.assignment();
  }

  /** A parameter that is a number. */
  public double number(String parameter) {
    return request.assignment().number(parameter);
  }

  /** A parameter that is a whole number. */
  public int whole(String parameter) {
    return Math.toIntExact(request.assignment().whole(parameter));
  }

  /** A parameter's value as text, such as a choice. */
  public String text(String parameter) {
    return request.assignment().text(parameter);
  }

  /**
   * Tells how good the trial is so far, which lets a pruner give it up. May take long: a pruner
   * that pauses trials holds this one here until it is promoted.
   *
   * @param step from 1, rising: epochs, for a training
   * @param value of the objective so far
   * @return whether the trial goes on; once false, the objective should return, and what it returns
   *     is not looked at
   */
  public boolean report(long step, double value) {
    return report(step, new double[] {value});
  }

  /**
   * The same for a study of several objectives.
   *
   * @param values of the objectives so far
   */
  public boolean report(long step, double[] values) {
    if (step <= 0) {
      throw new IllegalArgumentException("step must be positive, was " + step);
    }
    return reporting.report(Report.of(step, values));
  }
}
