package dev.luthier.fuzz;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Feeds every reader with inputs that were findings once, with valid ones and with changes of
 * those, the same in each build.
 */
@Tag(Effort.RELIABILITY)
class FuzzTest {

  private static final Path REGRESSIONS =
      Path.of("src", "test", "resources", "dev", "luthier", "fuzz");

  /** Of one input, on however busy a machine. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir(factory = MemoryDirectory.class)
  private Path directory;

  @ParameterizedTest
  @EnumSource(Target.class)
  void everyInputIsReadOrRefused(Target target) throws Exception {
    FuzzTarget reader = target.open(directory);
    List<byte[]> seeds = reader.seeds();
    Examination examination = new Examination(target.directory(), reader);
    int inputs = Effort.of(target.inputs(), 100 * target.inputs());
    long begun = System.nanoTime();
    int examined =
        watched(
            examination,
            () -> {
              int count = 0;
              for (byte[] input : regressions(target)) {
                examination.examine(input);
                count++;
              }
              for (byte[] input : seeds) {
                examination.examine(input);
                count++;
              }
              Mutator mutator = new Mutator(seeds, reader.words(), target.name().hashCode());
              for (int i = 0; i < inputs; i++) {
                examination.examine(mutator.next());
                count++;
              }
              return count;
            });
    double seconds = (System.nanoTime() - begun) / 1e9;
    System.out.printf(
        "%s: %d inputs in %.1f s, at most %s%n",
        target.directory(), examined, seconds, examination.most());
    assertEquals(regressions(target).size() + seeds.size() + inputs, examined);
  }

  @ParameterizedTest
  @EnumSource(Target.class)
  void someSeedIsRead(Target target) throws Exception {
    FuzzTarget reader = target.open(directory);
    int read = 0;
    for (byte[] seed : reader.seeds()) {
      try {
        reader.read(seed);
        read++;
      } catch (Exception e) {
        assertTrue(reader.isDocumented(e), () -> target + " is refused by " + e);
      }
    }
    assertTrue(read > 0, "nothing is behind the first check of " + target);
  }

  private static List<byte[]> regressions(Target target) throws IOException {
    Path files = REGRESSIONS.resolve(target.directory());
    List<byte[]> inputs = new ArrayList<>();
    if (Files.isDirectory(files)) {
      try (Stream<Path> entries = Files.list(files)) {
        for (Path file : entries.sorted().toList()) {
          inputs.add(Files.readAllBytes(file));
        }
      }
    }
    return inputs;
  }

  /**
   * Runs work in a thread whose parallel streams stay in it, so that their allocations count, and
   * gives it up where an input takes too long.
   */
  private static <T> T watched(Examination examination, Callable<T> work) throws Exception {
    ForkJoinPool pool = new ForkJoinPool(1);
    try {
      Future<T> result = pool.submit(work);
      while (true) {
        try {
          return result.get(1, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
          if (examination.elapsed().compareTo(PATIENCE) > 0) {
            throw examination.finding("takes more than " + PATIENCE, null);
          }
        } catch (ExecutionException e) {
          throw finding(e);
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  /** The pool hands on a copy without a message. */
  private static Exception finding(ExecutionException thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof AssertionError finding && finding.getMessage() != null) {
        throw finding;
      }
    }
    return thrown;
  }
}
