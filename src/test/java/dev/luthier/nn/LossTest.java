package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

class LossTest {

  private static Loss loss(JsonNode golden) {
    float smoothing = (float) golden.path("label_smoothing").asDouble();
    return switch (golden.get("loss").asText()) {
      case "softmax_cross_entropy" -> new SoftmaxCrossEntropy(smoothing, List.of());
      case "sigmoid_cross_entropy" -> new SigmoidCrossEntropy(smoothing, List.of());
      case "hinge" -> new Hinge(List.of());
      case "mean_squared_error" -> new MeanSquaredError();
      case "mean_absolute_error" -> new MeanAbsoluteError();
      case "huber" -> new Huber((float) golden.get("delta").asDouble());
      default -> throw new IllegalArgumentException(golden.get("loss").asText());
    };
  }

  /** Keras 3.15.1, src/test/python/losses.py. */
  @TestFactory
  Stream<DynamicTest> valueAndGradientAreThoseOfKeras() {
    JsonNode cases = Golden.read("losses").get("cases");
    return StreamSupport.stream(cases.spliterator(), false)
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    loss(golden) + " of " + golden.get("output").get(0).size() + " units",
                    () -> checkValueAndGradient(golden)));
  }

  @Test
  void everyLossHasGoldenNumbers() {
    Set<Class<?>> seen = new HashSet<>();
    Golden.read("losses").get("cases").forEach(golden -> seen.add(loss(golden).getClass()));
    Set<Class<?>> all = new HashSet<>(List.of(Loss.Classification.class.getPermittedSubclasses()));
    all.addAll(List.of(Loss.Regression.class.getPermittedSubclasses()));
    assertEquals(all, seen);
  }

  private static void checkValueAndGradient(JsonNode golden) {
    float[][] output = Golden.matrix(golden.get("output"));
    int units = output[0].length;
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 fed = TFloat32.tensorOf(StdArrays.ndCopyOf(output))) {
      Ops tf = Ops.create(graph);
      // As in training, the batch size is not known when the graph is built.
      Placeholder<TFloat32> fedOutput =
          tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, units)));
      Operand<TFloat32> value =
          loss(golden) instanceof Loss.Classification classification
              ? classification.perSample(
                  tf,
                  fedOutput,
                  tf.dtypes.cast(tf.constant(Golden.ints(golden.get("classes"))), TInt64.class))
              : ((Loss.Regression) loss(golden))
                  .perSample(tf, fedOutput, tf.constant(Golden.matrix(golden.get("targets"))));
      Operand<TFloat32> gradient = tf.gradients(value, List.of(fedOutput)).dy(0);
      try (Result result =
          session.runner().feed(fedOutput, fed).fetch(value).fetch(gradient).run()) {
        double[] expected = Golden.doubles(golden.get("value"));
        TFloat32 values = (TFloat32) result.get(0);
        assertEquals(Shape.of(expected.length), values.shape());
        float[][] expectedGradient = Golden.matrix(golden.get("gradient"));
        float[][] gradients = StdArrays.array2dCopyOf((TFloat32) result.get(1));
        for (int i = 0; i < expected.length; i++) {
          // float32 has seven digits, of which sums over units lose some.
          double tolerance = 1e-6 * Math.max(1, Math.abs(expected[i]));
          assertEquals(expected[i], values.getFloat(i), tolerance, "sample " + i);
          assertArrayEquals(expectedGradient[i], gradients[i], 1e-6f, "sample " + i);
        }
      }
    }
  }

  private static float[][] probabilities(Loss.Classification loss, float[][] output) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> probabilities = loss.probabilities(tf, tf.constant(output));
      try (TFloat32 result = (TFloat32) session.runner().fetch(probabilities).run().get(0)) {
        return StdArrays.array2dCopyOf(result);
      }
    }
  }

  static List<Loss.Classification> classifications() {
    return List.of(
        new SoftmaxCrossEntropy(0, List.of()),
        new SigmoidCrossEntropy(0, List.of()),
        new Hinge(List.of()));
  }

  @ParameterizedTest
  @MethodSource("classifications")
  void probabilitiesOrderClassesAsUnitsDo(Loss.Classification loss) {
    float[][] probabilities = probabilities(loss, new float[][] {{-2, 0.5f, 3}, {1, 0.9f, -7}});
    assertEquals(3, loss.classes(3));
    for (float[] row : probabilities) {
      assertEquals(3, row.length);
      for (float probability : row) {
        assertTrue(probability >= 0 && probability <= 1);
      }
    }
    assertTrue(probabilities[0][0] < probabilities[0][1]);
    assertTrue(probabilities[0][1] < probabilities[0][2]);
    assertTrue(probabilities[1][0] > probabilities[1][1]);
    assertTrue(probabilities[1][1] > probabilities[1][2]);
  }

  @Test
  void softmaxProbabilitiesSumToOne() {
    float[] row = probabilities(new SoftmaxCrossEntropy(0, List.of()), new float[][] {{0, 1}})[0];
    assertArrayEquals(new float[] {0.26894143f, 0.7310586f}, row, 1e-6f);
  }

  @Test
  void sigmoidProbabilitiesOfOneUnitAreOfTwoClasses() {
    SigmoidCrossEntropy loss = new SigmoidCrossEntropy(0, List.of());
    assertEquals(2, loss.classes(1));
    float[][] probabilities = probabilities(loss, new float[][] {{1}, {-40}, {0}});
    assertArrayEquals(new float[] {0.26894143f, 0.7310586f}, probabilities[0], 1e-6f);
    assertArrayEquals(new float[] {1, 4.248354e-18f}, probabilities[1], 1e-23f);
    assertArrayEquals(new float[] {0.5f, 0.5f}, probabilities[2]);
  }

  @Test
  void hingeScoresOfOneUnitAreOfTwoClassesAndTellLargeMarginsApart() {
    Hinge loss = new Hinge(List.of());
    assertEquals(2, loss.classes(1));
    float[][] scores = probabilities(loss, new float[][] {{1}, {50}, {60}});
    assertArrayEquals(new float[] {0.25f, 0.75f}, scores[0], 1e-6f);
    assertTrue(scores[1][1] < scores[2][1]);
  }

  @ParameterizedTest
  @MethodSource("classifications")
  void classificationsRefuseImages(Loss.Classification loss) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> loss.checkOutput(Shape.of(28, 28, 3)))
            .getMessage();
    assertTrue(message.contains("[28, 28, 3]") && message.contains("flatten"), message);
    assertDoesNotThrow(() -> loss.checkOutput(Shape.of(2)));
  }

  @Test
  void onlySoftmaxNeedsMoreThanOneUnit() {
    Shape one = Shape.of(1);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> new SoftmaxCrossEntropy(0, List.of()).checkOutput(one))
            .getMessage();
    assertTrue(message.startsWith("softmax_cross_entropy needs"), message);
    assertDoesNotThrow(() -> new SigmoidCrossEntropy(0, List.of()).checkOutput(one));
    assertDoesNotThrow(() -> new Hinge(List.of()).checkOutput(one));
  }

  @Test
  void regressionsRefuseWhatIsNoVector() {
    for (Loss loss : List.of(new MeanSquaredError(), new MeanAbsoluteError(), new Huber(1))) {
      assertDoesNotThrow(() -> loss.checkOutput(Shape.of(3)));
      assertThrows(
          IllegalArgumentException.class, () -> loss.checkOutput(Shape.of(3, 2)), loss.toString());
      assertThrows(IllegalArgumentException.class, () -> loss.checkOutput(Shape.scalar()));
    }
  }

  @Test
  void refusesFieldsThatMeanNothing() {
    refuses("label_smoothing", () -> new SoftmaxCrossEntropy(1, List.of()));
    refuses("label_smoothing", () -> new SigmoidCrossEntropy(-0.1f, List.of()));
    refuses("label_smoothing", () -> new SigmoidCrossEntropy(Float.NaN, List.of()));
    refuses("class_weight", () -> new SoftmaxCrossEntropy(0, List.of(1f, -1f)));
    refuses("class_weight", () -> new SigmoidCrossEntropy(0, List.of(Float.NaN)));
    refuses("class_weight", () -> new Hinge(List.of(Float.POSITIVE_INFINITY)));
    refuses("delta", () -> new Huber(0));
  }

  private static void refuses(String field, Runnable creation) {
    String message = assertThrows(IllegalArgumentException.class, creation::run).getMessage();
    assertTrue(message.startsWith(field + " must"), message);
  }
}
