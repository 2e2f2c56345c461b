package dev.luthier.study;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;

/** All trials of a store as they were last read; reads only what has changed. */
final class TrialTable {

  private final TrialStore store;
  private final List<Goal> goals;
  private final List<StoredTrial> trials = new ArrayList<>();
  private long revision;

  TrialTable(TrialStore store, List<Goal> goals) {
    this.store = store;
    this.goals = goals;
  }

  /** Reads what has changed. */
  void refresh() {
    for (StoredTrial changed : store.changedSince(revision)) {
      int number = changed.trial().number();
      if (number < 0 || number > trials.size()) {
        throw StoreException.damage(
            "the store is damaged: trial "
                + trials.size()
                + " is missing, and "
                + number
                + " is there",
            null);
      }
      if (number == trials.size()) {
        trials.add(changed);
      } else {
        trials.set(number, changed);
      }
      revision = Math.max(revision, changed.revision());
    }
  }

  /** Grows whenever a trial has changed. */
  long revision() {
    return revision;
  }

  StoredTrial get(int number) {
    return trials.get(number);
  }

  int size() {
    return trials.size();
  }

  List<StoredTrial> all() {
    return List.copyOf(trials);
  }

  History history() {
    List<Trial> seen = new ArrayList<>(trials.size());
    for (StoredTrial trial : trials) {
      seen.add(trial.trial());
    }
    return new History(goals, seen);
  }

  /** The trials of a state. */
  List<StoredTrial> in(Trial.State state) {
    return trials.stream().filter(trial -> trial.trial().state() == state).toList();
  }
}
