package dev.luthier.study;

import dev.luthier.search.History;
import dev.luthier.study.store.StoredTrial;
import java.util.List;

/** Is told how a study goes, all by one thread. All methods do nothing unless overridden. */
public interface StudyListener {

  /** The study begins or goes on. */
  default void onStart(History history) {}

  /** A trial begins here, or goes on. */
  default void onTrialStart(StoredTrial trial) {}

  /** A trial has come a step further. */
  default void onReport(StoredTrial trial) {}

  /**
   * A trial has ended, or is paused, or waits to be run again.
   *
   * @param history with it
   */
  default void onTrialEnd(StoredTrial trial, History history) {}

  /** The study is over, and these trials, which were paused, are given up. */
  default void onGivenUp(List<StoredTrial> trials) {}

  /** Something that people should know, such as why nothing happens: one line. */
  default void onNotice(String line) {}
}
