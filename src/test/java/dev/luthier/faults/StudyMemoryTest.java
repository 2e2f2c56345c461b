package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.Effort;
import dev.luthier.search.Trial;
import dev.luthier.study.store.StoredTrial;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Trials for which there is not enough memory. */
@Tag(Effort.RELIABILITY)
@Timeout(300)
class StudyMemoryTest {

  private static final Set<Trial.State> GIVEN_UP =
      Set.of(Trial.State.INFEASIBLE, Trial.State.FAILED);

  private static final long HUGE = 400_000_000L;

  @TempDir private Path directory;

  private Path study(long units) throws Exception {
    String text =
        SmallStudy.text(
                "budget { trials: 10 } max_consecutive_failures: 10 retries: 0"
                    + " watchdog_seconds: 20")
            .replaceAll("(?s)parameter \\{.*\\n(?=sampler)", "")
            .replace("\"layer[hidden1].dense.units=24\"", "\"training.batch_size=64\"")
            .replace(
                "sampler { tpe { startup_trials: 2 } }",
                """
                parameter {
                  name: "units" path: "layer[hidden1].dense.units" choice { number: [8, %d, 16] }
                }
                sampler { grid {} }
                """
                    .formatted(units));
    return Files.writeString(directory.resolve("memory.textproto"), text);
  }

  @Test
  void aLayerThatIsTooLargeIsInfeasible() throws Exception {
    Path root = directory.resolve("study");
    StudyProcess.Ended end = StudyProcess.run(StudyProcess.tune(study(HUGE), root)).requireCode(0);
    List<StoredTrial> trials = SmallStudy.trials(root);
    assertEquals(3, trials.size(), end.err());
    assertEquals(Trial.State.COMPLETE, trials.get(0).trial().state(), end.err());
    assertEquals(Trial.State.COMPLETE, trials.get(2).trial().state(), end.err());
    assertTrue(GIVEN_UP.contains(trials.get(1).trial().state()), end.err());
    String error = trials.get(1).error().orElseThrow();
    // TensorFlow has been seen to wait for memory for ever.
    assertTrue(error.contains("memory") || error.contains("no step further"), error);
    assertEquals(1, error.lines().count(), error);
    StudyProcess.assertNoWorkers(root);
  }

  /**
   * Address space that is bounded can make TensorFlow, or Java, end the worker: again and again.
   */
  @Test
  void aWorkerThatRunsOutOfAddressSpaceCostsItsTrialOnly() throws Exception {
    assumeTrue(Effort.of(0, 1) == 1, "in the long form only");
    Path root = directory.resolve("study");
    List<String> tune = new ArrayList<>(StudyProcess.tune(study(2_000_000), root));
    tune.add(1, "-XX:CompressedClassSpaceSize=64m");
    tune.add(1, "-XX:ReservedCodeCacheSize=64m");
    List<String> limited =
        new ArrayList<>(List.of("bash", "-c", "ulimit -v 4000000; exec \"$@\"", "limited"));
    limited.addAll(tune);
    StudyProcess.Ended end = StudyProcess.run(limited);
    List<StoredTrial> trials = SmallStudy.trials(root);
    assertEquals(3, trials.size(), end.err());
    assertEquals(Trial.State.COMPLETE, trials.get(0).trial().state(), end.err());
    assertEquals(Trial.State.COMPLETE, trials.get(2).trial().state(), end.err());
    assertTrue(
        List.of(Trial.State.INFEASIBLE, Trial.State.FAILED).contains(trials.get(1).trial().state()),
        end.err());
    assertEquals(1, trials.get(1).error().orElseThrow().lines().count());
    StudyProcess.assertNoWorkers(root);
  }
}
