package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.Trials;
import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.KFold;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.Scaling;
import dev.luthier.data.Split;
import dev.luthier.data.TargetKind;
import dev.luthier.nn.Network;
import dev.luthier.nn.Precision;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What training with {@code lbfgs} comes to. */
class LbfgsTest {

  private static final Path NO_DATA = Path.of("no-data");

  /** scikit-learn's grid of a logistic regression on iris has 1/30 of a fold as its grain. */
  private static final double ONE_SAMPLE = 1.0 / 150 + 1e-9;

  @TempDir Path directory;

  private static List<JsonNode> fits() throws IOException {
    try (InputStream file =
        LbfgsTest.class.getResourceAsStream("/golden/logistic_regression.json")) {
      JsonNode fits = new ObjectMapper().readTree(file).get("fits");
      return StreamSupport.stream(fits.spliterator(), false).toList();
    }
  }

  private static Dataset iris() throws IOException {
    DataDescription raw = DataDescription.of("iris").withScaling(Scaling.NONE);
    return new DataReader(NO_DATA).read(raw, ReadOptions.training(TargetKind.CLASSES));
  }

  private static ModelSpec logisticRegression(double c, String penalty) {
    String regularizer = "layer[logits].dense.kernel_regularizer.";
    return ModelFile.read(
            Path.of("graphs/iris_logistic.textproto"),
            List.of(
                regularizer + "inverse_strength=" + c,
                regularizer + "penalty=" + penalty,
                "optimizer=lbfgs"))
        .spec();
  }

  private static TrialSession session(ModelSpec model, Dataset dataset, int[] rows, long seed) {
    TrialSpec spec =
        new TrialSpec(
            Network.of(model.model(), Map.of()),
            Preprocessing.fit(dataset, rows, dataset.scaling()),
            model.optimization(),
            model.training().batchSize(),
            rows.length,
            model.training().epochs(),
            seed,
            0,
            1,
            Precision.FLOAT32,
            false);
    return TrialSession.forTraining(spec, dataset, Trials.SETTINGS);
  }

  /** Runs steps until there is nothing left to do. */
  private static void minimize(TrialSession session, int[] rows) {
    for (int epoch = 0; epoch < 40; epoch++) {
      if (session.train(rows, 0, session.spec().stepsPerEpoch()).finished()) {
        return;
      }
    }
    fail("still not at a minimum");
  }

  /**
   * scipy 1.17.1 and scikit-learn 1.9.1 with src/test/python/logistic_regression.py: the exact
   * optimum of each of the 60 fits, weights that are 0 in it, and the scores of the twelve settings
   * in a cross-validation.
   */
  @ParameterizedTest
  @MethodSource("fits")
  void bringsALogisticRegressionToItsOptimum(JsonNode expected) throws IOException {
    double c = expected.get("c").asDouble();
    Dataset iris = iris();
    ModelSpec model = logisticRegression(c, expected.get("penalty").asText());
    List<Split> splits = new KFold(5, true, false, 0).splits(iris);
    double accuracies = 0;
    double expectedAccuracies = 0;
    for (int fold = 0; fold < 5; fold++) {
      int[] rows = splits.get(fold).train();
      try (TrialSession session = session(model, iris, rows, fold)) {
        minimize(session, rows);
        double objective = session.evaluate(rows).loss() * c * rows.length;
        double optimum = expected.get("objectives").get(fold).asDouble();
        assertEquals(optimum, objective, 1e-5 * optimum, "fold " + fold);
        float[] kernel = session.weights().get("logits/kernel");
        for (JsonNode zero : expected.get("zeros").get(fold)) {
          assertEquals(0f, kernel[zero.asInt()], "weight " + zero + " of fold " + fold);
        }
        accuracies += session.evaluate(splits.get(fold).validation()).metrics().get("accuracy");
        expectedAccuracies += expected.get("accuracies").get(fold).asDouble();
      }
    }
    assertEquals(expectedAccuracies / 5, accuracies / 5, ONE_SAMPLE);
  }

  /** A valley a thousand times as long as it is wide. */
  @Test
  void findsTheMinimumOfAnIllConditionedParabola() {
    Random random = new Random(3);
    float[] features = new float[40 * 2];
    float[] targets = new float[40];
    for (int i = 0; i < targets.length; i++) {
      features[2 * i] = (float) random.nextGaussian();
      features[2 * i + 1] = (float) random.nextGaussian() * 30;
      targets[i] = 3 * features[2 * i] - 2 * features[2 * i + 1] + 1;
    }
    Dataset data = Trials.vectors(features, 2, Trials.values(targets));
    ModelSpec model =
        Trials.model(
            "name: \"line\" input { name: \"x\" shape: 2 }",
            "layer { name: \"y\" dense { units: 1 } }",
            "loss { mean_squared_error {} } optimizer { lbfgs {} }");
    try (TrialSession session = Trials.session(model, data, 1)) {
      minimize(session, Trials.rows(40));
      assertArrayEquals(new float[] {3, -2}, session.weights().get("y/kernel"), 1e-4f);
      assertArrayEquals(new float[] {1}, session.weights().get("y/bias"), 1e-4f);
    }
  }

