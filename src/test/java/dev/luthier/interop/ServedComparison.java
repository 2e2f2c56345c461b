package dev.luthier.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.data.DataDescription;
import dev.luthier.device.DeviceChoice;
import dev.luthier.run.Prediction;
import dev.luthier.run.TrainingRequest;
import dev.luthier.run.TrainingRun;
import dev.luthier.spec.ModelFile;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;

/**
 * Brings what Python's loaders answer together with what {@code predict} says.
 *
 * @param python runs the script that loads
 * @param directory for runs and inputs
 */
record ServedComparison(PythonInterpreter python, Path directory) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(3);

  /**
   * Compares a run's predictions, of all samples and of the first alone.
   *
   * @param given what the script is to feed
   * @return what the script says
   */
  JsonNode compare(Path run, DataDescription data, ObjectNode given) throws Exception {
    Path file = directory.resolve("inputs.json");
    JSON.writeValue(file.toFile(), given);
    JsonNode answer =
        JSON.readTree(python.run(LIMIT, "saved_models.py", run.resolve("model"), file));
    Prediction prediction = Prediction.of(run, data, directory, new DeviceChoice.Cpu(), 1);
    boolean classes = !prediction.classNames().isEmpty();
    String output = classes ? "probabilities" : "predictions";
    assertClose(prediction.values(), answer.get("loaded").get(output));
    assertClose(prediction.values(), answer.get("keras").get(output));
    assertClose(new float[][] {prediction.values()[0]}, answer.get("one_sample").get(output));
    if (!classes) {
      return answer;
    }
    assertEquals("int64", answer.get("dtypes").get("class_ids").asText());
    JsonNode ids = answer.get("loaded").get("class_ids");
    for (int i = 0; i < ids.size(); i++) {
      assertEquals(
          prediction.likeliest(i), prediction.classNames().get(ids.get(i).asInt()), "row " + i);
    }
    return answer;
  }

  private static void assertClose(float[][] expected, JsonNode actual) {
    assertEquals(expected.length, actual.size());
    for (int row = 0; row < expected.length; row++) {
      assertEquals(expected[row].length, actual.get(row).size());
      for (int column = 0; column < expected[row].length; column++) {
        assertEquals(
            expected[row][column],
            actual.get(row).get(column).asDouble(),
            1e-5,
            "row " + row + ", column " + column);
      }
    }
  }

  /** Trains into the directory {@code run}. */
  Path train(String model, DataDescription data) throws IOException {
    return train(model, data, "run");
  }

  /** Trains into a directory of a name. */
  Path train(String model, DataDescription data, String name) throws IOException {
    Path run = directory.resolve(name);
    TrainingRequest request =
        new TrainingRequest(
            ModelFile.parse("model.textproto", model, List.of()).spec(),
            data,
            directory,
            run,
            4,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            false,
            TrainingRequest.Outputs.ALL);
    new TrainingRun(request, InstantSource.system(), System::nanoTime)
        .train(new TrainingListener() {}, () -> false);
    return run;
  }

  /** Adds an input of one value a sample. */
  static void put(ObjectNode inputs, String name, String type, String... values) {
    ObjectNode one = inputs.putObject(name);
    one.put("dtype", type);
    ArrayNode array = one.putArray("values");
    for (String value : values) {
      array.add(value);
    }
    one.set("shape", JSON.valueToTree(List.of(values.length)));
  }
}
