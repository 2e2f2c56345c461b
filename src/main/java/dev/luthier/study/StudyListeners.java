package dev.luthier.study;

import dev.luthier.search.History;
import dev.luthier.study.store.StoredTrial;
import java.util.List;

/** Several listeners as one. */
public final class StudyListeners {

  private StudyListeners() {}

  /** Tells all of them, in order. */
  public static StudyListener all(List<StudyListener> listeners) {
    return new StudyListener() {
      @Override
      public void onStart(History history) {
        listeners.forEach(listener -> listener.onStart(history));
      }

      @Override
      public void onTrialStart(StoredTrial trial) {
        listeners.forEach(listener -> listener.onTrialStart(trial));
      }

      @Override
      public void onReport(StoredTrial trial) {
        listeners.forEach(listener -> listener.onReport(trial));
      }

      @Override
      public void onTrialEnd(StoredTrial trial, History history) {
        listeners.forEach(listener -> listener.onTrialEnd(trial, history));
      }

      @Override
      public void onGivenUp(List<StoredTrial> trials) {
        listeners.forEach(listener -> listener.onGivenUp(trials));
      }

      @Override
      public void onNotice(String line) {
        listeners.forEach(listener -> listener.onNotice(line));
      }
    };
  }
}