  /** No convex function: the classes are on opposite corners of a square. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void fitsASmallNetwork(long seed) {
    Dataset data =
        Trials.vectors(
            new float[] {0, 0, 0, 1, 1, 0, 1, 1}, 2, Trials.classes(new int[] {0, 1, 1, 0}, 2));
    ModelSpec model =
        Trials.model(
            "name: \"corners\" input { name: \"x\" shape: 2 }",
            "layer { name: \"hidden\" dense { units: 8 activation: TANH",
            "  kernel_regularizer { l2: 1e-4 } } }",
            "layer { name: \"logits\" dense { units: 2 kernel_regularizer { l2: 1e-4 } } }",
            "loss { softmax_cross_entropy {} } metric: ACCURACY optimizer { lbfgs {} }");
    try (TrialSession session = Trials.session(model, data, seed)) {
      minimize(session, Trials.rows(4));
      assertEquals(1, session.evaluate(Trials.rows(4)).metrics().get("accuracy"));
    }
  }

  /** Every step leaves weights that are no worse than those before it. */
  @ParameterizedTest
  @ValueSource(strings = {"L1", "L2"})
  void keepsTheBestWeights(String penalty) throws IOException {
    Dataset iris = iris();
    int[] rows = Trials.rows(150);
    try (TrialSession session = session(logisticRegression(100, penalty), iris, rows, 1)) {
      double before = Double.POSITIVE_INFINITY;
      for (int step = 0; step < 60; step++) {
        session.train(rows, step, step + 1);
        double loss = session.evaluate(rows).loss();
        assertTrue(loss <= before * (1 + 1e-5), "step " + step + ": " + before + " to " + loss);
        before = loss;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"L1", "L2"})
  void goesOnFromACheckpointBitForBit(String penalty) throws IOException {
    Dataset iris = iris();
    int[] rows = Trials.rows(150);
    ModelSpec model = logisticRegression(10, penalty);
    Path checkpoint = directory.resolve("variables");
    List<float[]> kernels = new ArrayList<>();
    try (TrialSession whole = session(model, iris, rows, 1)) {
      whole.train(rows, 0, 37);
      whole.save(checkpoint);
      whole.train(rows, 37, 90);
      kernels.add(whole.weights().get("logits/kernel"));
    }
    try (TrialSession resumed = session(model, iris, rows, 2)) {
      resumed.restore(checkpoint);
      for (int step = 37; step < 90; step++) {
        resumed.train(rows, step, step + 1);
      }
      kernels.add(resumed.weights().get("logits/kernel"));
    }
    assertArrayEquals(kernels.get(0), kernels.get(1));
  }

  @Test
  void saysWhenThereIsNothingLeftToDo() throws IOException {
    Dataset iris = iris();
    int[] rows = Trials.rows(150);
    try (TrialSession session = session(logisticRegression(0.1, "L2"), iris, rows, 1)) {
      TrialSession.Progress start = session.train(rows, 0, 5);
      assertEquals(5, start.batch());
      assertFalse(start.finished());
      TrialSession.Progress end = session.train(rows, 5, 4000);
      assertTrue(end.finished());
      assertTrue(end.batch() > 5 && end.batch() < 1000, end.toString());
      float[] kernel = session.weights().get("logits/kernel");
      assertEquals(end, session.train(rows, end.batch(), 4000));
      assertArrayEquals(kernel, session.weights().get("logits/kernel"));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layer { name: \"odd\" dropout { rate: 0.1 } }",
        "layer { name: \"odd\" batch_normalization {} }",
        "layer { name: \"odd\" dense { units: 4 kernel_constraint { max_norm: 1 } } }"
      })
  void refusesALossThatIsNoFunctionOfTheWeights(String layer) {
    ModelSpec model =
        Trials.classifier(
            layer, "layer { name: \"logits\" dense { units: 3 } } optimizer { lbfgs {} }");
    Dataset data = Trials.clouds(10, 3);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Trials.spec(model, data, 10, 1))
            .getMessage();
    assertTrue(message.startsWith("optimizer ") && message.contains("odd"), message);
  }
}
