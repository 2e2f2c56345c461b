package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.Trials;
import dev.luthier.data.CategoricalColumn;
import dev.luthier.data.CategoricalEncoding;
import dev.luthier.data.Classes;
import dev.luthier.data.Dataset;
import dev.luthier.data.NumericEncoding;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.Scaling;
import dev.luthier.data.Table;
import dev.luthier.data.Tensors;
import dev.luthier.nn.Network;
import dev.luthier.nn.Precision;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class TrialSessionTest {

  private static final String HIDDEN =
      "layer { name: \"hidden\" dense { units: 8 activation: RELU kernel_regularizer { l2: 0.01 } }"
          + " }";
  private static final String DROP = "layer { name: \"drop\" dropout { rate: 0.5 } }";
  private static final String LOGITS = "layer { name: \"logits\" dense { units: 3 } }";
  private static final String BATCH_8 = "training { batch_size: 8 epochs: 2 }";

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }

  private static boolean same(Map<String, float[]> one, Map<String, float[]> other) {
    return one.keySet().stream().allMatch(name -> Arrays.equals(one.get(name), other.get(name)));
  }

  /** The weights after an epoch of seven steps, the last one of two samples. */
  private static Map<String, float[]> trained(ModelSpec model, long seed, int... cuts) {
    Dataset data = Trials.clouds(50, 3);
    try (TrialSession session = Trials.session(model, data, seed)) {
      int first = 0;
      for (int end : cuts) {
        session.train(Trials.rows(50), first, end);
        first = end;
      }
      return session.weights();
    }
  }

  @Test
  void stepsAreTheSameInOneCallOrInSeveral() {
    ModelSpec model = Trials.classifier(HIDDEN, DROP, LOGITS, BATCH_8);
    Map<String, float[]> atOnce = trained(model, 1, 7);
    assertSame(atOnce, trained(model, 1, 1, 2, 3, 4, 5, 6, 7));
    assertSame(atOnce, trained(model, 1, 3, 7));
    assertFalse(same(atOnce, trained(model, 2, 7)), "another seed should give other weights");
    assertFalse(same(atOnce, trained(model, 1, 6)), "the last, smaller batch should count");
  }

  @Test
  void evaluationIsAccuracyAndMeanLossWithPenalties() {
    // More samples than a step of the evaluation takes, and not a multiple.
    int samples = 600;
    Dataset data = Trials.clouds(samples, 3);
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"logits\" dense { units: 3 kernel_regularizer { l2: 0.02 }"
                + " activity_regularizer { l2: 0.05 } } }");
    try (TrialSession session = Trials.session(model, data, 1)) {
      float[] kernel = session.weights().get("logits/kernel");
      float[] bias = {0.5f, -0.25f, 0.1f};
      session.assign("logits/bias", bias);
      FloatBuffer x = ((Tensors) data.features()).data().asFloatBuffer();
      int[] ids = ((Classes) data.targets().orElseThrow()).ids();
      double loss = 0;
      double activity = 0;
      int right = 0;
      for (int i = 0; i < samples; i++) {
        double[] logits = new double[3];
        double sum = 0;
        int best = 0;
        for (int c = 0; c < 3; c++) {
          logits[c] = bias[c];
          for (int j = 0; j < 4; j++) {
            logits[c] += x.get(i * 4 + j) * kernel[j * 3 + c];
          }
          sum += Math.exp(logits[c]);
          activity += logits[c] * logits[c];
          best = logits[c] > logits[best] ? c : best;
        }
        loss += Math.log(sum) - logits[ids[i]];
        right += best == ids[i] ? 1 : 0;
      }
      double squares = 0;
      for (float weight : kernel) {
        squares += weight * weight;
      }
      Figures figures = session.evaluate(Trials.rows(samples));
      assertEquals(samples, figures.samples());
      // As in Keras, the activity's penalty is part of an evaluation's loss.
      loss += 0.05 * activity;
      assertEquals(loss / samples + 0.02 * squares, figures.loss(), 1e-5);
      assertEquals((double) right / samples, figures.metrics().get("accuracy"));
      // Row by row it is the same.
      double single = 0;
      for (int row = 0; row < 300; row += 100) {
        single += session.evaluate(new int[] {row}).loss();
      }
      assertEquals(single / 3, session.evaluate(new int[] {0, 100, 200}).loss(), 1e-5);
      // The strength is a variable: without it the penalty is gone.
      session.assign("logits/kernel_l2", 0);
      assertEquals(loss / samples, session.evaluate(Trials.rows(samples)).loss(), 1e-5);
    }
  }

  @Test
  void classWeightsAreForTrainingOnly() {
    Dataset data = Trials.clouds(30, 3);
    ModelSpec model =
        Trials.model(
            "name: \"m\" input { name: \"x\" shape: 4 }",
            LOGITS,
            "loss { softmax_cross_entropy { class_weight: [1, 0, 3] } }",
            "optimizer { sgd { learning_rate: 1e-9 } } training { batch_size: 30 }");
    int[] ids = ((Classes) data.targets().orElseThrow()).ids();
    try (TrialSession session = Trials.session(model, data, 1)) {
      double plain = 0;
      double weighted = 0;
      for (int i = 0; i < 30; i++) {
        double loss = session.evaluate(new int[] {i}).loss();
        plain += loss;
        weighted += loss * List.of(1, 0, 3).get(ids[i]);
      }
      session.train(Trials.rows(30), 0, 1);
      assertEquals(weighted / 30, session.trainingFigures(Trials.rows(30)).loss(), 1e-5);
      assertEquals(plain / 30, session.evaluate(Trials.rows(30)).loss(), 1e-5);
    }
  }

  @Test
  void theLearningRateFollowsItsSchedule() {
    ModelSpec model =
        Trials.classifier(
            LOGITS,
            "optimizer { sgd { learning_rate: 0.8 }",
            "  schedule { exponential { decay_steps: 2 decay_rate: 0.25 } } }",
            BATCH_8);
    try (TrialSession session = Trials.session(model, Trials.clouds(50, 3), 1)) {
      assertEquals(0.8f, session.progress().learningRate());
      for (int step = 0; step < 4; step++) {
        session.train(Trials.rows(50), step, step + 1);
        assertEquals(0.8 * Math.pow(0.25, step / 2.0), session.progress().learningRate(), 1e-6);
      }
      session.setLearningRate(8);
      assertEquals(8 * Math.pow(0.25, 1.5), session.progress().learningRate(), 1e-5);
    }
  }

  @Test
  void ratesAreSetWithoutANewGraph() {
    ModelSpec dropping = Trials.classifier(HIDDEN, DROP, LOGITS, BATCH_8);
    ModelSpec keeping = Trials.classifier(HIDDEN, DROP.replace("0.5", "0"), LOGITS, BATCH_8);
    Map<String, float[]> expected = trained(keeping, 1, 7);
    try (TrialSession session = Trials.session(dropping, Trials.clouds(50, 3), 1)) {
      session.assign("drop/rate", 0);
      session.train(Trials.rows(50), 0, 7);
      assertSame(expected, session.weights());
      var thrown =
          assertThrows(IllegalArgumentException.class, () -> session.assign("drop/ratio", 0));
      assertTrue(thrown.getMessage().startsWith("there is no variable drop/ratio that can be set"));
      thrown =
          assertThrows(IllegalArgumentException.class, () -> session.assign("logits/bias", 1, 2));
      assertEquals("logits/bias must have 3 values, had 2", thrown.getMessage());
    }
  }

  @Test
  void columnsOfATableAreEncodedInTheGraph() {
    FloatBuffer numbers =
        ByteBuffer.allocateDirect(6 * Float.BYTES).order(ByteOrder.nativeOrder()).asFloatBuffer();
    numbers.put(new float[] {1, 10, Float.NaN, 20, 3, Float.NaN}).flip();
    Dataset data =
        Dataset.of(
            "table",
            Table.of(
                3,
                List.of("a", "b"),
                numbers,
                List.of(
                    new CategoricalColumn(
                        "c", List.of("red", "green", "blue"), new int[] {2, 0, 1}))),
            Optional.of(Trials.values(0, 0, 0)),
            0,
            Scaling.DEFAULT);
    Preprocessing learnt =
        new Preprocessing(
            List.of(
                new NumericEncoding("a", 7, 1, 2),
                new NumericEncoding("b", 12, 10, 5),
                new CategoricalEncoding("c", List.of("blue", "red"))),
            List.of(),
            List.of("y"));
    ModelSpec model =
        Trials.model(
            "name: \"m\" input { name: \"x\" shape: 4 } layer { name: \"y\" dense { units: 1 } }",
            "loss { mean_absolute_error {} }");
    TrialSpec spec =
        new TrialSpec(
            Network.of(model.model(), Map.of()),
            learnt,
            model.optimization(),
            3,
            3,
            1,
            1,
            0,
            1,
            Precision.FLOAT32,
            false);
    try (TrialSession session = TrialSession.forTraining(spec, data, Trials.SETTINGS)) {
      session.assign("y/kernel", 1, 10, 100, 1000);
      // (1 - 1) / 2, (10 - 10) / 5, blue.
      assertEquals(100, session.evaluate(new int[] {0}).loss(), 1e-4);
      // (7 - 1) / 2, (20 - 10) / 5, red.
      assertEquals(3 + 20 + 1000, session.evaluate(new int[] {1}).loss(), 1e-4);
      // (3 - 1) / 2, (12 - 10) / 5, green, which the training part has not.
      assertEquals(1 + 4, session.evaluate(new int[] {2}).loss(), 1e-4);
    }
  }

  @Test
  void aMissingGradientIsExplainedByItsPlace() {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      var x = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(1, 3)));
      var y =
          tf.withSubScope("strange")
              .nn
              .sparseSoftmaxCrossEntropyWithLogits(x, tf.constant(new int[] {2}))
              .loss();
      RuntimeException thrown =
          assertThrows(
              RuntimeException.class,
              () -> {
                try {
                  graph.addGradients(
                      "gradients",
                      new Output<?>[] {y.asOutput()},
                      new Output<?>[] {x.asOutput()},
                      null);
                } catch (TensorFlowException e) {
                  throw MissingGradient.explain(graph, e);
                }
              });
      assertEquals(
          "TensorFlow has no gradient for the op SparseSoftmaxCrossEntropyWithLogits, which stands at"
              + " strange/SparseSoftmaxCrossEntropyWithLogits; build the layer from other ops",
          thrown.getMessage());
    }
  }

  @Test
  void closedSessionsGiveTheirMemoryBack() throws IOException {
    assumeTrue(Files.exists(Path.of("/proc/self/status")), "no /proc on this system");
    ModelSpec model = Trials.classifier(HIDDEN, LOGITS, BATCH_8);
    Dataset data = Trials.tensors(new float[1_000_000], List.of(4), zeros(250_000));
    long before = 0;
    // The allocators of a busy machine give memory back late, so it is the least that counts.
    long after = Long.MAX_VALUE;
    for (int i = 0; i < 60; i++) {
      try (TrialSession session = Trials.session(model, data, 1)) {
        session.train(Trials.rows(50), 0, 7);
      }
      if (i == 9) {
        before = residentBytes();
      } else if (i >= 30) {
        after = Math.min(after, residentBytes());
      }
    }
    // Each session holds five megabytes of samples, beside graph and functions.
    assertTrue(
        after - before < 20 * 3_000_000L,
        "grew by " + (after - before) + " bytes in more than 20 sessions");
  }

  private static Classes zeros(int samples) {
    return Trials.classes(new int[samples], 3);
  }

  private static long residentBytes() throws IOException {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(text -> text.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
  }

  /** Two steps of each shipped model on numbers of its shape; zero is for a shape from the data. */
  @ParameterizedTest
  @CsvSource({
    "iris_logistic,3",
    "digits_mlp,10",
    "mnist_mlp,10",
    "mnist_cnn,10",
    "housing_regression,0",
    "resnet20,10",
    "seed_resnet,10",
    "se_resnet20,10",
    "gated_resnet,10",
    "digits_moe,10",
    "digits_act,10"
  })
  void shippedModelsTrain(String name, int classes) {
    ModelSpec model =
        ModelFile.read(Path.of("graphs", name + ".textproto"), List.of("training.batch_size=4"))
            .spec();
    Shape shape = model.model().inputs().get(0).shape().orElse(Shape.of(13));
    int samples = 4;
    Random random = new Random(1);
    float[] values = new float[(int) shape.size() * samples];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    Dataset data =
        Trials.tensors(
            values,
            Arrays.stream(shape.asArray()).mapToObj(size -> (int) size).toList(),
            classes == 0
                ? Trials.values(1, 2, 3, 4)
                : Trials.classes(new int[] {0, 1, 2, 0}, classes));
    TrialSpec spec =
        new TrialSpec(
            Network.of(model.model(), Map.of(model.model().inputs().get(0).name(), shape)),
            Preprocessing.fit(data, Trials.rows(samples), Scaling.NONE),
            model.optimization(),
            4,
            samples,
            1,
            1,
            0,
            1,
            Precision.FLOAT32,
            false);
    try (TrialSession session = TrialSession.forTraining(spec, data, Trials.SETTINGS)) {
      Map<String, float[]> before = session.weights();
      // A warm-up begins with a step at the rate 0.
      session.train(Trials.rows(samples), 0, 1);
      session.train(Trials.rows(samples), 0, 1);
      Map<String, float[]> after = session.weights();
      before.forEach(
          (weight, value) ->
              assertFalse(
                  weight.endsWith("kernel") && Arrays.equals(value, after.get(weight)),
                  weight + " did not change"));
      assertTrue(Double.isFinite(session.trainingFigures(Trials.rows(samples)).loss()));
      assertTrue(Double.isFinite(session.evaluate(Trials.rows(samples)).loss()));
    }
  }
}
