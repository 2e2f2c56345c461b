package dev.luthier.study.store;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;

/** All trials of a store as they were last read; reads only what has changed. */
public final class TrialTable {

  private final TrialStore store;
  private final List<Goal> goals;
  private final List<StoredTrial> trials = new ArrayList<>();
  private long revision;

  /**
   * A table that is empty until it is refreshed.
   *
   * @param goals of the study's objectives
   */
  public TrialTable(TrialStore store, List<Goal> goals) {
    this.store = store;
    this.goals = goals;
  }

  /**
   * Reads what has changed.
   *
   * @throws StoreException where a trial is missing, or the store cannot be read
   */
  public void refresh() {
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
  public long revision() {
    return revision;
  }

  /** The trial of a number. */
  public StoredTrial get(int number) {
    return trials.get(number);
  }

  /** How many there are. */
  public int size() {
    return trials.size();
  }

  /** All, by number. */
  public List<StoredTrial> all() {
    return List.copyOf(trials);
  }

  /** All, as samplers see them. */
  public History history() {
    List<Trial> seen = new ArrayList<>(trials.size());
    for (StoredTrial trial : trials) {
      seen.add(trial.trial());
    }
    return new History(goals, seen);
  }

  /** The trials of a state. */
  public List<StoredTrial> in(Trial.State state) {
    return trials.stream().filter(trial -> trial.trial().state() == state).toList();
  }
}
