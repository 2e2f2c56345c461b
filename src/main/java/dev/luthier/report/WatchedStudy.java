package dev.luthier.report;

import dev.luthier.spec.StudySpec;
import dev.luthier.study.StoredTrial;
import dev.luthier.study.StudyDirectory;
import dev.luthier.study.TrialStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.TreeMap;

/** A study that may be running: reads of its trials what has changed. For any number of threads. */
public final class WatchedStudy implements LiveReport.Source {

  private final ReportMaker maker;
  private final TrialStore store;
  private final InstantSource clock;
  private final TreeMap<Integer, StoredTrial> trials = new TreeMap<>();
  private long revision;

  /**
   * One of which nothing has been read yet.
   *
   * @param store only read from; stays the caller's
   */
  public WatchedStudy(
      StudySpec study, StudyDirectory directory, TrialStore store, InstantSource clock) {
    this.maker = new ReportMaker(study, directory);
    this.store = store;
    this.clock = clock;
  }

  @Override
  public synchronized String revision() {
    for (StoredTrial changed : store.changedSince(revision)) {
      trials.put(changed.trial().number(), changed);
      revision = Math.max(revision, changed.revision());
    }
    return Long.toString(revision);
  }

  @Override
  public synchronized StudyReport report() throws IOException {
    revision();
    return maker.of(List.copyOf(trials.values()), store.seconds(), clock.instant());
  }
}
