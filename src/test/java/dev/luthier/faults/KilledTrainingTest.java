package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Effort;
import dev.luthier.train.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training whose process is ended again and again, at any moment and in any way, leaves what one
 * leaves that was never disturbed.
 */
@Tag(Effort.RELIABILITY)
@Timeout(1200)
class KilledTrainingTest {

  /** Exit codes by signal: one that asks to stop may come before anybody listens. */
  private static final Map<String, Set<Integer>> CODES =
      Map.of(
          "KILL", Set.of(137),
          "TERM", Set.of(130, 143),
          "INT", Set.of(130),
          // Java reports a crash and ends, without a core dump where that is not wanted.
          "SEGV", Set.of(1, 134),
          "ABRT", Set.of(134));

  @TempDir private Path directory;

  @Test
  void endsLikeOneThatWasNeverDisturbed() throws IOException, InterruptedException {
    Path model = FaultyTrainings.model(directory, Effort.of(40, 250), 0.001, Effort.of(2, 60));
    Path undisturbed = directory.resolve("undisturbed");
    assertEquals(0, ended(model, undisturbed));
    Path run = directory.resolve("run");
    Random random = new Random(20);
    int disturbed = 0;
    List<String> signals = signals(random);
    for (String signal : signals) {
      try (CommandProcess process = start(model, run)) {
        process.await(random.nextInt(5), line -> line.startsWith("epoch "));
        Thread.sleep(random.nextInt(disturbed == 0 ? 1500 : 150));
        process.signal(signal);
        int code = process.code();
        assertTrue(CODES.get(signal).contains(code), signal + " " + code + process.errors());
        disturbed++;
      }
      // What is there is whole.
      new Checkpoints(run.resolve("checkpoint")).latest();
    }
    assertEquals(0, ended(model, run));
    RunContents.of(undisturbed).assertSame(RunContents.of(run));
    assertEquals(List.of(), RunContents.leftOvers(run));
  }

  /** Each signal so many times, in any order. */
  private static List<String> signals(Random random) throws IOException {
    List<String> signals = new ArrayList<>(Collections.nCopies(Effort.of(4, 20), "KILL"));
    signals.addAll(Collections.nCopies(Effort.of(1, 5), "TERM"));
    signals.addAll(Collections.nCopies(Effort.of(1, 3), "SEGV"));
    signals.addAll(Collections.nCopies(Effort.of(0, 3), "ABRT"));
    if (!CommandProcess.ignoresInterrupts()) {
      signals.addAll(Collections.nCopies(Effort.of(0, 3), "INT"));
    }
    Collections.shuffle(signals, random);
    return signals;
  }

  private CommandProcess start(Path model, Path run) throws IOException {
    boolean begun = Files.exists(run.resolve("run.json"));
    return CommandProcess.start(
        directory,
        begun
            ? FaultyTrainings.arguments(model, run, "--resume")
            : FaultyTrainings.arguments(model, run));
  }

  private int ended(Path model, Path run) throws IOException, InterruptedException {
    try (CommandProcess process = start(model, run)) {
      return process.code();
    }
  }
}
