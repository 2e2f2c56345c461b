package dev.luthier.study;

import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.Origin;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.study.store.LostTrialException;
import dev.luthier.study.store.Owner;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialTable;
import dev.luthier.study.trial.TrialResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A study's trials as one process changes them: each change is made in its name, and read back with
 * what others have changed.
 */
final class TrialLedger {

  private final TrialStore store;
  private final TrialTable table;
  private final Supplier<Owner> owner;

  /**
   * A ledger in which nothing was read yet.
   *
   * @param goals of the study's objectives
   * @param owner as which the process has joined
   */
  TrialLedger(TrialStore store, List<Goal> goals, Supplier<Owner> owner) {
    this.store = store;
    this.table = new TrialTable(store, goals);
    this.owner = owner;
  }

  /** All trials, as they were last read. */
  TrialTable table() {
    return table;
  }

  /** Seconds that all processes together have spent on the study. */
  double seconds() {
    return store.seconds();
  }

  /**
   * Creates the trial of the next number.
   *
   * @return empty where another process was quicker
   */
  Optional<StoredTrial> create(Assignment assignment, Optional<Origin> origin) {
    Optional<StoredTrial> created = store.create(owner.get(), table.size(), assignment, origin);
    table.refresh();
    return created;
  }

  /**
   * Takes up a trial.
   *
   * @param from WAITING or PAUSED
   * @return empty where another process was quicker
   */
  Optional<StoredTrial> claim(int number, Trial.State from) {
    boolean claimed = store.claim(owner.get(), number, from);
    StoredTrial trial = refreshed(number);
    return claimed ? Optional.of(trial) : Optional.empty();
  }

  /**
   * Adds a report.
   *
   * @throws LostTrialException where the trial is not the process's any more
   */
  StoredTrial report(int number, Report report) {
    store.report(owner.get(), number, report);
    return refreshed(number);
  }

  /**
   * Ends or pauses a trial.
   *
   * @throws LostTrialException as {@link #report}
   */
  StoredTrial end(int number, TrialResult result) {
    store.end(owner.get(), number, result);
    return refreshed(number);
  }

  /**
   * Puts a trial back to wait.
   *
   * @param failure what went wrong; empty for an interruption
   * @throws LostTrialException as {@link #report}
   */
  StoredTrial release(int number, Optional<String> failure) {
    store.release(owner.get(), number, failure);
    return refreshed(number);
  }

  /**
   * Gives up all paused trials.
   *
   * @return these trials
   */
  List<StoredTrial> pruneAllPaused() {
    List<Integer> paused =
        table.in(Trial.State.PAUSED).stream().map(stored -> stored.trial().number()).toList();
    store.pruneAllPaused(owner.get());
    table.refresh();
    return paused.stream().map(table::get).toList();
  }

  private StoredTrial refreshed(int number) {
    table.refresh();
    return table.get(number);
  }
}
