package dev.luthier.study;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import java.util.List;
import java.util.Optional;

/**
 * What a study has found.
 *
 * @param goal of the objective
 * @param outcome how it ended
 * @param trials all of them, by number
 */
public record StudyResult(Goal goal, StudyOutcome outcome, List<StoredTrial> trials) {

  public StudyResult {
    trials = List.copyOf(trials);
  }

  /** The best complete trial, the earliest of several; empty where none is complete. */
  public Optional<StoredTrial> best() {
    return new History(goal, trials.stream().map(StoredTrial::trial).toList())
        .best()
        .map(trial -> trials.get(trial.number()));
  }

  /** Number of trials in a state. */
  public long count(Trial.State state) {
    return trials.stream().filter(trial -> trial.trial().state() == state).count();
  }
}
