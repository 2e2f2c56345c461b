package dev.luthier.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.data.DataDescription;
import dev.luthier.device.DeviceChoice;
import dev.luthier.run.Prediction;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A SavedModel that tf2onnx has converted predicts in ONNX Runtime what {@code predict} says. */
@Tag("interop")
class OnnxInteropTest {

  private static final double TOLERANCE = 1e-5;

  @TempDir private Path directory;

  @Test
  void convolutionalModelPredictsTheSame() throws Exception {
    PythonInterpreter python = PythonInterpreter.required();
    python.requireModules("tf2onnx", "onnxruntime");
    String model =
        Files.readString(Path.of("graphs", "digits_cnn.textproto"))
            .replace("epochs: 30", "epochs: 1");
    DataDescription digits = DataDescription.of("digits");
    Path run = new ServedComparison(python, directory).train(model, digits);
    JsonNode answer =
        new ObjectMapper()
            .readTree(
                python.run(
                    Duration.ofMinutes(10),
                    "onnx_predictions.py",
                    run.resolve("model"),
                    Path.of("src", "main", "resources", "data", "digits.csv"),
                    directory.resolve("digits.onnx")));
    assertEquals("pixels", answer.get("input").get("name").asText());
    assertEquals("tensor(uint8)", answer.get("input").get("type").asText());
    Prediction prediction = Prediction.of(run, digits, directory, new DeviceChoice.Cpu(), 1);
    float[][] expected = prediction.values();
    JsonNode probabilities = answer.get("outputs").get("probabilities");
    JsonNode ids = answer.get("outputs").get("class_ids");
    assertEquals(expected.length, probabilities.size());
    for (int row = 0; row < expected.length; row++) {
      for (int column = 0; column < expected[row].length; column++) {
        assertEquals(
            expected[row][column], probabilities.get(row).get(column).asDouble(), TOLERANCE);
      }
      assertEquals(prediction.likeliest(row), prediction.classNames().get(ids.get(row).asInt()));
    }
  }
}
