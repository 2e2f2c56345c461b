package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.history.FinishedTrials;
import dev.luthier.run.RunDirectory;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.directory.StudyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A study whose best trial is trained again, as the command line shows it. */
@Timeout(600)
class RepeatedTuneTest {

  @TempDir private Path directory;

  private JsonNode json(String... words) throws IOException {
    Invocation invocation = Invocation.of(words);
    assertEquals(ExitCode.DONE, invocation.code(), invocation.err());
    return new ObjectMapper().readTree(invocation.out());
  }

  @Test
  void theBestIsAMeanOfThreeTrainings() throws IOException {
    Path study = directory.resolve("study.textproto");
    Files.writeString(
        study,
        """
        name: "iris"
        model: "%s"
        set: "training.epochs=3"
        data { path: "iris" validation_fraction: 0.2 }
        objective { metric: "validation/loss" goal: MINIMIZE }
        parameter {
          name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-3 max: 1e-1 scale: LOG }
        }
        sampler { random {} }
        budget { trials: 3 repeats { top: 1 times: 3 } }
        """
            .formatted(Path.of("graphs/iris_logistic.textproto").toAbsolutePath()));
    Path root = directory.resolve("iris");
    String[] tune = {
      "tune", study.toString(), "--dir", root.toString(), "--workers", "1", "--json"
    };
    Invocation first = Invocation.of(tune);
    assertEquals(ExitCode.DONE, first.code(), first.err());
    JsonNode tuned = new ObjectMapper().readTree(first.out());

    assertEquals(5, tuned.at("/trials/complete").intValue());
    int best = tuned.at("/best/trial").intValue();
    String note = "trial " + best + " once more";
    assertEquals(2, first.err().lines().filter(line -> line.contains(note)).count(), first.err());
    List<Double> executions =
        StreamSupport.stream(tuned.at("/best/executions").spliterator(), false)
            .map(JsonNode::doubleValue)
            .toList();
    assertEquals(3, executions.stream().distinct().count(), executions.toString());
    double mean = executions.stream().mapToDouble(x -> x).average().getAsDouble();
    assertEquals(mean, tuned.at("/best/value").doubleValue(), 1e-12);

    JsonNode trials = json("study", root.toString(), "trials", "--format", "json");
    assertEquals(5, trials.size());
    assertTrue(trials.get(2).get("repeats").isNull());
    assertEquals(best, trials.get(3).get("repeats").intValue());
    assertEquals(best, trials.get(4).get("repeats").intValue());
    assertEquals(trials.get(best).get("parameters"), trials.get(4).get("parameters"));
    assertEquals(executions.get(0), trials.get(best).get("value").doubleValue());
    assertEquals(executions.get(2), trials.get(4).get("value").doubleValue());
    String csv = Invocation.of("study", root.toString(), "trials", "--format", "csv").out();
    assertTrue(csv.lines().findFirst().orElseThrow().endsWith(",error,repeats"), csv);

    JsonNode shown = json("study", root.toString(), "best", "--format", "json");
    assertEquals(best, shown.get("trial").intValue());
    assertEquals(tuned.at("/best/executions"), shown.get("executions"));
    assertEquals(tuned.at("/best/value"), shown.get("value"));
    String text = Invocation.of("study", root.toString(), "best").out();
    assertTrue(text.contains("the mean of"), text);

    // The first training's weights are the study's result; those of repeats do not stay.
    StudyDirectory written = new StudyDirectory(root);
    assertEquals(written.trial(best).toRealPath(), written.bestRun().toRealPath());
    assertTrue(Files.isRegularFile(written.best().resolve("saved_model.pb")));
    assertFalse(Files.isDirectory(new RunDirectory(written.trial(3)).checkpoints()));

    Invocation.of("study", root.toString(), "report");
    JsonNode report = StudyPageTest.data(root.resolve("report.html"));
    assertEquals(tuned.at("/best/executions"), report.at("/best/executions"));

    // A later study that begins with these trials knows three settings, the best by its mean.
    List<PriorTrials.Finished> finished = FinishedTrials.read(root.toString()).trials();
    assertEquals(3, finished.size());
    assertEquals(mean, finished.get(best).value(), 1e-12);

    // All is done: the same command adds nothing.
    assertEquals(5, json(tune).at("/trials/complete").intValue());
  }
}
