package dev.luthier.study;

import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.LostTrialException;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.trial.TrialExecutor;
import dev.luthier.study.trial.TrialResult;
import dev.luthier.study.trial.TrialSink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;

/**
 * The trials that run here, and what becomes of each by what is told of it: that is in the ledger
 * before a trial gets its answer, and before the listener hears of it.
 *
 * <p>Not thread-safe.
 */
final class RunningTrials implements TrialSink {

  private final SearchPlan plan;
  private final FailureRules rules;
  private final TrialLedger ledger;
  private final TrialExecutor executor;
  private final StudyListener listener;
  private final LongSupplier nanoTime;
  private final Map<Integer, Running> running = new HashMap<>();
  private int failuresInARow;
  private Optional<String> lastError = Optional.empty();
  private Optional<String> obstacle = Optional.empty();

  /** A trial that runs here. */
  private static final class Running {
    private long started;
    private Pruner.Verdict verdict = Pruner.Verdict.CONTINUE;
    private boolean overdue;
    private boolean lost;

    Running(long started) {
      this.started = started;
    }
  }

  RunningTrials(
      SearchPlan plan,
      FailureRules rules,
      TrialLedger ledger,
      TrialExecutor executor,
      StudyListener listener,
      LongSupplier nanoTime) {
    this.plan = plan;
    this.rules = rules;
    this.ledger = ledger;
    this.executor = executor;
    this.listener = listener;
    this.nanoTime = nanoTime;
  }

  boolean isEmpty() {
    return running.isEmpty();
  }

  /** A trial begins to run. */
  void add(int trial) {
    running.put(trial, new Running(nanoTime.getAsLong()));
  }

  /** Why no other trial should be started; empty where one may. */
  Optional<StudyOutcome> failure() {
    if (obstacle.isPresent()) {
      return Optional.of(StudyOutcome.stopped(StudyOutcome.End.BLOCKED, obstacle));
    }
    return failuresInARow >= rules.mostInARow()
        ? Optional.of(StudyOutcome.stopped(StudyOutcome.End.FAILED, lastError))
        : Optional.empty();
  }

  /** Ends all, which others have taken up: what is told of them counts no more. */
  void loseAll() {
    running.forEach(
        (number, trial) -> {
          trial.lost = true;
          executor.abandon(number);
        });
  }

  /** Ends those that take longer than the budget allows. */
  void abandonTheSlow() {
    if (plan.budget().trialSeconds().isEmpty()) {
      return;
    }
    double limit = plan.budget().trialSeconds().getAsDouble();
    running.forEach(
        (number, trial) -> {
          if (executor.isWaiting(number)) {
            trial.started = nanoTime.getAsLong();
          }
          if (!trial.overdue && (nanoTime.getAsLong() - trial.started) / 1e9 > limit) {
            trial.overdue = true;
            executor.abandon(number);
          }
        });
  }

  @Override
  public void reported(int number, Report report) {
    Running trial = running.get(number);
    if (trial == null) {
      return;
    }
    Pruner.Verdict verdict;
    try {
      StoredTrial stored = ledger.report(number, report);
      listener.onReport(stored);
      verdict = verdict(stored, report);
    } catch (LostTrialException e) {
      trial.lost = true;
      executor.abandon(number);
      return;
    }
    if (plan.isJudging()) {
      trial.verdict = verdict;
      executor.answer(number, verdict);
    }
  }

  private Pruner.Verdict verdict(StoredTrial stored, Report report) {
    if (!plan.isJudging()) {
      return Pruner.Verdict.CONTINUE;
    }
    // A value that is no number compares with nothing, now or later.
    return DoubleStream.of(report.values()).anyMatch(Double::isNaN)
        ? Pruner.Verdict.PRUNE
        : plan.judge(ledger.table().history(), stored.trial());
  }

  @Override
  public void ended(int number, TrialResult result) {
    stop(number, trial -> end(number, trial, result));
  }

  @Override
  public void crashed(int number, String error) {
    stop(number, trial -> crash(number, trial, error));
  }

  /** The trial waits for better times; no attempt is counted. */
  @Override
  public void blocked(int number, String error) {
    stop(
        number,
        trial -> {
          obstacle = Optional.of("trial " + number + ": " + error);
          return ledger.release(number, Optional.empty());
        });
  }

  @Override
  public void noticed(int number, String line) {
    listener.onNotice("trial " + number + " " + line);
  }

  /**
   * A trial runs no more.
   *
   * @param entry makes the entry in the ledger
   */
  private void stop(int number, Function<Running, StoredTrial> entry) {
    Running trial = running.remove(number);
    if (trial == null || trial.lost) {
      return;
    }
    try {
      StoredTrial stored = entry.apply(trial);
      listener.onTrialEnd(stored, ledger.table().history());
    } catch (LostTrialException e) {
      ledger.table().refresh();
    }
  }

  private StoredTrial end(int number, Running trial, TrialResult result) {
    StoredTrial stored;
    if (result.state() != Trial.State.PAUSED || trial.verdict == Pruner.Verdict.PAUSE) {
      stored = ledger.end(number, result);
    } else if (trial.verdict == Pruner.Verdict.PRUNE) {
      stored = ledger.end(number, pruned(number, result));
    } else {
      stored = ledger.release(number, Optional.empty());
    }
    countFailures(result.state(), result.error());
    return stored;
  }

  /** The value of a pruned trial is that of its last report. */
  private TrialResult pruned(int number, TrialResult result) {
    double[] values =
        ledger.table().get(number).trial().lastReport().map(Report::values).orElse(new double[0]);
    boolean known = values.length > 0 && DoubleStream.of(values).noneMatch(Double::isNaN);
    return new TrialResult(
        known ? Trial.State.PRUNED : Trial.State.INFEASIBLE,
        known ? OptionalDouble.of(values[0]) : OptionalDouble.empty(),
        result.foldValues(),
        result.figures(),
        known ? Optional.empty() : Optional.of("the objective is no number"),
        result.seconds(),
        known ? DoubleStream.of(values).skip(1).boxed().toList() : List.of());
  }

  private StoredTrial crash(int number, Running trial, String error) {
    StoredTrial before = ledger.table().get(number);
    if (trial.overdue) {
      return fail(
          before, "took longer than trial_seconds: " + plan.budget().trialSeconds().getAsDouble());
    }
    return before.attempts() <= rules.retries()
        ? ledger.release(number, Optional.of(error))
        : fail(before, error);
  }

  private StoredTrial fail(StoredTrial trial, String error) {
    StoredTrial failed =
        ledger.end(trial.trial().number(), TrialResult.failed(error, trial.seconds()));
    countFailures(Trial.State.FAILED, Optional.of(error));
    return failed;
  }

  private void countFailures(Trial.State state, Optional<String> error) {
    if (state == Trial.State.FAILED) {
      failuresInARow++;
      lastError = error;
    } else if (state == Trial.State.COMPLETE || state == Trial.State.PRUNED) {
      failuresInARow = 0;
    }
  }
}
