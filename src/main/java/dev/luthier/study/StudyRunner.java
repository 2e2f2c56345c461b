package dev.luthier.study;

import dev.luthier.search.History;
import dev.luthier.search.Trial;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.LostOwnerException;
import dev.luthier.study.store.Membership;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.trial.TrialExecutor;
import dev.luthier.study.trial.TrialRequest;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

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
  private final TrialStore store;
  private final TrialExecutor executor;
  private final StudyListener listener;
  private final LongSupplier nanoTime;
  private final TrialLedger ledger;
  private final TrialSchedule schedule;
  private final RunningTrials running;
  private final TrialNews news;
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
    this.store = store;
    this.executor = executor;
    this.listener = listener;
    this.nanoTime = nanoTime;
    this.ledger = new TrialLedger(store, plan.goals(), () -> membership.owner());
    this.schedule = new TrialSchedule(plan, ledger);
    this.running = new RunningTrials(plan, failures, ledger, executor, listener, nanoTime);
    this.news = new TrialNews(running);
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
      ledger.table().refresh();
      listener.onStart(ledger.table().history());
      boolean stopping = false;
      boolean over = false;
      while (!running.isEmpty() || (!stopping && !over)) {
        if (!stopping && (stop.getAsBoolean() || running.failure().isPresent())) {
          stopping = true;
          executor.pauseAll();
        }
        try {
          over = !stopping && fillPlaces() && schedule.isOver();
          if (!over) {
            news.tell(POLL_MILLIS);
            membership.beat();
            running.abandonTheSlow();
          }
        } catch (LostOwnerException e) {
          // Others have taken up what ran here; this process goes on as a new one.
          membership.joinAnew();
          running.loseAll();
        }
      }
      if (running.failure().isPresent()) {
        return running.failure().get();
      }
      if (stopping) {
        return StudyOutcome.interrupted();
      }
      listener.onGivenUp(ledger.pruneAllPaused());
      return StudyOutcome.complete(schedule.ending());
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
    while (executor.freePlaces() > 0 && news.isEmpty()) {
      Optional<StoredTrial> next = schedule.next();
      if (next.isEmpty()) {
        return true;
      }
      start(next.get());
    }
    return false;
  }

  private void start(StoredTrial stored) {
    Trial trial = stored.trial();
    running.add(trial.number());
    listener.onTrialStart(stored);
    executor.start(
        new TrialRequest(
            trial.number(),
            trial.assignment(),
            plan.trainingSeed(trial.number()),
            plan.isJudging(),
            trial.lastStep(),
            trial.segment()),
        news);
  }

  /** All trials as they are now. */
  public List<StoredTrial> trials() {
    ledger.table().refresh();
    return ledger.table().all();
  }

  /** The trials as samplers see them, as of the last call of {@link #run} or {@link #trials}. */
  History history() {
    return ledger.table().history();
  }
}
