package dev.luthier.study.store;

import dev.luthier.search.Assignment;
import dev.luthier.search.Origin;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.study.trial.TrialResult;
import java.util.List;
import java.util.Optional;

/**
 * Where a study's trials are kept. Several processes, on one machine or many, may share a store;
 * every change is one transaction.
 *
 * <p>A process first {@link #join joins}; what it changes afterwards it changes in its own name. A
 * trial that runs belongs to one owner, and a change by another is refused: a process that was
 * thought dead and was not cannot overwrite what became of its trials. An owner that was removed
 * can do nothing more: {@link LostOwnerException}.
 *
 * <p>All methods throw {@link StoreException} where the database cannot be reached or is damaged.
 */
public interface TrialStore extends AutoCloseable {

  /** The study's definition, as it was frozen when the study was created. */
  String definition();

  /** Enters a process, alive from now on. */
  Owner join(String host, long process, String started);

  /**
   * Says that an owner is alive, and that it has spent so many more seconds on the study.
   *
   * @throws LostOwnerException where it was removed; the seconds count all the same
   */
  void beat(Owner owner, double seconds);

  /** All processes that have joined and not left. */
  List<Owner> owners();

  /**
   * Removes an owner: the process itself as it ends, or another one that it thinks dead. Its
   * running trials wait to be taken up again, which is no new attempt. Nothing happens where it is
   * gone.
   */
  void leave(Owner owner);

  /** Seconds that all processes together have spent on the study. */
  double seconds();

  /**
   * Trials that have changed, by number. Cheap where few have. Who asks again with the highest
   * revision of what was found misses no change, however many processes make them.
   *
   * @param revision the highest that was seen so far; 0 for all trials
   */
  List<StoredTrial> changedSince(long revision);

  /**
   * Creates a trial that an owner runs.
   *
   * @param number the next one, from what the caller knows
   * @param origin what it follows from; empty for one of the search of its own
   * @return empty where there is a trial of this number: the caller does not know all trials
   * @throws IllegalArgumentException where a trial before this one is missing
   * @throws LostOwnerException where the owner was removed
   */
  Optional<StoredTrial> create(
      Owner owner, int number, Assignment assignment, Optional<Origin> origin);

  /** Creates a trial that follows from no other one. */
  default Optional<StoredTrial> create(Owner owner, int number, Assignment assignment) {
    return create(owner, number, assignment, Optional.empty());
  }

  /**
   * Takes up a trial that waits or is paused. A new attempt is counted where its last one failed.
   *
   * @param from WAITING or PAUSED
   * @return false where it is in another state by now
   * @throws LostOwnerException where the owner was removed
   */
  boolean claim(Owner owner, int number, Trial.State from);

  /**
   * Adds a report of a running trial. A report of a step that is there already replaces it and
   * those after it: the trial has gone back to a checkpoint.
   *
   * @throws LostTrialException where the trial is not the owner's any more
   */
  void report(Owner owner, int number, Report report);

  /**
   * Ends a running trial, or pauses it. The error of an earlier attempt stays unless the result has
   * one.
   *
   * @throws LostTrialException where the trial is not the owner's any more
   */
  void end(Owner owner, int number, TrialResult result);

  /**
   * Puts a running trial back to wait.
   *
   * @param failure what went wrong: the next {@link #claim} is a new attempt; empty for an
   *     interruption, after which the same attempt goes on
   * @throws LostTrialException where the trial is not the owner's any more
   */
  void release(Owner owner, int number, Optional<String> failure);

  /**
   * Gives up all paused trials: the study is over. Their values are those of their last reports.
   *
   * @throws LostOwnerException where the owner was removed
   */
  void pruneAllPaused(Owner owner);

  @Override
  void close();
}
