package dev.luthier.study;

import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.LostOwnerException;
import dev.luthier.study.store.LostTrialException;
import dev.luthier.study.store.Membership;
import dev.luthier.study.store.Owner;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialTable;
import dev.luthier.study.trial.TrialExecutor;
import dev.luthier.study.trial.TrialRequest;
import dev.luthier.study.trial.TrialResult;
import dev.luthier.study.trial.TrialSink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.DoubleStream;

/**
 * Keeps an executor busy with a study's trials until the study is over.
 *
 * <p>Everything that happens is in the store before anything follows from it, so the study goes on
 * after the end of any process, and several processes can share it.
 *
 * <p>With one place and one process, the same seed gives the same trials in the same order, also
 * when the study is interrupted in between.
 */
public final class StudyRunner {

  private static final long POLL_MILLIS = 100;

  private final SearchPlan plan;
  private final FailureRules failures;
  private final TrialStore store;
  private final TrialExecutor executor;
  private final StudyListener listener;
  private final LongSupplier nanoTime;
  private final TrialTable table;
  private final TrialSchedule schedule;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final Map<Integer, Place> running = new HashMap<>();
  private final TrialSink sink = new Sink();
  private int failuresInARow;
  private Optional<String> lastError = Optional.empty();
  private Optional<String> obstacle = Optional.empty();
  private Membership membership;

  /**
   * A runner.
   *
   * @param executor runs the trials; stays open
   * @param nanoTime such as {@code System::nanoTime}
   */
  public StudyRunner(
      SearchPlan plan,
      FailureRules failures,
      TrialStore store,
      TrialExecutor executor,
      StudyListener listener,
      LongSupplier nanoTime) {
    this.plan = plan;
    this.failures = failures;
    this.store = store;
    this.executor = executor;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.table = new TrialTable(store, plan.goals());
    this.schedule = new TrialSchedule(plan, store, table, this::owner);
  }

  /**
   * Runs trials until the study is over.
   *
   * @param stop asked again and again; once true, running trials save their state and the study
   *     ends, to be gone on with
   */
  public StudyOutcome run(BooleanSupplier stop) throws InterruptedException {
    try (Membership joined = new Membership(store, nanoTime)) {
      membership = joined;
      membership.takeUpTheDead();
      table.refresh();
      listener.onStart(table.history());
      boolean stopping = false;
      boolean over = false;
      while (!running.isEmpty() || (!stopping && !over)) {
        if (!stopping && (stop.getAsBoolean() || hasFailed() || obstacle.isPresent())) {
          stopping = true;
          executor.pauseAll();
        }
        try {
          over = !stopping && fillPlaces() && schedule.isOver();
          if (!over) {
            handleEvents();
            membership.beat();
            abandonTheSlow();
          }
        } catch (LostOwnerException e) {
          // Others have taken up what ran here; this process goes on as a new one.
          membership.joinAnew();
          loseAll();
        }
      }
      if (obstacle.isPresent()) {
        return StudyOutcome.stopped(StudyOutcome.End.BLOCKED, obstacle);
      }
      if (hasFailed()) {
        return StudyOutcome.stopped(StudyOutcome.End.FAILED, lastError);
      }
      if (stopping) {
        return StudyOutcome.interrupted();
      }
      pruneAllPaused();
      return StudyOutcome.complete(schedule.ending());
    }
  }

  private void pruneAllPaused() {
    List<Integer> paused =
        table.in(Trial.State.PAUSED).stream().map(stored -> stored.trial().number()).toList();
    store.pruneAllPaused(owner());
    table.refresh();
    listener.onGivenUp(paused.stream().map(table::get).toList());
  }

  private void handleEvents() throws InterruptedException {
    Runnable event = events.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    while (event != null) {
      event.run();
      event = events.poll();
    }
  }

  /**
   * Gives every free place something to do.
   *
   * @return whether there was nothing left for a place that is free
   */
  private boolean fillPlaces() {
    // A place is free only after the end of its trial was told: what is told comes first, so that
    // nothing is proposed without it.
    while (executor.freePlaces() > 0 && events.isEmpty()) {
      Optional<StoredTrial> next = schedule.next();
      if (next.isEmpty()) {
        return true;
      }
      start(next.get());
    }
    return false;
  }

  private Owner owner() {
    return membership.owner();
  }

  private void start(StoredTrial stored) {
    Trial trial = stored.trial();
    running.put(trial.number(), new Place(nanoTime.getAsLong()));
    listener.onTrialStart(stored);
    executor.start(
        new TrialRequest(
            trial.number(),
            trial.assignment(),
            plan.trainingSeed(trial.number()),
            plan.isJudging(),
            trial.lastReport().map(Report::step).orElse(0L),
            trial.segment()),
        sink);
  }

  private boolean hasFailed() {
    return failuresInARow >= failures.mostInARow();
  }

  private StoredTrial refreshed(int number) {
    table.refresh();
    return table.get(number);
  }

  private void loseAll() {
    running.forEach(
        (trial, place) -> {
          place.lost = true;
          executor.abandon(trial);
        });
  }

