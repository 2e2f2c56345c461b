package dev.luthier.study;

import dev.luthier.graph.Seeds;
import dev.luthier.search.Assignment;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Suggestion;
import dev.luthier.search.Trial;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Keeps an executor busy with a study's trials until the study is over.
 *
 * <p>What comes first: trials that wait (after a crash, or an interruption), then paused ones that
 * the pruner promotes, then new ones. Everything that happens is in the store before anything
 * follows from it, so the study goes on after the end of any process, and several processes can
 * share it.
 *
 * <p>With one place and one process, the same seed gives the same trials in the same order, also
 * when the study is interrupted in between.
 */
public final class StudyRunner {

  private static final long POLL_MILLIS = 100;

  private final StudySettings settings;
  private final TrialStore store;
  private final TrialExecutor executor;
  private final StudyListener listener;
  private final LongSupplier nanoTime;
  private final TrialTable table;
  private final BlockingQueue<Runnable> events = new LinkedBlockingQueue<>();
  private final Map<Integer, Place> running = new HashMap<>();
  private final TrialSink sink = new Sink();
  private int failuresInARow;
  private Optional<String> lastError = Optional.empty();
  private boolean exhausted;
  private Membership membership;

  /**
   * A runner.
   *
   * @param executor runs the trials; stays open
   * @param nanoTime such as {@code System::nanoTime}
   */
  public StudyRunner(
      StudySettings settings,
      TrialStore store,
      TrialExecutor executor,
      StudyListener listener,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.store = store;
    this.executor = executor;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.table = new TrialTable(store, settings.goal());
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
        if (!stopping && (stop.getAsBoolean() || hasFailed())) {
          stopping = true;
          executor.pauseAll();
        }
        over = !stopping && fillPlaces() && isOver();
        if (!over) {
          handleEvents();
          beat();
          abandonTheSlow();
        }
      }
      if (hasFailed()) {
        return new StudyOutcome(StudyOutcome.End.FAILED, lastError);
      }
      if (stopping) {
        return new StudyOutcome(StudyOutcome.End.INTERRUPTED, Optional.empty());
      }
      pruneAllPaused();
      return new StudyOutcome(StudyOutcome.End.COMPLETE, Optional.empty());
    }
  }

  private void pruneAllPaused() {
    List<StoredTrial> paused = table.in(Trial.State.PAUSED);
    store.pruneAllPaused(owner());
    table.refresh();
    for (StoredTrial trial : paused) {
      listener.onTrialEnd(table.get(trial.trial().number()), table.history());
    }
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
      Optional<StoredTrial> next = nextTrial();
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
            trainingSeed(settings.seed(), trial.number()),
            isJudging()),
        sink);
  }

  /** The seed of everything random in a trial's training: 31 bits, so that people can type it. */
  static long trainingSeed(long seed, int trial) {
    return Seeds.derive(Seeds.derive(seed, "training"), (long) trial) & 0x7fffffffL;
  }

  /** What a place should do next; it is claimed for this owner. */
  private Optional<StoredTrial> nextTrial() {
    table.refresh();
    for (StoredTrial waiting : table.in(Trial.State.WAITING)) {
      if (store.claim(owner(), waiting.trial().number(), Trial.State.WAITING)) {
        return Optional.of(refreshed(waiting.trial().number()));
      }
    }
    while (!isClosed()) {
      OptionalInt promoted = settings.pruner().promote(table.history());
      if (promoted.isEmpty()) {
        return newTrial();
      }
      if (store.claim(owner(), promoted.getAsInt(), Trial.State.PAUSED)) {
        return Optional.of(refreshed(promoted.getAsInt()));
      }
      table.refresh();
    }
    return Optional.empty();
  }

  private Optional<StoredTrial> newTrial() {
    while (mayCreate()) {
      int number = table.size();
      Optional<Assignment> suggested =
          Suggestion.next(
              settings.sampler(),
              settings.space(),
              table.history(),
              settings.duplicates(),
              new SplittableRandom(
                  Seeds.derive(Seeds.derive(settings.seed(), "sampler"), (long) number)));
      if (suggested.isEmpty()) {
        exhausted = true;
        return Optional.empty();
      }
      Optional<StoredTrial> created = store.create(owner(), number, suggested.get());
      table.refresh();
      if (created.isPresent()) {
        return created;
      }
      // Another process was quicker; what it tries changes what is worth trying.
    }
    return Optional.empty();
  }

  private boolean mayCreate() {
    OptionalInt trials = settings.budget().trials();
    return !exhausted && (trials.isEmpty() || table.size() < trials.getAsInt()) && !isClosed();
  }

  /** Whether no trial is to be begun or promoted any more. */
  private boolean isClosed() {
    OptionalDouble seconds = settings.budget().seconds();
    return isGoodEnough(table.history())
        || (seconds.isPresent() && store.seconds() >= seconds.getAsDouble());
  }

  private boolean isGoodEnough(History history) {
    OptionalDouble target = settings.budget().targetValue();
    return target.isPresent()
        && history
            .best()
            .map(Trial::value)
            .filter(best -> !settings.goal().isBetter(target.getAsDouble(), best.getAsDouble()))
            .isPresent();
  }

  /** Whether nothing is left to do, here or in another process. */
  private boolean isOver() {
    table.refresh();
    return table.in(Trial.State.RUNNING).isEmpty() && table.in(Trial.State.WAITING).isEmpty();
  }

  private boolean hasFailed() {
    return failuresInARow >= settings.maxConsecutiveFailures();
  }

  private StoredTrial refreshed(int number) {
    table.refresh();
    return table.get(number);
  }

  private void beat() {
    if (!membership.beat()) {
      running.forEach(
          (trial, place) -> {
            place.lost = true;
            executor.abandon(trial);
          });
    }
  }

  private void abandonTheSlow() {
    if (settings.budget().trialSeconds().isEmpty()) {
      return;
    }
    double limit = settings.budget().trialSeconds().getAsDouble();
    running.forEach(
        (trial, place) -> {
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
      if (Double.isNaN(report.value())) {
        // Nothing to compare it by, now or later.
        verdict = Pruner.Verdict.PRUNE;
      } else if (isJudging()) {
        verdict = settings.pruner().judge(table.history(), stored.trial());
      }
    } catch (LostTrialException e) {
      place.lost = true;
      verdict = Pruner.Verdict.PAUSE;
    }
    place.verdict = verdict;
    if (isJudging()) {
      executor.answer(number, verdict);
    } else if (place.lost) {
      executor.abandon(number);
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
    double value = table.get(number).trial().lastReport().map(Report::value).orElse(Double.NaN);
    boolean known = !Double.isNaN(value);
    return new TrialResult(
        known ? Trial.State.PRUNED : Trial.State.INFEASIBLE,
        known ? OptionalDouble.of(value) : OptionalDouble.empty(),
        result.foldValues(),
        result.figures(),
        known ? Optional.empty() : Optional.of("the objective is no number"),
        result.seconds());
  }

  private boolean isJudging() {
    return !(settings.pruner() instanceof Pruner.None);
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
            "took longer than trial_seconds: " + settings.budget().trialSeconds().getAsDouble();
        store.end(owner(), number, TrialResult.failed(problem, seconds));
        countFailures(Trial.State.FAILED, Optional.of(problem));
      } else if (table.get(number).attempts() <= settings.retries()) {
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

  /** A trial that runs here. */
  private static final class Place {
    private final long started;
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
  }
}
