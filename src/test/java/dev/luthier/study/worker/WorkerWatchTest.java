package dev.luthier.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.study.proto.BeatReport;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Beats of workers that hang in different ways, and of those that do not. Patience: 100 s. */
class WorkerWatchTest {

  private static final int PATIENCE = 100;

  private final WorkerWatch watch = new WorkerWatch(Duration.ofSeconds(PATIENCE), 0);
  private int second;
  private long progress;
  private double processorSeconds;

  private static long nanos(double seconds) {
    return (long) (seconds * 1e9);
  }

  /** A second with a beat, in which a share of a processor was used. */
  private Optional<String> beat(boolean working, double share) {
    processorSeconds += share;
    second++;
    watch.beat(
        BeatReport.newBuilder()
            .setProgress(progress)
            .setWorking(working)
            .setProcessorNanos(nanos(processorSeconds))
            .build(),
        nanos(second));
    return watch.look(nanos(second));
  }

  private Optional<String> silence() {
    second++;
    return watch.look(nanos(second));
  }

  /** Seconds until something is wrong, at most so many. */
  private int until(int most, java.util.function.Supplier<Optional<String>> next) {
    for (int i = 1; i <= most; i++) {
      if (next.get().isPresent()) {
        return i;
      }
    }
    return -1;
  }

  @Test
  void aStartMayTakeAllThePatience() {
    assertEquals(PATIENCE, until(1000, this::silence));
    assertEquals(Optional.of("did not start within 101 s"), silence());
  }

  @Test
  void aProcessThatIsStoppedIsFoundInAFifthOfThePatience() {
    beat(false, 0);
    // The look at the beat itself counts the second before it.
    assertEquals(PATIENCE / 5 - 1, until(1000, this::silence));
    assertEquals(Optional.of("was not heard of for 21 s"), silence());
  }

  @Test
  void aDeadlockIsFound() {
    beat(true, 1);
    assertEquals(PATIENCE, until(1000, () -> beat(true, 0.01)), 1);
    assertEquals(Optional.of("came no step further for 101 s"), beat(true, 0.01));
  }

  @Test
  void whatComputesHasTenTimesAsLong() {
    beat(true, 1);
    assertEquals(10 * PATIENCE, until(5000, () -> beat(true, 0.5)), 10);
  }

  @Test
  void whatMovesNowAndThenDoesNotHang() {
    beat(true, 1);
    assertEquals(
        -1,
        until(
            10_000,
            () -> {
              progress += second % (PATIENCE - 5) == 0 ? 1 : 0;
              return beat(true, 0);
            }));
  }

  @Test
  void aPauseMayBeTenTimesTheLongestSoFar() {
    beat(true, 1);
    for (int i = 0; i < 80; i++) {
      assertEquals(Optional.empty(), beat(true, 0));
    }
    progress++;
    beat(true, 0);
    assertEquals(800, until(5000, () -> beat(true, 0)), 20);
  }

  @Test
  void whoHasNothingToDoOrWaitsDoesNotHang() {
    assertEquals(-1, until(10_000, () -> beat(false, 0)));
  }

  @Test
  void timeInWhichNobodyLookedHardlyCounts() {
    beat(true, 0);
    // The study's process was stopped for a day.
    second += 86_400;
    assertEquals(Optional.empty(), silence());
    assertEquals(Optional.empty(), beat(true, 0));
  }
}
