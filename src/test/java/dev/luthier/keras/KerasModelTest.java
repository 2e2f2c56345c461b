package dev.luthier.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.nn.Metric;
import dev.luthier.nn.SoftmaxCrossEntropy;
import dev.luthier.optim.RmsProp;
import dev.luthier.spec.ModelFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives of Keras: what they predict, and what is said of those that cannot be imported. */
class KerasModelTest {

  private static final String LAYER =
      "{\"module\": \"keras.layers\", \"class_name\": \"%s\", \"config\": {\"name\": \"it\", %s}}";
  private static final String MODEL =
      "{\"class_name\": \"Sequential\", \"config\": {\"name\": \"m\", \"layers\": [{\"class_name\":"
          + " \"InputLayer\", \"config\": {\"name\": \"x\", \"batch_shape\": %s}}, %s]}}";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"images", "words"})
  void predictsAsKerasDid(String name) throws IOException {
    KerasFiles.assertSamePredictions(KerasFiles.GOLDEN, name, directory.resolve("run"));
  }

  @Test
  void takesOverWhatTheModelWasCompiledWith() throws IOException {
    KerasModel model = KerasModel.read(KerasFiles.GOLDEN.resolve("words.keras"));
    assertEquals(new SoftmaxCrossEntropy(0, List.of()), model.spec().model().loss());
    assertEquals(
        List.of("accuracy"), model.spec().model().metrics().stream().map(Metric::name).toList());
    assertTrue(
        model.spec().optimization().optimizer() instanceof RmsProp rmsprop
            && rmsprop.learningRate() == 0.01f,
        model.spec().optimization().toString());
    String text = ModelFile.text(model.spec());
    assertTrue(text.contains("exponential"), text);
    assertEquals(List.of(), model.notices());
  }

  private String problem(String shape, String layer) throws IOException {
    Path file = Files.writeString(directory.resolve("model.json"), MODEL.formatted(shape, layer));
    return assertThrows(KerasException.class, () -> KerasModel.readArchitecture(file)).getMessage();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Lambda             | "function": {}                | holds code of Python
          Permute            | "dims": [1]                   | has no counterpart in Luthier
          Dense              | "units": "many"               | units must be a whole number, was "many"
          Dense              | "units": 0                    | units must be
          Dense              | "units": 3, "activation": "x" | activation must be one that Luthier has
          Conv2D             | "filters": 2, "groups": 2     | groups must be 1 for Luthier's layer, was 2
          MaxPooling2D       | "data_format": "channels_first" | data_format must be channels_last
          LeakyReLU          | "negative_slope": 0.3         | negative_slope must be 0.2
          BatchNormalization | "axis": 1                     | axis must be the last one
          Bidirectional      | "merge_mode": "sum"           | merge_mode must be concat
          """)
  void namesTheLayerThatCannotBeImported(String kind, String config, String problem)
      throws IOException {
    String message = problem("[null, 4]", LAYER.formatted(kind, config));
    assertTrue(message.contains(problem), message);
    assertTrue(message.contains("layer it"), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void refusesCodeThatBearsANameOfKeras() throws IOException {
    String layer =
        LAYER
            .formatted("Dense", "\"units\": 3")
            .replace("keras.layers", "builtins")
            .replace("\"config\"", "\"registered_name\": \"mine>Dense\", \"config\"");
    assertTrue(problem("[null, 4]", layer).contains("mine>Dense; only Keras' own layers"));
  }

  @Test
  void asksForAShape() throws IOException {
    String message = problem("[null, null, 3]", LAYER.formatted("Flatten", "\"a\": 1"));
    assertTrue(message.contains("all but the batch must be known"), message);
  }

  @Test
  void aModelOfPythonCodeHasNoLayersToRead() throws IOException {
    Path file = Files.writeString(directory.resolve("m.json"), "{\"class_name\": \"MyModel\"}");
    KerasException refused =
        assertThrows(KerasException.class, () -> KerasModel.readArchitecture(file));
    assertTrue(refused.getMessage().contains("a MyModel cannot be read"), refused.getMessage());
  }

  private String archiveProblem(Map<String, byte[]> entries) throws IOException {
    Path file = KerasFiles.write(directory.resolve("changed.keras"), entries);
    return assertThrows(KerasException.class, () -> KerasModel.read(file)).getMessage();
  }

  private static Map<String, byte[]> words() throws IOException {
    return KerasFiles.entries(KerasFiles.GOLDEN.resolve("words.keras"));
  }

  @Test
  void weightsMustHaveTheModelsShape() throws IOException {
    Map<String, byte[]> entries = words();
    String config = new String(entries.get("config.json"), StandardCharsets.UTF_8);
    entries.put(
        "config.json", KerasFiles.bytes(config.replace("\"input_dim\": 12", "\"input_dim\": 13")));
    String message = archiveProblem(entries);
    assertTrue(
        message.contains("layer embedding: embeddings must have the shape [13, 4]"), message);
  }

  @Test
  void weightsMayNotUnpackToMoreThanTheModelCanHave() throws IOException {
    Map<String, byte[]> entries = words();
    entries.put("model.weights.h5", new byte[8 << 20]);
    assertTrue(archiveProblem(entries).contains("model.weights.h5 unpacks to more than"));
  }

  @Test
  void damagedWeightsAreTold() throws IOException {
    Map<String, byte[]> entries = words();
    entries.put("model.weights.h5", new byte[4096]);
    assertTrue(archiveProblem(entries).contains("model.weights.h5 cannot be read"));
  }

  @Test
  void otherVersionsOfKerasAreRefused() throws IOException {
    Map<String, byte[]> entries = words();
    entries.put("metadata.json", KerasFiles.bytes("{\"keras_version\": \"2.15.0\"}"));
    assertTrue(archiveProblem(entries).contains("was saved by Keras \"2.15.0\""));
  }

  @Test
  void aPartMustNotBeMissing() throws IOException {
    Map<String, byte[]> entries = words();
    entries.remove("config.json");
    assertTrue(archiveProblem(entries).contains("has no config.json"));
  }

  @Test
  void whatIsNoArchiveIsTold() throws IOException {
    Path file = Files.writeString(directory.resolve("no.keras"), "HDF, rather");
    KerasException refused = assertThrows(KerasException.class, () -> KerasModel.read(file));
    assertTrue(refused.getMessage().startsWith(file + ": is no .keras archive"));
  }
}
