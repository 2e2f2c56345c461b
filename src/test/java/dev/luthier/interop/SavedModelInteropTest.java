package dev.luthier.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.data.DataDescription;
import dev.luthier.data.TableFormat;
import dev.luthier.data.TensorColumns;
import dev.luthier.spec.ModelFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
  private ServedComparison served;

  @BeforeEach
  void findPython() {
    served = new ServedComparison(PythonInterpreter.required(), directory);
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

  /** Training's own price shuts all gates of a model this small: one unit of each layer is left. */
  @Test
  void prunedModelIsWithoutItsGates() throws Exception {
    JsonNode answer =
        compareImages(
            IMAGE_MODEL.formatted(
                """
                layer { name: "conv" conv2d { filters: 4 kernel_size: 3 activation: RELU } }
                layer { name: "gates" unit_gates { strength: 9 initial_keep: 0.05 } }
                layer { name: "half" max_pool { size: 2 } }
                layer { name: "second" conv2d { filters: 5 kernel_size: 2 activation: RELU } }
                """));
    assertEquals(
        List.of(
            "conv/bias:0",
            "conv/kernel:0",
            "logits/bias:0",
            "logits/kernel:0",
            "second/bias:0",
            "second/kernel:0"),
        texts(answer.get("variables")));
  }

  @Test
  void exitsAreTakenInPythonAlike() throws Exception {
    compareImages(
        IMAGE_MODEL.formatted(
            """
            layer { name: "flat" flatten {} }
            layer { name: "early" dense { units: 3 } }
            layer { name: "conv" conv2d { filters: 4 kernel_size: 3 } input: "pixels" }
            exit { layer: "early" confidence: 0.4 }
            """));
  }

  @Test
  void regressionOfOneTensorOfFloats() throws Exception {
    Random random = new Random(7);
    StringBuilder text = new StringBuilder("a,b,c,target\n");
    StringBuilder unlabelled = new StringBuilder("a,b,c\n");
    ObjectNode given = JSON.createObjectNode();
    ObjectNode tensor = given.putObject("inputs").putObject("measurements");
    tensor.put("dtype", "float32");
    ArrayNode values = tensor.putArray("values");
    for (int i = 0; i < IMAGES; i++) {
      int[] row = random.ints(3, -9, 10).toArray();
      text.append("%d,%d,%d,%d%n".formatted(row[0], row[1], row[2], row[0] * row[1]));
      unlabelled.append("%d,%d,%d%n".formatted(row[0], row[1], row[2]));
      for (int value : row) {
        values.add(value);
      }
    }
    tensor.set("shape", JSON.valueToTree(List.of(IMAGES, 3)));
    given.putNull("lines");
    Path csv = Files.writeString(directory.resolve("products.csv"), text);
    Path asked = Files.writeString(directory.resolve("asked.csv"), unlabelled);
    TableFormat format =
        TableFormat.standard()
            .withTensor(new TensorColumns("measurements", List.of(3), false, 0.125f));
    Path run =
        served.train(
            """
            name: "regression"
            input { name: "measurements" shape: 3 }
            layer { name: "hidden" dense { units: 4 activation: TANH } }
            layer { name: "value" dense { units: 1 } }
            loss { mean_squared_error {} }
            training { epochs: 2 batch_size: 8 }
            """,
            DataDescription.of(csv.toString()).withFormat(format));
    JsonNode answer =
        served.compare(run, DataDescription.of(asked.toString()).withFormat(format), given);
    assertEquals("{\"predictions\":\"float32\"}", answer.get("dtypes").toString());
  }

  /** The text stands between the numbers, and no column's name may name an op. */
  @Test
  void tableWithCategoriesAndBlanks() throws Exception {
    Path csv = directory.resolve("houses.csv");
    StringBuilder text = new StringBuilder("number of rooms,_coast,_age,label\n");
    Random random = new Random(3);
    for (int i = 0; i < 60; i++) {
      String age = i % 7 == 0 ? "" : Integer.toString(random.nextInt(50));
      String coast = List.of("bay", "inland", "ocean").get(i % 3);
      text.append("%d,%s,%s,%s%n".formatted(1 + random.nextInt(8), coast, age, i % 2 == 0));
    }
    Files.writeString(csv, text);
    Path run =
        served.train(
            """
            name: "table"
            input { name: "columns" }
            layer { name: "hidden" dense { units: 4 activation: TANH } }
            layer { name: "logit" dense { units: 1 } }
            loss { sigmoid_cross_entropy {} }
            metric: ACCURACY
            training { epochs: 3 batch_size: 16 }
            """,
            DataDescription.of(csv.toString()));
    List<String> lines = List.of("3,bay,20", "5,inland,", "2,moon,41", "4,,7", ",ocean,9");
    Path asked = directory.resolve("asked.csv");
    Files.writeString(asked, "number of rooms,_coast,_age\n" + String.join("\n", lines) + "\n");

    ObjectNode inputs = JSON.createObjectNode();
    ServedComparison.put(inputs, "number of rooms", "float32", "3", "5", "2", "4", "NaN");
    ServedComparison.put(inputs, "_coast", "string", "bay", "inland", "moon", "", "ocean");
    ServedComparison.put(inputs, "_age", "float32", "20", "NaN", "41", "7", "9");
    ObjectNode given = JSON.createObjectNode();
    given.set("inputs", inputs);
    given.set("lines", JSON.valueToTree(lines));
    served.compare(run, DataDescription.of(asked.toString()), given);
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
    DataDescription description = DataDescription.of(data.toString());
    Path run = served.train(model, description);

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
    return served.compare(run, description, given);
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