  private void abandonTheSlow() {
    if (plan.budget().trialSeconds().isEmpty()) {
      return;
    }
    double limit = plan.budget().trialSeconds().getAsDouble();
    running.forEach(
        (trial, place) -> {
          if (executor.isWaiting(trial)) {
            place.started = nanoTime.getAsLong();
          }
          if (!place.overdue && (nanoTime.getAsLong() - place.started) / 1e9 > limit) {
            place.overdue = true;
            executor.abandon(trial);
          }
        });
  }

  private void onReport(int number, Report report) {
    Place place = running.get(number);
    if (place == null) {
      return;
    }
    Pruner.Verdict verdict = Pruner.Verdict.CONTINUE;
    try {
      store.report(owner(), number, report);
      StoredTrial stored = refreshed(number);
      listener.onReport(stored);
      if (plan.isJudging()) {
        // A value that is no number compares with nothing, now or later.
        verdict =
            DoubleStream.of(report.values()).anyMatch(Double::isNaN)
                ? Pruner.Verdict.PRUNE
                : plan.judge(table.history(), stored.trial());
      }
    } catch (LostTrialException e) {
      place.lost = true;
      executor.abandon(number);
      return;
    }
    if (plan.isJudging()) {
      place.verdict = verdict;
      executor.answer(number, verdict);
    }
  }

  private void onEnd(int number, TrialResult result) {
    Place place = running.remove(number);
    if (place == null || place.lost) {
      return;
    }
    try {
      if (result.state() != Trial.State.PAUSED || place.verdict == Pruner.Verdict.PAUSE) {
        store.end(owner(), number, result);
      } else if (place.verdict == Pruner.Verdict.PRUNE) {
        store.end(owner(), number, pruned(number, result));
      } else {
        store.release(owner(), number, Optional.empty());
      }
      countFailures(result.state(), result.error());
      listener.onTrialEnd(refreshed(number), table.history());
    } catch (LostTrialException e) {
      table.refresh();
    }
  }

  /** The value of a pruned trial is that of its last report. */
  private TrialResult pruned(int number, TrialResult result) {
    double[] values =
        table.get(number).trial().lastReport().map(Report::values).orElse(new double[0]);
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

  private void onCrash(int number, String error) {
    Place place = running.remove(number);
    if (place == null || place.lost) {
      return;
    }
    try {
      double seconds = table.get(number).seconds();
      if (place.overdue) {
        String problem =
            "took longer than trial_seconds: " + plan.budget().trialSeconds().getAsDouble();
        store.end(owner(), number, TrialResult.failed(problem, seconds));
        countFailures(Trial.State.FAILED, Optional.of(problem));
      } else if (table.get(number).attempts() <= failures.retries()) {
        store.release(owner(), number, Optional.of(error));
      } else {
        store.end(owner(), number, TrialResult.failed(error, seconds));
        countFailures(Trial.State.FAILED, Optional.of(error));
      }
      listener.onTrialEnd(refreshed(number), table.history());
    } catch (LostTrialException e) {
      table.refresh();
    }
  }

  /** The trial waits for better times; no attempt is counted. */
  private void onBlocked(int number, String error) {
    Place place = running.remove(number);
    if (place == null || place.lost) {
      return;
    }
    obstacle = Optional.of("trial " + number + ": " + error);
    try {
      store.release(owner(), number, Optional.empty());
      listener.onTrialEnd(refreshed(number), table.history());
    } catch (LostTrialException e) {
      table.refresh();
    }
  }

  private void countFailures(Trial.State state, Optional<String> error) {
    if (state == Trial.State.FAILED) {
      failuresInARow++;
      lastError = error;
    } else if (state == Trial.State.COMPLETE || state == Trial.State.PRUNED) {
      failuresInARow = 0;
    }
  }

  /** All trials as they are now. */
  public List<StoredTrial> trials() {
    table.refresh();
    return table.all();
  }

  /** The trials as samplers see them, as of the last call of {@link #run} or {@link #trials}. */
  History history() {
    return table.history();
  }

  /** A trial that runs here. */
  private static final class Place {
    private long started;
    private Pruner.Verdict verdict = Pruner.Verdict.CONTINUE;
    private boolean overdue;
    private boolean lost;

    Place(long started) {
      this.started = started;
    }
  }

  /** Hands on to the runner's thread. */
  private final class Sink implements TrialSink {
    @Override
    public void reported(int trial, Report report) {
      events.add(() -> onReport(trial, report));
    }

    @Override
    public void ended(int trial, TrialResult result) {
      events.add(() -> onEnd(trial, result));
    }

    @Override
    public void crashed(int trial, String error) {
      events.add(() -> onCrash(trial, error));
    }

    @Override
    public void blocked(int trial, String error) {
      events.add(() -> onBlocked(trial, error));
    }

    @Override
    public void noticed(int trial, String line) {
      events.add(() -> listener.onNotice("trial " + trial + " " + line));
    }
  }
}
