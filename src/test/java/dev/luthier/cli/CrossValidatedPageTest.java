package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of a study whose trials are each trained on several folds. */
@Timeout(600)
class CrossValidatedPageTest {

  private static final int FOLDS = 5;

  /** Iris' samples, each of which is validated in one fold. */
  private static final int SAMPLES = 150;

  @TempDir private Path directory;

  @Test
  void theBestTrialIsThatOfAllItsFolds() throws IOException {
    Path root = directory.resolve("iris");
    Invocation tuned =
        Invocation.of(
            "tune", "tuner/iris_grid.textproto", "--dir=" + root, "--trials=2", "--workers=1");
    assertEquals(ExitCode.DONE, tuned.code(), tuned.err());
    Invocation reported = Invocation.of("study", root.toString(), "report");
    assertEquals(ExitCode.DONE, reported.code(), reported.err());
    JsonNode report = StudyPageTest.data(root.resolve("report.html"));
    assertEquals(FOLDS, report.at("/study/folds").intValue());
    assertEquals(2, report.get("trials").size());
    JsonNode best = report.get("best");
    JsonNode values = best.get("fold_values");
    assertEquals(FOLDS, values.size());
    double mean =
        StreamSupport.stream(values.spliterator(), false)
            .mapToDouble(JsonNode::doubleValue)
            .average()
            .orElseThrow();
    assertEquals(mean, best.get("value").doubleValue(), 1e-9);
    JsonNode confusion = best.get("confusion");
    long validated = 0;
    for (JsonNode row : confusion.get("counts")) {
      for (JsonNode count : row) {
        validated += count.longValue();
      }
    }
    assertEquals(SAMPLES, validated);
    assertEquals(best.get("value").doubleValue(), confusion.get("accuracy").doubleValue(), 1e-9);
    Map<String, Integer> environments = new TreeMap<>();
    report
        .get("environments")
        .forEach(each -> environments.merge(each.get("device").textValue(), 1, Integer::sum));
    assertEquals(Map.of("cpu", 1), environments);
  }
}
