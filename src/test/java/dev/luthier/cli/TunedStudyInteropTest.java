package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.interop.PythonInterpreter;
import dev.luthier.interop.TensorBoardServer;
import dev.luthier.interop.TensorBoardServer.Loading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real TensorBoard shows a study as {@code tune} has left it, and agrees with {@code study}.
 */
@Tag("interop")
class TunedStudyInteropTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final int TRIALS = 3;
  private static final String STUDY =
      """
      name: "digits"
      model: "%s"
      set: "training.epochs=2"
      data { path: "digits" validation_fraction: 0.2 }
      objective { metric: "validation/accuracy" goal: MAXIMIZE }
      parameter { name: "units" path: "layer[hidden1].dense.units" choice { number: [8, 16, 32] } }
      sampler { grid {} }
      """;

  @TempDir Path directory;

  @Test
  void tensorBoardShowsAStudy() throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.required();
    Path file = directory.resolve("digits.textproto");
    Files.writeString(
        file, STUDY.formatted(Path.of("graphs/digits_mlp.textproto").toAbsolutePath()));
    Path study = directory.resolve("study");
    Invocation tuned =
        Invocation.of("tune", file.toString(), "--dir", study.toString(), "--workers", "1");
    assertEquals(ExitCode.DONE, tuned.code(), tuned.err());
    try (TensorBoardServer server = TensorBoardServer.start(python, study, Loading.DATA_SERVER)) {
      requireHParams(server, study);
      String run = "trials/0002/train";
      JsonNode tags = server.await("/data/plugin/scalars/tags", answer -> answer.has(run));
      assertEquals(
          Set.of("epoch_accuracy", "epoch_f1_macro", "epoch_learning_rate", "epoch_loss"),
          names(tags.get(run)));
      assertFalse(server.log().contains("Read error"), server.log());
    }
  }

  private static void requireHParams(TensorBoardServer server, Path study)
      throws IOException, InterruptedException {
    JsonNode experiment =
        server.await(
            "/data/plugin/hparams/experiment",
            MAPPER.createObjectNode().put("experimentName", ""),
            answer -> answer.path("hparamInfos").size() > 0);
    assertEquals("digits", experiment.get("name").textValue());
    assertEquals("units", experiment.get("hparamInfos").get(0).get("name").textValue());
    JsonNode groups =
        server.await(
            "/data/plugin/hparams/session_groups",
            MAPPER
                .createObjectNode()
                .put("startIndex", 0)
                .put("sliceSize", 100)
                .set("allowedStatuses", MAPPER.createArrayNode().add("STATUS_SUCCESS")),
            answer -> answer.path("totalSize").intValue() == TRIALS);
    Map<Double, Double> shown = new HashMap<>();
    for (JsonNode group : groups.get("sessionGroups")) {
      for (JsonNode metric : group.get("sessions").get(0).get("metricValues")) {
        if (metric.get("name").get("tag").textValue().equals("objective")) {
          shown.put(
              group.get("hparams").get("units").doubleValue(), metric.get("value").doubleValue());
        }
      }
    }
    Invocation listed = Invocation.of("study", study.toString(), "trials", "--format", "json");
    Map<Double, Double> stored = new HashMap<>();
    for (JsonNode trial : MAPPER.readTree(listed.out())) {
      // TensorBoard's scalars are float32.
      double value = trial.get("value").floatValue();
      stored.put(trial.get("parameters").get("units").doubleValue(), value);
    }
    assertEquals(TRIALS, stored.size());
    assertEquals(stored, shown);
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new TreeSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
