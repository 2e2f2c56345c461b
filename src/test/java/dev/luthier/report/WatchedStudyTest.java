package dev.luthier.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.luthier.search.Trial;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchedStudyTest {

  @TempDir private Path root;

  /** On a clock that goes on by one at each look, so that a report takes one. */
  @Test
  void aReportStandsForTenTimesAsLongAsItTook() throws IOException {
    try (SampleStudy study = new SampleStudy(root)) {
      study.fill(8);
      AtomicLong clock = new AtomicLong();
      WatchedStudy watched =
          new WatchedStudy(
              study.spec,
              study.directory,
              study.store,
              InstantSource.system(),
              clock::incrementAndGet);
      String first = watched.revision();
      StudyReport shown = watched.report();
      study.end(7, Trial.State.COMPLETE, OptionalDouble.of(0.99));
      for (int look = 0; look < 8; look++) {
        assertEquals(first, watched.revision());
      }
      assertSame(shown, watched.report());
      assertNotEquals(first, watched.revision());
      assertEquals(7, watched.report().best().trial());
    }
  }

  @Test
  void aReportOfWhatHasNotChangedIsMadeOnce() throws IOException {
    try (SampleStudy study = new SampleStudy(root)) {
      study.fill(8);
      WatchedStudy watched =
          new WatchedStudy(
              study.spec, study.directory, study.store, InstantSource.system(), () -> 0L);
      assertSame(watched.report(), watched.report());
    }
  }
}
