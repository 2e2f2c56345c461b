package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class InitializerTest {

  private static final Map<String, VarianceScaling> BY_NAME =
      Map.of(
          "glorot_uniform", VarianceScaling.GLOROT_UNIFORM,
          "glorot_normal", VarianceScaling.GLOROT_NORMAL,
          "he_uniform", VarianceScaling.HE_UNIFORM,
          "he_normal", VarianceScaling.HE_NORMAL,
          "lecun_uniform", VarianceScaling.LECUN_UNIFORM,
          "lecun_normal", VarianceScaling.LECUN_NORMAL);

  private static float[] draw(Initializer initializer, Shape shape, int seed) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var value = initializer.value(tf, shape, tf.constant(new int[] {seed, 5}));
      try (TFloat32 result = (TFloat32) session.runner().fetch(value).run().get(0)) {
        assertEquals(shape, result.shape());
        float[] flat = new float[(int) shape.size()];
        int[] next = {0};
        result.scalars().forEach(scalar -> flat[next[0]++] = scalar.getFloat());
        return flat;
      }
    }
  }

  private static double mean(float[] values) {
    double sum = 0;
    for (float value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  private static double deviation(float[] values) {
    double mean = mean(values);
    double sum = 0;
    for (float value : values) {
      sum += (value - mean) * (value - mean);
    }
    return Math.sqrt(sum / values.length);
  }

  private static float largest(float[] values) {
    float largest = 0;
    for (float value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Keras 3.15.1, src/test/python/initializers.py. */
  @TestFactory
  Stream<DynamicTest> scalesAsKerasDoes() {
    JsonNode cases = Golden.read("initializers").get("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.get("name").asText() + golden.get("shape"), () -> checkScale(golden)));
  }

  private static void checkScale(JsonNode golden) {
    Shape shape = Shape.of(Golden.longs(golden.get("shape")));
    double width = golden.get("width").asDouble();
    Initializer unit =
        golden.get("distribution").asText().equals("uniform")
            ? new Initializer.RandomUniform(-1, 1)
            : new Initializer.TruncatedNormal(0, 1);
    float[] expected = draw(unit, shape, 3);
    for (int i = 0; i < expected.length; i++) {
      expected[i] *= (float) width;
    }
    float[] actual = draw(BY_NAME.get(golden.get("name").asText()), shape, 3);
    assertArrayEquals(expected, actual, (float) (1e-6 * width));
  }

  /**
   * The variance is scale / n whatever the distribution: Glorot &amp; Bengio 2010, He et al. 2015.
   */
  @Test
  void hasTheVarianceOfTheory() {
    Shape shape = Shape.of(3, 3, 32, 96);
    for (Map.Entry<String, VarianceScaling> entry : BY_NAME.entrySet()) {
      VarianceScaling scaling = entry.getValue();
      double n = scaling.mode() == VarianceScaling.Mode.FAN_IN ? 9 * 32 : 9 * 64;
      float[] values = draw(scaling, shape, 1);
      assertEquals(
          Math.sqrt(scaling.scale() / n),
          deviation(values),
          0.02 * Math.sqrt(2 / n),
          entry.getKey());
      assertEquals(0, mean(values), 0.02 * Math.sqrt(2 / n), entry.getKey());
    }
  }

  @Test
  void drawsFromTheGivenDistributions() {
    Shape shape = Shape.of(100, 200);
    float[] uniform = draw(new Initializer.RandomUniform(2, 6), shape, 1);
    assertEquals(4, mean(uniform), 0.05);
    assertEquals(4 / Math.sqrt(12), deviation(uniform), 0.02);
    assertTrue(largest(uniform) < 6);

    float[] normal = draw(new Initializer.RandomNormal(1, 3), shape, 1);
    assertEquals(1, mean(normal), 0.1);
    assertEquals(3, deviation(normal), 0.06);
    assertTrue(largest(normal) > 7);

    float[] truncated = draw(new Initializer.TruncatedNormal(0, 3), shape, 1);
    assertEquals(0, mean(truncated), 0.1);
    assertEquals(3 * 0.8796256610342398, deviation(truncated), 0.06);
    assertTrue(largest(truncated) <= 6);

    float[] constant = draw(new Initializer.Constant(2.5f), Shape.of(2, 2), 1);
    assertArrayEquals(new float[] {2.5f, 2.5f, 2.5f, 2.5f}, constant);
  }

  @ParameterizedTest
  @CsvSource({"5,5,1", "7,4,2", "4,7,0.5", "1,6,3", "6,1,1"})
  void orthogonalRowsOrColumnsHaveTheGainAsLength(int rows, int columns, float gain) {
    float[] matrix = draw(new Orthogonal(gain), Shape.of(rows, columns), 2);
    boolean byColumn = columns <= rows;
    int vectors = Math.min(rows, columns);
    int length = Math.max(rows, columns);
    for (int a = 0; a < vectors; a++) {
      for (int b = 0; b < vectors; b++) {
        double product = 0;
        for (int i = 0; i < length; i++) {
          product +=
              byColumn
                  ? matrix[i * columns + a] * matrix[i * columns + b]
                  : matrix[a * columns + i] * matrix[b * columns + i];
        }
        assertEquals(a == b ? gain * gain : 0, product, 1e-5);
      }
    }
  }

  @Test
  void orthogonalSignsAreRandom() {
    // A QR decomposition alone gives the first column a first entry of one sign.
    int positive = 0;
    for (int seed = 0; seed < 20; seed++) {
      positive += draw(new Orthogonal(1), Shape.of(3, 3), seed)[0] > 0 ? 1 : 0;
    }
    assertTrue(positive > 3 && positive < 17, "positive in " + positive + " of 20");
  }

  @Test
  void orthogonalFlattensKernels() {
    float[] kernel = draw(new Orthogonal(1), Shape.of(3, 3, 2, 4), 2);
    assertArrayEquals(draw(new Orthogonal(1), Shape.of(18, 4), 2), kernel);
  }

  @Test
  void orthogonalRefusesABias() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> draw(new Orthogonal(1), Shape.of(3), 2))
            .getMessage();
    assertTrue(message.startsWith("orthogonal needs"), message);
  }

  @Test
  void theSeedAloneDecides() {
    List<Initializer> random =
        List.of(
            new Initializer.RandomUniform(-1, 1),
            new Initializer.RandomNormal(0, 1),
            new Initializer.TruncatedNormal(0, 1),
            VarianceScaling.HE_NORMAL,
            new Orthogonal(1));
    for (Initializer initializer : random) {
      float[] first = draw(initializer, Shape.of(4, 3), 1);
      assertArrayEquals(first, draw(initializer, Shape.of(4, 3), 1));
      assertFalse(Arrays.equals(first, draw(initializer, Shape.of(4, 3), 2)));
    }
  }

  @Test
  void refusesWhatIsNoDistribution() {
    refuses("stddev", () -> new Initializer.RandomNormal(0, -1));
    refuses("stddev", () -> new Initializer.TruncatedNormal(0, Float.NaN));
    refuses("mean", () -> new Initializer.RandomNormal(Float.NaN, 1));
    refuses("min", () -> new Initializer.RandomUniform(1, 0));
    refuses("max", () -> new Initializer.RandomUniform(1, Float.POSITIVE_INFINITY));
    refuses("value", () -> new Initializer.Constant(Float.NaN));
    refuses("gain", () -> new Orthogonal(Float.NaN));
    refuses(
        "scale",
        () ->
            new VarianceScaling(
                0, VarianceScaling.Mode.FAN_IN, VarianceScaling.Distribution.UNIFORM));
  }

  private static void refuses(String field, Runnable creation) {
    String message = assertThrows(IllegalArgumentException.class, creation::run).getMessage();
    assertTrue(message.startsWith(field + " must"), message);
  }

  @Test
  void aForgetBiasIsOneInTheSecondQuarter() {
    float[] bias = draw(new ForgetBias(new Initializer.Constant(0.5f)), Shape.of(8), 1);
    assertArrayEquals(new float[] {0.5f, 0.5f, 1, 1, 0.5f, 0.5f, 0.5f, 0.5f}, bias);
  }
}
