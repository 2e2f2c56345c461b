package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.interop.MlflowServer;
import dev.luthier.interop.PythonInterpreter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real tracking server of MLflow knows what {@code --mlflow} is to tell it. Seen with MLflow
 * 3.17.2, which is not among the packages that tests need: with what it needs it has 850 MB.
 */
@Tag("interop")
class MlflowInteropTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String STUDY =
      """
      name: "digits"
      model: "%s"
      set: "training.epochs=2"
      data { path: "digits" validation_fraction: 0.2 }
      objective { metric: "validation/accuracy" goal: MAXIMIZE }
      parameter { name: "units" path: "layer[hidden1].dense.units" choice { number: [8, 16] } }
      sampler { grid {} }
      """;

  @TempDir Path directory;

  @Test
  void aServerKnowsOfATrainingAndAStudy() throws Exception {
    PythonInterpreter python = PythonInterpreter.required();
    python.requireModules("mlflow");
    Assumptions.assumeTrue(
        System.getenv("MLFLOW_EXPERIMENT_NAME") == null, "MLFLOW_EXPERIMENT_NAME is set");
    Path model = Path.of("graphs/digits_mlp.textproto").toAbsolutePath();
    Path study = Files.writeString(directory.resolve("study.textproto"), STUDY.formatted(model));
    Path state = Files.createDirectory(directory.resolve("mlflow"));
    try (MlflowServer server = MlflowServer.start(python, state)) {
      JsonNode trained =
          run(
              "train",
              model.toString(),
              "--data=digits",
              "--epochs=2",
              "--seed=3",
              "--run=" + directory.resolve("run"),
              "--mlflow=" + server.address());
      JsonNode tuned =
          run(
              "tune",
              study.toString(),
              "--dir=" + directory.resolve("digits"),
              "--workers=1",
              "--mlflow=" + server.address());
      Map<String, JsonNode> runs = new LinkedHashMap<>();
      for (JsonNode run : server.runs("luthier")) {
        runs.put(run.at("/info/run_name").textValue(), run);
        assertEquals("FINISHED", run.at("/info/status").textValue());
      }
      assertEquals(4, runs.size(), runs.keySet().toString());
      requireTraining(runs.get(directory.resolve("run").toString()), trained);
      requireStudy(runs, tuned);
    }
  }

  private static JsonNode run(String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    System.arraycopy(arguments, 0, all, 0, arguments.length);
    all[arguments.length] = "--json";
    Invocation invocation = Invocation.of(all);
    assertEquals(ExitCode.DONE, invocation.code(), invocation.err());
    assertFalse(invocation.err().contains("told nothing more"), invocation.err());
    return MAPPER.readTree(invocation.out());
  }

  private static void requireTraining(JsonNode run, JsonNode trained) {
    assertEquals("3", named(run, "params", "seed").textValue());
    assertEquals("2", named(run, "params", "epochs").textValue());
    JsonNode loss = named(run, "metrics", "validation/loss");
    assertEquals(trained.at("/validation/loss").doubleValue(), loss.doubleValue(), 1e-9);
    assertEquals(
        trained.get("loss").doubleValue(), named(run, "metrics", "loss").doubleValue(), 1e-9);
  }

  private static void requireStudy(Map<String, JsonNode> runs, JsonNode tuned) {
    JsonNode study = runs.get("digits");
    double best = tuned.at("/best/value").doubleValue();
    assertEquals(best, named(study, "metrics", "best/validation/accuracy").doubleValue(), 1e-9);
    assertEquals("MAXIMIZE", named(study, "params", "goal").textValue());
    for (int number = 0; number < 2; number++) {
      JsonNode trial = runs.get("trial " + number);
      assertEquals(number == 0 ? "8" : "16", named(trial, "params", "units").textValue());
      assertEquals(study.at("/info/run_id"), named(trial, "tags", "mlflow.parentRunId"), "nested");
    }
    JsonNode bestTrial = runs.get("trial " + tuned.at("/best/trial").intValue());
    assertEquals(best, named(bestTrial, "metrics", "objective").doubleValue(), 1e-9);
  }

  /** The value of a parameter, metric or tag. */
  private static JsonNode named(JsonNode run, String kind, String name) {
    for (JsonNode entry : run.at("/data/" + kind)) {
      if (entry.get("key").textValue().equals(name)) {
        return entry.get("value");
      }
    }
    throw new AssertionError(run.at("/info/run_name") + " has no " + kind + " " + name);
  }
}
