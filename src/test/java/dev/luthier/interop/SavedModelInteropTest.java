package dev.luthier.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.data.DataDescription;
import dev.luthier.graph.DeviceChoice;
import dev.luthier.run.Prediction;
import dev.luthier.run.TrainingRequest;
import dev.luthier.run.TrainingRun;
import dev.luthier.spec.ModelFile;
import dev.luthier.train.TrainingListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What Python's {@code tf.saved_model.load} and Keras' {@code TFSMLayer} answer is what {@code
 * predict} says, which loads the same SavedModel by TensorFlow Java.
 */
@Tag("interop")
class SavedModelInteropTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int IMAGES = 40;
  private static final int SIDE = 8;

  private static final String IMAGE_MODEL =
      """
      name: "images"
      input { name: "pixels" shape: [8, 8, 1] }
      %s
      layer { name: "pool" global_average_pool {} }
      layer { name: "logits" dense { units: 3 } }
      loss { softmax_cross_entropy {} }
      metric: ACCURACY
      training { epochs: 2 batch_size: 8 validation_fraction: 0.2 }
      """;

  @TempDir Path directory;
  private PythonInterpreter python;

  @BeforeEach
  void findPython() {
    python = PythonInterpreter.required();
  }

  @Test
  void denseModelOfBytes() throws Exception {
    String model =
        """
        name: "dense"
        input { name: "pixels" shape: 64 }
        layer { name: "hidden" dense { units: 5 activation: RELU } }
        layer { name: "logits" dense { units: 3 } }
        loss { softmax_cross_entropy {} }
        training { epochs: 2 batch_size: 8 }
        """;
    JsonNode answer = compareImages(model);
    assertEquals(
        List.of("hidden/bias:0", "hidden/kernel:0", "logits/bias:0", "logits/kernel:0"),
        texts(answer.get("variables")));
    String listing = answer.get("listing").asText();
    assertTrue(listing.contains("inputs['pixels']"), listing);
    assertTrue(listing.contains("outputs['probabilities']"), listing);
  }

  @Test
  void convolutionalModel() throws Exception {
    compareImages(
        IMAGE_MODEL.formatted(
            """
            layer { name: "conv" conv2d { filters: 4 kernel_size: 3 padding: SAME activation: RELU } }
            layer { name: "half" max_pool { size: 2 } }
            layer { name: "separable" separable_conv2d { filters: 4 kernel_size: 3 } }
            """));
  }

  @Test
  void batchNormalizationBehindConvolution() throws Exception {
    JsonNode answer =
        compareImages(
            IMAGE_MODEL.formatted(
                """
                layer { name: "conv" conv2d { filters: 4 kernel_size: 3 use_bias: false } }
                layer { name: "norm" batch_normalization {} }
                layer { name: "relu" activation { function: RELU } }
                layer {
                  name: "block"
                  block {
                    residual { activation: RELU }
                    layer { name: "conv" conv2d { filters: 6 kernel_size: 3 stride: 2 padding: SAME } }
                    layer { name: "norm" batch_normalization {} }
                  }
                }
                """));
    List<String> variables = texts(answer.get("variables"));
    assertTrue(variables.contains("norm/moving_variance:0"), variables.toString());
    assertTrue(variables.contains("block/shortcut/kernel:0"), variables.toString());
    List<String> trainable = texts(answer.get("trainable"));
    assertTrue(trainable.contains("norm/gamma:0"), trainable.toString());
    assertTrue(trainable.stream().noneMatch(name -> name.contains("moving")));
    assertEquals(6, variables.size() - trainable.size());
  }

  @Test
  void tableWithCategoriesAndBlanks() throws Exception {
    Path csv = directory.resolve("houses.csv");
    StringBuilder text = new StringBuilder("rooms,age,coast,label\n");
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      String age = i % 7 == 0 ? "" : Integer.toString(random.nextInt(50));
      String coast = List.of("bay", "inland", "ocean").get(i % 3);
      text.append("%d,%s,%s,%s%n".formatted(1 + random.nextInt(8), age, coast, i % 2 == 0));
    }
    Files.writeString(csv, text);
    Path run =
        train(
            """
            name: "table"
            input { name: "columns" }
            layer { name: "hidden" dense { units: 4 activation: TANH } }
            layer { name: "logit" dense { units: 1 } }
            loss { sigmoid_cross_entropy {} }
            metric: ACCURACY
            training { epochs: 3 batch_size: 16 }
            """,
            csv);
    Path asked = directory.resolve("asked.csv");
    Files.writeString(asked, "rooms,age,coast\n3,20,bay\n5,,inland\n2,41,moon\n");

    ObjectNode inputs = JSON.createObjectNode();
    put(inputs, "rooms", "float32", "3", "5", "2");
    put(inputs, "age", "float32", "20", "NaN", "41");
    put(inputs, "coast", "string", "bay", "inland", "moon");
    ObjectNode given = JSON.createObjectNode();
    given.set("inputs", inputs);
    given.set("lines", JSON.valueToTree(List.of("3,20,bay", "5,,inland", "2,41,moon")));
    compare(run, asked, given);
  }

  private JsonNode compareImages(String model) throws Exception {
    Random random = new Random(5);
    byte[] pixels = new byte[IMAGES * SIDE * SIDE];
    random.nextBytes(pixels);
    byte[] labels = new byte[IMAGES];
    for (int i = 0; i < IMAGES; i++) {
      labels[i] = (byte) (i % 3);
    }
    Path data = directory.resolve("data");
    Files.createDirectories(data);
    idx(data.resolve("train-images-idx3-ubyte"), pixels, IMAGES, SIDE, SIDE);
    idx(data.resolve("train-labels-idx1-ubyte"), labels, IMAGES);
    Path run = train(model, data);

    ObjectNode one = JSON.createObjectNode();
    one.put("dtype", "uint8");
    ArrayNode values = one.putArray("values");
    for (byte pixel : pixels) {
      values.add(pixel & 0xff);
    }
    one.set("shape", JSON.valueToTree(List.of(IMAGES, SIDE, SIDE)));
    ObjectNode given = JSON.createObjectNode();
    given.putObject("inputs").set(featureName(run), one);
    given.putNull("lines");
    return compare(run, data, given);
  }

  private static String featureName(Path run) {
    return ModelFile.read(run.resolve("model.textproto"), List.of())
        .spec()
        .preprocessing()
        .orElseThrow()
        .features()
        .get(0)
        .name();
  }

  private JsonNode compare(Path run, Path data, ObjectNode given) throws Exception {
    Path file = directory.resolve("inputs.json");
    JSON.writeValue(file.toFile(), given);
    JsonNode answer =
        JSON.readTree(python.run(LIMIT, "saved_models.py", run.resolve("model"), file));
    Prediction prediction =
        Prediction.of(
            run, DataDescription.of(data.toString()), directory, new DeviceChoice.Cpu(), 1);
    assertClose(prediction.values(), answer.get("loaded").get("probabilities"));
    assertClose(prediction.values(), answer.get("keras").get("probabilities"));
    assertClose(
        new float[][] {prediction.values()[0]}, answer.get("one_sample").get("probabilities"));
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

  private Path train(String model, Path data) throws IOException {
    Path run = directory.resolve("run");
    TrainingRequest request =
        new TrainingRequest(
            ModelFile.parse("model.textproto", model, List.of()).spec(),
            DataDescription.of(data.toString()),
            directory,
            run,
            4,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            false);
    new TrainingRun(request, InstantSource.system(), System::nanoTime)
        .train(new TrainingListener() {}, () -> false);
    return run;
  }

  private static void put(ObjectNode inputs, String name, String type, String... values) {
    ObjectNode one = inputs.putObject(name);
    one.put("dtype", type);
    ArrayNode array = one.putArray("values");
    for (String value : values) {
      array.add(value);
    }
    one.set("shape", JSON.valueToTree(List.of(values.length)));
  }

  private static List<String> texts(JsonNode array) {
    return JSON.convertValue(
        array, JSON.getTypeFactory().constructCollectionType(List.class, String.class));
  }

  private static void idx(Path file, byte[] values, int... dimensions) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(new byte[] {0, 0, 8, (byte) dimensions.length});
    for (int dimension : dimensions) {
      bytes.write(ByteBuffer.allocate(Integer.BYTES).putInt(dimension).array());
    }
    bytes.write(values);
    try (OutputStream out = Files.newOutputStream(file)) {
      bytes.writeTo(out);
    }
  }
}
