package dev.luthier.search;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All trials of a study.
 *
 * @param goal of the objective
 * @param trials by number, without gaps
 */
public record History(Goal goal, List<Trial> trials) {

  public History {
    trials = List.copyOf(trials);
  }

  /** Before the first trial. */
  public static History empty(Goal goal) {
    return new History(goal, List.of());
  }

  /** The trials of a state. */
  public List<Trial> in(Trial.State state) {
    return trials.stream().filter(trial -> trial.state() == state).toList();
  }

  /** All assignments that were tried, whatever came of them. */
  public Set<Assignment> assignments() {
    return trials.stream().map(Trial::assignment).collect(Collectors.toUnmodifiableSet());
  }

  /**
   * Whether an assignment was tried. Far less work than {@link #assignments} for a single question.
   */
  public boolean hasTried(Assignment assignment) {
    for (Trial trial : trials) {
      if (trial.assignment().equals(assignment)) {
        return true;
      }
    }
    return false;
  }

  /** The complete trial with the best value, the earliest of several. */
  public Optional<Trial> best() {
    Trial best = null;
    for (Trial trial : trials) {
      if (trial.state() == Trial.State.COMPLETE
          && (best == null
              || goal.isBetter(trial.value().getAsDouble(), best.value().getAsDouble()))) {
        best = trial;
      }
    }
    return Optional.ofNullable(best);
  }
}
