package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class CheckTest {

  @TempDir private Path directory;

  @TestFactory
  Stream<DynamicTest> everyShippedModelIsValid() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("graphs"))) {
      List<Path> models = files.sorted().toList();
      return models.stream()
          .map(
              file ->
                  DynamicTest.dynamicTest(
                      file.toString(),
                      () -> {
                        Invocation checked = Invocation.of("check", file.toString());
                        assertEquals(ExitCode.DONE, checked.code(), checked.err());
                        assertEquals("", checked.err());
                      }));
    }
  }

  @Test
  void countsOfAPerceptron() throws IOException {
    Invocation checked = Invocation.of("check", "graphs/mnist_mlp.textproto", "--json");
    JsonNode model = new ObjectMapper().readTree(checked.out());
    long weights = 784 * 128 + 128 + 128 * 10 + 10;
    assertEquals(weights, model.at("/parameters").asLong());
    assertEquals(784 * 128 + 128 * 10, model.at("/multiply_adds").asLong());
    // Weights, gradients and Adam's two moments; 128 + 128 + 10 values of 32 samples.
    assertEquals(4 * (4 * weights + 32 * (128 + 128 + 10)), model.at("/memory_bytes").asLong());
    assertEquals(4 * (128 + 128 + 10), model.at("/activation_bytes").asLong());
    assertEquals(4 * 128, model.at("/layers/0/activation_bytes").asLong());
    assertEquals(32, model.at("/batch_size").asInt());
    assertEquals("dense", model.at("/layers/0/kind").asText());
    assertEquals(128, model.at("/layers/0/output_shape/0").asInt());
  }

  @Test
  void figuresOfConvolutions() throws IOException {
    Invocation checked = Invocation.of("check", "graphs/mobilenet_small.textproto", "--json");
    JsonNode model = new ObjectMapper().readTree(checked.out());
    JsonNode depthwise = null;
    long bytes = 0;
    long multiplyAdds = 0;
    for (JsonNode layer : model.get("layers")) {
      bytes += layer.get("activation_bytes").asLong();
      multiplyAdds += layer.get("multiply_adds").asLong();
      depthwise = layer.get("name").asText().equals("down1/depthwise") ? layer : depthwise;
    }
    assertEquals("[16,16,96]", depthwise.get("output_shape").toString());
    assertEquals(9 * 96, depthwise.get("parameters").asLong());
    assertEquals(16 * 16 * 96 * 9, depthwise.get("multiply_adds").asLong());
    assertEquals(4 * 16 * 16 * 96, depthwise.get("activation_bytes").asLong());
    assertEquals(bytes, model.get("activation_bytes").asLong());
    assertEquals(multiplyAdds, model.get("multiply_adds").asLong());
    Invocation read = Invocation.of("check", "graphs/mobilenet_small.textproto");
    double mebibytes = bytes / 1024.0 / 1024;
    assertTrue(
        read.out()
            .contains(
                String.format(
                    Locale.ROOT,
                    "%.1f MiB a sample, %.1f MiB a batch of 32",
                    mebibytes,
                    32 * mebibytes)),
        read.out());
    assertTrue(read.out().contains("activation bytes"), read.out());
  }

  @Test
  void aStudyShowsTheSizeOfItsModel() throws IOException {
    Invocation checked = Invocation.of("check", "tuner/cifar_mobilenet.textproto", "--json");
    JsonNode size = new ObjectMapper().readTree(checked.out()).get("size");
    assertEquals(301026, size.get("parameters").asLong());
    assertTrue(size.get("activation_bytes").asLong() > 0);
    Invocation read = Invocation.of("check", "tuner/cifar_mobilenet.textproto");
    assertTrue(read.out().contains("mobilenet_small: 301,026 parameters, "), read.out());
  }

  @Test
  void sharesOfExits() throws IOException {
    Invocation checked = Invocation.of("check", "graphs/early_exit_cnn.textproto", "--json");
    JsonNode model = new ObjectMapper().readTree(checked.out());
    double all = model.at("/multiply_adds").asDouble();
    long first = 28 * 28 * 9 * 16 + 256 * 10;
    assertEquals(first / all, model.at("/exits/exit1_logits").asDouble(), 1e-9);
    Invocation read = Invocation.of("check", "graphs/early_exit_cnn.textproto");
    assertTrue(read.out().contains("3.1 % of them up to exit1_logits"), read.out());
  }

  @Test
  void shapesThatAreLeftToTheData() {
    Invocation checked = Invocation.of("check", "graphs/housing_regression.textproto");
    assertTrue(checked.out().contains("left to the data"), checked.out());
  }

  @Test
  void aLayerThatDoesNotFitIsFoundInTheFile() throws IOException {
    Path file = directory.resolve("wrong.textproto");
    Files.writeString(
        file,
        """
        name: "wrong"
        input { name: "pixels" shape: [8, 8, 3] }
        layer { name: "conv" conv2d { filters: 4 kernel_size: 9 } }
        layer { name: "logits" dense { units: 2 } }
        loss { softmax_cross_entropy {} }
        """);
    Invocation refused = Invocation.of("check", file.toString());
    assertEquals(ExitCode.INVALID, refused.code());
    assertTrue(refused.err().startsWith("luthier: " + file + ":3:"), refused.err());
    assertTrue(refused.err().contains("layer conv: "), refused.err());
    assertEquals(1, refused.err().lines().count(), refused.err());
  }

  @Test
  void searchSpaceOfAStudy() throws IOException {
    Invocation checked = Invocation.of("check", "tuner/iris_grid.textproto", "--json");
    assertEquals(ExitCode.DONE, checked.code(), checked.err());
    JsonNode study = new ObjectMapper().readTree(checked.out());
    assertEquals("iris_logistic", study.at("/model").asText());
    assertEquals("MAXIMIZE", study.at("/objective/goal").asText());
    assertEquals("C", study.at("/parameters/0/name").asText());
    assertEquals(
        "layer[logits].dense.kernel_regularizer.inverse_strength",
        study.at("/parameters/0/path/0").asText());
    assertTrue(study.at("/parameters/0/condition").isNull());
    assertEquals(12, study.at("/grid_points").asInt());
    assertEquals("grid", study.at("/sampler").asText());
    assertEquals("none", study.at("/pruner").asText());
    assertEquals(5, study.at("/folds").asInt());
    assertTrue(study.at("/budget/trials").isNull());
    Invocation read = Invocation.of("check", "tuner/iris_grid.textproto");
    assertTrue(read.out().contains("maximize validation/accuracy, last epoch"), read.out());
  }

  @Test
  void anErrorIsOneOfAStudyOrOfAModel() throws IOException {
    Path study = directory.resolve("study.textproto");
    Files.writeString(study, "name: \"s\"\nmodle: \"m\"\nparameter { name: \"p\" }\nseed: 1\n");
    Invocation refused = Invocation.of("check", study.toString());
    assertEquals(ExitCode.INVALID, refused.code());
    assertTrue(refused.err().contains("no field \"modle\" in study"), refused.err());
    Path model = directory.resolve("model.textproto");
    Files.writeString(model, "name: \"m\"\nlayr { }\nloss { }\n");
    assertTrue(
        Invocation.of("check", model.toString()).err().contains("no field \"layr\" in model"));
  }
}
