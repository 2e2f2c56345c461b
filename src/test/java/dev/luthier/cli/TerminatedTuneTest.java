package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A study that ends of itself says why, and ends again when it is called again. */
@Timeout(600)
class TerminatedTuneTest {

  @TempDir private Path directory;
  private Path study;

  @BeforeEach
  void writeStudy() throws IOException {
    study = directory.resolve("study.textproto");
    Files.writeString(
        study,
        """
        name: "iris"
        model: "%s"
        set: "training.epochs=2"
        data { path: "iris" }
        objective { metric: "validation/loss" goal: MINIMIZE }
        parameter {
          name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-3 max: 1e-1 scale: LOG }
        }
        sampler { random {} }
        cross_validation { folds: 2 refit: false }
        budget { trials: 8 terminator { min_trials: 3 error: 1000 } }
        """
            .formatted(Path.of("graphs/iris_logistic.textproto").toAbsolutePath()));
  }

  private Invocation tune(String... more) {
    List<String> words = new ArrayList<>(List.of("tune", study.toString()));
    words.addAll(List.of("--dir", directory.resolve("iris").toString(), "--workers", "1"));
    words.addAll(List.of(more));
    return Invocation.of(words.toArray(String[]::new));
  }

  @Test
  void saysWhyAndEndsAgainUnlessTheBudgetIsAnother() throws IOException {
    Invocation once = tune();
    assertEquals(ExitCode.DONE, once.code(), once.err());
    assertTrue(once.out().contains("3 complete"), once.out());
    assertTrue(
        once.out().lines().anyMatch(line -> line.matches("ended +at most .* still to be gained.*")),
        once.out());
    assertTrue(once.out().contains("less than the error 1.00e+03 of the best value"), once.out());

    JsonNode again = new ObjectMapper().readTree(tune("--json").out());
    assertEquals(3, again.at("/trials/complete").intValue());
    assertEquals("TERMINATOR", again.at("/ended/reason").textValue());

    JsonNode all =
        new ObjectMapper().readTree(tune("--json", "--set", "budget.terminator.error=0").out());
    assertEquals(8, all.at("/trials/complete").intValue());
    assertEquals("TRIALS", all.at("/ended/reason").textValue());
    assertFalse(tune("--set", "budget.terminator.error=0").out().contains("ended"));
  }

  @Test
  void checkTellsWhenItEnds() {
    String out = Invocation.of("check", study.toString()).out();
    assertTrue(
        out.contains("8 trials, after 3 of them until less than 1000.0 is to be gained"), out);
  }
}
