package dev.luthier.study;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import dev.luthier.study.store.StoredTrial;
import java.util.List;
import java.util.Optional;

/**
 * What a study has found.
 *
 * @param goals of the objectives
 * @param outcome how it ended
 * @param trials all of them, by number
 */
public record StudyResult(List<Goal> goals, StudyOutcome outcome, List<StoredTrial> trials) {

  public StudyResult {
    goals = List.copyOf(goals);
    trials = List.copyOf(trials);
  }

  /**
   * The best complete trial, the earliest of several; empty where none is complete. Of several
   * objectives the first counts. Where trials were repeated it is the one with the best mean, which
   * is its value.
   */
  public Optional<StoredTrial> best() {
    return history().best().map(trial -> trials.get(trial.number()).withTrial(trial));
  }

  /**
   * The Pareto front: the complete trials that no other is better than, from the best in the first
   * objective.
   */
  public List<StoredTrial> front() {
    return history().front().stream()
        .map(trial -> trials.get(trial.number()).withTrial(trial))
        .toList();
  }

  /** Values of a complete trial and of its repeats, its own first. */
  public List<Double> executions(int trial) {
    return history().executions(trial);
  }

  private History history() {
    return new History(goals, trials.stream().map(StoredTrial::trial).toList());
  }

  /** Number of trials in a state. */
  public long count(Trial.State state) {
    return trials.stream().filter(trial -> trial.trial().state() == state).count();
  }
}
