package dev.luthier.study.plan;

import dev.luthier.search.History;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * A search whose trials somebody else runs: ask what to try next, tell what came of it. All is kept
 * in memory.
 *
 * <p>Several trials may run at a time. The same questions and answers in the same order give the
 * same proposals.
 */
public final class AskTell {

  /** A trial and what is known of it here alone. */
  private static final class Entry {
    private Trial trial;

    /** The last step before the trial was taken up again; steps up to it are known already. */
    private long knownSteps = Long.MIN_VALUE;

    /** Whether it was ended by a verdict, which its runner may still confirm. */
    private boolean endedHere;

    private Entry(Trial trial) {
      this.trial = trial;
    }
  }

  private final SearchPlan plan;
  private final Closing closing;
  private final List<Entry> entries = new ArrayList<>();

  /**
   * Before the first trial.
   *
   * @throws IllegalArgumentException where the plan's terminator goes by values of folds, or trials
   *     are to inherit weights
   */
  public AskTell(SearchPlan plan) {
    plan.requireIndependentTrials("whoever asks for trials");
    plan.budget()
        .terminator()
        .ifPresent(terminator -> terminator.requireError("in a search whose trials others run"));
    this.plan = plan;
    this.closing = new Closing(plan, number -> List.of());
  }

  /**
   * The next trial to run: a paused one that shall go on, which has reports, or a new one.
   *
   * @return empty where nothing is left to try, for now: another trial's end may let a paused one
   *     go on
   */
  public Optional<Trial> ask() {
    History history = history();
    return plan.next(history, closing.of(history, 0)).map(this::take);
  }

  private Trial take(SearchPlan.Step step) {
    if (step instanceof SearchPlan.Step.GoOn promoted) {
      return goOn(promoted.trial());
    }
    SearchPlan.Step.Begin begin = (SearchPlan.Step.Begin) step;
    Trial trial = Trial.running(entries.size(), begin.assignment()).withOrigin(begin.origin());
    entries.add(new Entry(trial));
    return trial;
  }

  private Trial goOn(int number) {
    Entry entry = entries.get(number);
    entry.knownSteps = lastStep(entry.trial);
    entry.trial = entry.trial.withState(Trial.State.RUNNING);
    return entry.trial;
  }

  /**
   * Tells a value on the way.
   *
   * <p>A trial that was paused and goes on may tell its earlier steps again; these change nothing.
   *
   * @param trial number of it
   * @param step rises from one report of a trial to the next
   * @param values of the objectives after this step; one that is not finite makes the trial
   *     infeasible
   * @return whether the trial shall go on. Where it shall not, it is pruned, paused or infeasible
   *     from now on, and nothing more need be told; a later end that says so, too, is taken
   * @throws IllegalArgumentException where there is no such trial, it is over, the step does not
   *     rise, or there is not a value for each objective
   */
  public boolean report(int trial, long step, double... values) {
    Entry entry = entry(trial);
    requireAll(values);
    if (entry.trial.state() == Trial.State.PAUSED || entry.endedHere) {
      return false;
    }
    requireOpen(entry);
    if (step <= entry.knownSteps) {
      return true;
    }
    if (!entry.trial.reports().isEmpty() && step <= lastStep(entry.trial)) {
      throw new IllegalArgumentException(
          "step must rise, was " + step + " after " + lastStep(entry.trial));
    }
    if (!areFinite(values)) {
      entry.trial = entry.trial.withState(Trial.State.INFEASIBLE);
      entry.endedHere = true;
      return false;
    }
    List<Report> reports = new ArrayList<>(entry.trial.reports());
    reports.add(Report.of(step, values));
    entry.trial =
        new Trial(
            trial,
            entry.trial.assignment(),
            Trial.State.RUNNING,
            reports,
            OptionalDouble.empty(),
            List.of(),
            entry.trial.origin());
    return switch (plan.judge(history(), entry.trial)) {
      case CONTINUE -> true;
      case PAUSE -> {
        entry.trial = entry.trial.withState(Trial.State.PAUSED);
        yield false;
      }
      case PRUNE -> {
        entry.trial = entry.trial.withValues(Trial.State.PRUNED, values);
        entry.endedHere = true;
        yield false;
      }
    };
  }

  /**
   * Tells the values of a trial that has run to its end.
   *
   * @param trial number of it
   * @param values of the objectives; one that is not finite makes the trial infeasible
   * @throws IllegalArgumentException where there is no such trial, it is over, or there is not a
   *     value for each objective
   */
  public void complete(int trial, double... values) {
    requireAll(values);
    if (!areFinite(values)) {
      end(trial, Trial.State.INFEASIBLE);
      return;
    }
    Entry entry = entry(trial);
    requireOpen(entry);
    entry.trial = entry.trial.withValues(Trial.State.COMPLETE, values);
  }

  /**
   * Tells that a trial has ended without running through.
   *
   * @param trial number of it
   * @param state PRUNED, which takes the last report's value, INFEASIBLE or FAILED
   * @throws IllegalArgumentException where there is no such trial, it is over, or it is PRUNED
   *     without a report
   */
  public void end(int trial, Trial.State state) {
    Entry entry = entry(trial);
    if (entry.endedHere) {
      entry.endedHere = false;
      return;
    }
    requireOpen(entry);
    switch (state) {
      case INFEASIBLE, FAILED -> entry.trial = entry.trial.withState(state);
      case PRUNED -> {
        Report last =
            entry
                .trial
                .lastReport()
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "trial "
                                + trial
                                + " must have told a step before it is PRUNED; tell one, or"
                                + " FAILED"));
        entry.trial = entry.trial.withValues(state, last.values());
      }
      default ->
          throw new IllegalArgumentException(
              "state must be PRUNED, INFEASIBLE or FAILED, was " + state);
    }
  }

  /** All trials so far. */
  public History history() {
    return new History(plan.goals(), entries.stream().map(entry -> entry.trial).toList());
  }

  private Entry entry(int trial) {
    if (trial < 0 || trial >= entries.size()) {
      throw new IllegalArgumentException(
          "trial must be one that was asked for, was "
              + trial
              + (entries.isEmpty() ? "; ask first" : "; the last is " + (entries.size() - 1)));
    }
    return entries.get(trial);
  }

  private static void requireOpen(Entry entry) {
    if (entry.trial.state().isFinished()) {
      throw new IllegalArgumentException(
          "trial " + entry.trial.number() + " is over already, it is " + entry.trial.state());
    }
  }

  private static long lastStep(Trial trial) {
    return trial.lastReport().map(Report::step).orElse(Long.MIN_VALUE);
  }

  private void requireAll(double[] values) {
    if (values.length != plan.goals().size()) {
      throw new IllegalArgumentException(
          "values must be "
              + plan.goals().size()
              + ", one for each objective of the study, were "
              + values.length);
    }
  }

  private static boolean areFinite(double[] values) {
    return DoubleStream.of(values).allMatch(Double::isFinite);
  }
}
