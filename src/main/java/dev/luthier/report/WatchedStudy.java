package dev.luthier.report;

import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * A study that may be running: reads of its trials what has changed. For any number of threads.
 *
 * <p>A report is made anew after a change, but not before ten times as long has passed as the last
 * one took to make: of thousands of trials that end all the time, watching takes a tenth of a
 * processor at most. Until then the study is shown as it was.
 */
public final class WatchedStudy implements LiveReport.Source {

  private static final int PAUSE_PER_WORK = 10;

  private final ReportMaker maker;
  private final TrialStore store;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final TreeMap<Integer, StoredTrial> trials = new TreeMap<>();
  private long revision;
  private Optional<Made> made = Optional.empty();

  /** A report of a revision, when it was ready, and how long it took, in nanoseconds. */
  private record Made(StudyReport report, long revision, long ready, long took) {}

  /**
   * One of which nothing has been read yet.
   *
   * @param store only read from; stays the caller's
   * @param clock says when a report was made
   * @param nanoTime says how long that took
   */
  public WatchedStudy(
      StudySpec study,
      StudyDirectory directory,
      TrialStore store,
      InstantSource clock,
      LongSupplier nanoTime) {
    this.maker = new ReportMaker(study, directory);
    this.store = store;
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  @Override
  public synchronized String revision() {
    if (made.isPresent() && isRecent(made.get())) {
      return Long.toString(made.get().revision);
    }
    for (StoredTrial changed : store.changedSince(revision)) {
      trials.put(changed.trial().number(), changed);
      revision = Math.max(revision, changed.revision());
    }
    return Long.toString(revision);
  }

  private boolean isRecent(Made report) {
    return nanoTime.getAsLong() - report.ready < PAUSE_PER_WORK * report.took;
  }

  @Override
  public synchronized StudyReport report() throws IOException {
    String wanted = revision();
    if (made.isEmpty() || !wanted.equals(Long.toString(made.get().revision))) {
      long start = nanoTime.getAsLong();
      StudyReport report = maker.of(List.copyOf(trials.values()), store.seconds(), clock.instant());
      long ready = nanoTime.getAsLong();
      made = Optional.of(new Made(report, revision, ready, ready - start));
    }
    return made.get().report;
  }
}
