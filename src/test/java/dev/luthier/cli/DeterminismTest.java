package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With {@code --deterministic} numbers do not depend on processors and workers. */
@Tag(Effort.RELIABILITY)
@Timeout(600)
class DeterminismTest {

  /** Worth more than one thread. */
  private static final String MODEL =
      """
      name: "wide"
      input { name: "pixels" shape: 64 }
      layer { name: "image" reshape { shape: [8, 8, 1] } }
      layer { name: "conv1" conv2d { filters: 24 kernel_size: 3 padding: SAME activation: RELU } }
      layer { name: "norm" batch_normalization {} }
      layer { name: "conv2" conv2d { filters: 48 kernel_size: 3 padding: SAME activation: RELU } }
      layer { name: "flat" flatten {} }
      layer { name: "drop" dropout { rate: 0.3 } }
      layer { name: "logits" dense { units: 10 } }
      loss { softmax_cross_entropy {} }
      metric: ACCURACY
      training { epochs: 1 batch_size: 128 }
      """;

  private static final String STUDY =
      """
      name: "study"
      model: "model.textproto"
      set: ["training.epochs=1"]
      data { path: "digits" validation_fraction: 0.2 }
      objective { metric: "validation/loss" goal: MINIMIZE }
      parameter { name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 1e-1 } }
      parameter { name: "rows" path: "training.batch_size" choice { number: [96, 128] } }
      seed: 4
      """;

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;

  private Path model() throws IOException {
    return Files.writeString(directory.resolve("model.textproto"), MODEL);
  }

  private Path study(String more) throws IOException {
    model();
    return Files.writeString(directory.resolve("study.textproto"), STUDY + more);
  }

  @Test
  void trainsTheSameWithAnyNumberOfProcessors() throws IOException, InterruptedException {
    String model = model().toString();
    List<JsonNode> records = new ArrayList<>();
    List<List<Byte>> weights = new ArrayList<>();
    for (int processors = 1; processors <= Effort.of(2, 4); processors++) {
      Path run = directory.resolve("run" + processors);
      Invocation trained =
          Invocation.ofProcess(
              Map.of(),
              List.of("-XX:ActiveProcessorCount=" + processors),
              "train",
              model,
              "--data",
              "digits",
              "--run",
              run.toString(),
              "--device",
              "cpu",
              "--deterministic");
      assertEquals(0, trained.code(), trained.err());
      ObjectNode record = (ObjectNode) JSON.readTree(run.resolve("run.json").toFile());
      record.remove(List.of("seconds", "samples_per_second"));
      records.add(record);
      weights.add(bytes(run.resolve("model/variables/variables.data-00000-of-00001")));
    }
    assertEquals(1, records.get(0).get("threads").intValue());
    assertEquals(1, records.stream().distinct().count(), records.toString());
    assertEquals(1, weights.stream().distinct().count(), "weights differ");
  }

  private static List<Byte> bytes(Path file) throws IOException {
    List<Byte> bytes = new ArrayList<>();
    for (byte value : Files.readAllBytes(file)) {
      bytes.add(value);
    }
    return bytes;
  }

  @Test
  void findsTheSameWithAnyNumberOfWorkers() throws IOException {
    String study = study("sampler { sobol {} } budget { trials: 4 }").toString();
    List<JsonNode> found = new ArrayList<>();
    for (int workers = 1; workers <= Effort.of(2, 4); workers++) {
      String results = directory.resolve("workers" + workers).toString();
      Invocation tuned =
          Invocation.of(
              "tune",
              study,
              "--dir",
              results,
              "--device",
              "cpu",
              "--workers",
              Integer.toString(workers),
              "--deterministic");
      assertEquals(0, tuned.code(), tuned.err());
      JsonNode trials =
          JSON.readTree(Invocation.of("study", results, "trials", "--format", "json").out());
      trials.forEach(trial -> ((ObjectNode) trial).remove("seconds"));
      found.add(trials);
    }
    assertEquals(4, found.get(0).size());
    assertEquals(1, found.stream().distinct().count(), found.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "sampler { tpe {} }|--deterministic cannot be kept with 2 workers and a sampler other",
        "sampler { random {} } pruner { median {} }|--deterministic cannot be kept with 2 workers"
            + " and a pruner that compares trials",
        "sampler { random {} } budget { seconds: 60 }|--deterministic cannot be kept with budget {"
            + " seconds }: ",
        "sampler { random {} } objective { metric: 'seconds' goal: MINIMIZE }|--deterministic cannot"
            + " be kept with the objective seconds: ",
        "sampler { random {} } budget { target_value: 1 }|--deterministic cannot be kept with 2"
            + " workers and budget { target_value }",
      })
  void whatWouldDependOnTimeIsRefused(String more, String message) throws IOException {
    Path results = directory.resolve("refused");
    Invocation refused =
        Invocation.of(
            "tune",
            study(more).toString(),
            "--dir",
            results.toString(),
            "--device",
            "cpu",
            "--workers",
            "2",
            "--deterministic");
    assertEquals(2, refused.code(), refused.err());
    assertTrue(refused.err().startsWith("luthier: " + message), refused.err());
    assertEquals(1, refused.err().lines().count());
    assertTrue(Files.notExists(results));
  }

  @Test
  void severalThreadsAreRefused() throws IOException {
    Invocation refused =
        Invocation.of(
            "train",
            model().toString(),
            "--data",
            "digits",
            "--run",
            directory.resolve("run").toString(),
            "--threads",
            "2",
            "--deterministic");
    assertEquals(2, refused.code(), refused.err());
    assertEquals(
        "luthier: threads must be 1 with --deterministic, was 2; leave --threads out",
        refused.err().strip());
  }
}
