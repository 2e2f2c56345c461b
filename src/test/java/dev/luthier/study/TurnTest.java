package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TurnTest {

  @TempDir private Path directory;

  @Test
  void aSecondOneWaitsForTheEndOfTheFirst() throws Exception {
    Path file = directory.resolve("lock");
    AtomicInteger asked = new AtomicInteger();
    Turn first = Turn.take(file, () -> false).orElseThrow();
    CompletableFuture<Optional<Turn>> second =
        CompletableFuture.supplyAsync(() -> take(file, asked));
    while (asked.get() < 2) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertFalse(second.isDone());
    first.close();
    Turn taken = second.get().orElseThrow();
    assertEquals(Optional.empty(), Turn.take(file, () -> true));
    taken.close();
    assertTrue(Turn.take(file, () -> true).isPresent());
  }

  private static Optional<Turn> take(Path file, AtomicInteger asked) {
    try {
      return Turn.take(
          file,
          () -> {
            asked.incrementAndGet();
            return false;
          });
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
