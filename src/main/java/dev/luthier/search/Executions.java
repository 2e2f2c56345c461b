package dev.luthier.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The trainings of each setting of a history with one objective: a trial and its repeats. */
final class Executions {

  private final History history;

  /** Complete repeats by the number of the trial that they repeat. */
  private final Map<Integer, List<Trial>> repeats = new HashMap<>();

  /** Numbers of trials that could not be run again, such as for a loss that was no number. */
  private final Set<Integer> unreliable = new HashSet<>();

  Executions(History history) {
    this.history = history;
    for (Trial trial : history.trials()) {
      if (trial.repeats().isPresent() && trial.state() == Trial.State.COMPLETE) {
        repeats.computeIfAbsent(trial.repeats().getAsInt(), number -> new ArrayList<>()).add(trial);
      } else if (trial.repeats().isPresent() && trial.state() == Trial.State.INFEASIBLE) {
        unreliable.add(trial.repeats().getAsInt());
      }
    }
  }

  /** A complete trial of the search and its complete repeats. */
  List<Trial> of(Trial first) {
    List<Trial> all = new ArrayList<>(List.of(first));
    all.addAll(repeats.getOrDefault(first.number(), List.of()));
    return all;
  }

  /** A trial of the search, with the mean over its executions as its value where it is complete. */
  Trial averaged(Trial first) {
    if (first.state() != Trial.State.COMPLETE || !repeats.containsKey(first.number())) {
      return first;
    }
    double mean =
        of(first).stream()
            .mapToDouble(trial -> trial.value().getAsDouble())
            .average()
            .getAsDouble();
    return first.withValues(Trial.State.COMPLETE, mean);
  }

  /**
   * The trial with the best mean of those that were repeated, the earliest of several; a trial that
   * was not may be better by luck. One with an infeasible repeat is passed over. Empty where there
   * is none.
   */
  Optional<Trial> best() {
    Trial best = null;
    for (Trial trial : history.trials()) {
      if (trial.state() == Trial.State.COMPLETE
          && repeats.containsKey(trial.number())
          && !unreliable.contains(trial.number())) {
        Trial averaged = averaged(trial);
        if (best == null
            || history
                .goal()
                .isBetter(averaged.value().getAsDouble(), best.value().getAsDouble())) {
          best = averaged;
        }
      }
    }
    return Optional.ofNullable(best);
  }
}
