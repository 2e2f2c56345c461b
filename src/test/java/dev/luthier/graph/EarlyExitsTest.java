package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.Classes;
import dev.luthier.data.Dataset;
import dev.luthier.data.Tensors;
import dev.luthier.spec.ModelSpec;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Losses and decisions of exits against loops over the samples in float64. */
class EarlyExitsTest {

  private static final int SAMPLES = 60;
  private static final double[] LOSS_WEIGHTS = {0.25, 0.5};
  private static final double[] CONFIDENCES = {0.7, 0.55};

  private static final String EXITS =
      """
      exit { layer: "first" loss_weight: 0.25 confidence: 0.7 }
      exit { layer: "second" loss_weight: 0.5 confidence: 0.55 }
      """;

  @TempDir Path directory;

  private static ModelSpec model(String loss, int units, String more) {
    return Trials.model(
        "name: \"exits\" input { name: \"x\" shape: 4 }",
        "layer { name: \"first\" dense { units: %d } input: \"x\" }".formatted(units),
        "layer { name: \"hidden\" dense { units: 5 activation: TANH } input: \"x\" }",
        "layer { name: \"second\" dense { units: %d } input: \"hidden\" }".formatted(units),
        "layer { name: \"last\" dense { units: %d } input: \"hidden\" }".formatted(units),
        EXITS,
        "loss { " + loss + " } metric: ACCURACY training { batch_size: 60 }",
        more);
  }

  /** What loops over the samples find. */
  private record Found(double loss, double accuracy, double first, double second, double cost) {}

  @Test
  void softmaxIsThatOfLoops() {
    checkEvaluation(model("softmax_cross_entropy {}", 3, ""), 3, 3);
  }

  @Test
  void oneLogitIsThatOfLoops() {
    checkEvaluation(model("sigmoid_cross_entropy {}", 1, ""), 1, 2);
  }

  private void checkEvaluation(ModelSpec model, int units, int classes) {
    Dataset data = Trials.clouds(SAMPLES, classes);
    try (TrialSession session = Trials.session(model, data, 1)) {
      Figures figures = session.evaluate(Trials.rows(SAMPLES));
      Found found = loop(data, session.weights(), units);
      assertEquals(found.loss(), figures.loss(), 1e-5);
      assertEquals(found.accuracy(), figures.metrics().get("accuracy"), 1e-9);
      assertEquals(
          List.of("first/exit", "second/exit", "exits/cost"),
          List.copyOf(figures.structure().keySet()));
      assertEquals(found.first(), figures.structure().get("first/exit"), 1e-6);
      assertEquals(found.second(), figures.structure().get("second/exit"), 1e-6);
      assertEquals(found.cost(), figures.structure().get("exits/cost"), 1e-6);
      assertTrue(found.first() > 0 && found.second() > 0 && found.first() + found.second() < 1);
    }
  }

  @Test
  void confidenceChangesWithoutANewGraph() {
    Dataset data = Trials.clouds(SAMPLES, 3);
    try (TrialSession session = Trials.session(model("softmax_cross_entropy {}", 3, ""), data, 1)) {
      session.assign("first/exit_confidence", 0.1f);
      Map<String, Double> structure = session.evaluate(Trials.rows(SAMPLES)).structure();
      assertEquals(1, structure.get("first/exit"));
      assertEquals(0, structure.get("second/exit"));
      assertEquals(4 * 3 / (4 * 3 + 4 * 5 + 5 * 3 + 5 * 3.0), structure.get("exits/cost"), 1e-6);
    }
  }

  /** With plain gradient descent of rate 1, the weights move by the gradient. */
  @Test
  void trainingFollowsTheGradientOfAllLosses() {
    ModelSpec model =
        model("softmax_cross_entropy {}", 3, "optimizer { sgd { learning_rate: 1 } }");
    Dataset data = Trials.clouds(SAMPLES, 3);
    try (TrialSession session = Trials.session(model, data, 1)) {
      Map<String, float[]> before = session.weights();
      session.train(Trials.rows(SAMPLES), 0, 1);
      Map<String, float[]> after = session.weights();
      for (String name : before.keySet()) {
        float[] moved = new float[before.get(name).length];
        float[] expected = new float[moved.length];
        for (int i = 0; i < moved.length; i++) {
          moved[i] = before.get(name)[i] - after.get(name)[i];
          expected[i] = (float) slope(data, before, name, i);
        }
        assertArrayEquals(expected, moved, 2e-5f, name);
      }
    }
  }

  @Test
  void lbfgsMinimizesAllLosses() {
    ModelSpec model = model("softmax_cross_entropy {}", 3, "optimizer { lbfgs {} }");
    Dataset data = Trials.clouds(SAMPLES, 3);
    int[] rows = Trials.rows(SAMPLES);
    try (TrialSession session = Trials.session(model, data, 1)) {
      double before = loop(data, session.weights(), 3).loss();
      session.train(rows, 0, 10);
      double after = loop(data, session.weights(), 3).loss();
      assertTrue(after < before, after + " after " + before);
      assertEquals(after, session.trainingFigures(rows).loss(), 1e-5);
    }
  }

  @Test
  void theSavedModelDecidesAlike() throws Exception {
    ModelSpec model = model("softmax_cross_entropy {}", 3, "");
    Dataset data = Trials.clouds(SAMPLES, 3);
    try (TrialSession session = Trials.session(model, data, 1)) {
      session.save(directory.resolve("checkpoint"));
      TrialSpec spec = session.spec();
      Path saved = directory.resolve("model");
      assertEquals(
          List.of(),
          new SavedModelExporter(spec.network(), spec.preprocessing())
              .export(directory.resolve("checkpoint"), saved));
      Map<String, float[]> weights = session.weights();
      try (ServedModel served = new ServedModel(saved, spec.preprocessing(), Trials.SETTINGS)) {
        float[][] predictions = served.predict(data);
        float[] x = features(data);
        for (int i = 0; i < SAMPLES; i++) {
          double[] expected = decided(outputs(x, i, weights, 3));
          for (int j = 0; j < 3; j++) {
            assertEquals(expected[j], predictions[i][j], 1e-5, i + ", " + j);
          }
        }
      }
    }
  }

  private static double slope(Dataset data, Map<String, float[]> weights, String name, int place) {
    float[] values = weights.get(name);
    float kept = values[place];
    float step = 1 / 256f;
    values[place] = kept + step;
    double above = loop(data, weights, 3).loss();
    values[place] = kept - step;
    double below = loop(data, weights, 3).loss();
    values[place] = kept;
    return (above - below) / (2 * step);
  }

  private static Found loop(Dataset data, Map<String, float[]> weights, int units) {
    int[] classes = ((Classes) data.targets().orElseThrow()).ids();
    float[] x = features(data);
    double loss = 0;
    int[] taken = new int[3];
    int right = 0;
    for (int i = 0; i < SAMPLES; i++) {
      double[][] outputs = outputs(x, i, weights, units);
      for (int exit = 0; exit < 3; exit++) {
        double weight = exit < 2 ? LOSS_WEIGHTS[exit] : 1;
        loss -= weight * Math.log(probabilities(outputs[exit])[classes[i]]);
      }
      taken[exit(outputs)]++;
      double[] probabilities = decided(outputs);
      double best = Arrays.stream(probabilities).max().orElseThrow();
      right += probabilities[classes[i]] == best ? 1 : 0;
    }
    double all = 4 * units + 4 * 5 + 5 * units + 5 * units;
    double spent = taken[0] * 4 * units + taken[1] * (all - 5 * units) + taken[2] * all;
    return new Found(
        loss / SAMPLES,
        right / (double) SAMPLES,
        taken[0] / (double) SAMPLES,
        taken[1] / (double) SAMPLES,
        spent / all / SAMPLES);
  }

  private static double[][] outputs(
      float[] features, int sample, Map<String, float[]> weights, int units) {
    double[] x = new double[4];
    for (int i = 0; i < 4; i++) {
      x[i] = features[sample * 4 + i];
    }
    double[] hidden = dense(x, weights, "hidden", 5);
    for (int i = 0; i < 5; i++) {
      hidden[i] = Math.tanh(hidden[i]);
    }
    return new double[][] {
      dense(x, weights, "first", units),
      dense(hidden, weights, "second", units),
      dense(hidden, weights, "last", units)
    };
  }

  private static double[] dense(double[] x, Map<String, float[]> weights, String name, int units) {
    double[] sums = new double[units];
    for (int j = 0; j < units; j++) {
      sums[j] = weights.get(name + "/bias")[j];
      for (int i = 0; i < x.length; i++) {
        sums[j] += x[i] * weights.get(name + "/kernel")[i * units + j];
      }
    }
    return sums;
  }

  /** The first that is sure, else the last. */
  private static int exit(double[][] outputs) {
    for (int i = 0; i < 2; i++) {
      double sure = Arrays.stream(probabilities(outputs[i])).max().orElseThrow();
      if (sure >= CONFIDENCES[i]) {
        return i;
      }
    }
    return 2;
  }

  private static double[] decided(double[][] outputs) {
    return probabilities(outputs[exit(outputs)]);
  }

  /** Softmax; of one logit those of both classes. */
  private static double[] probabilities(double[] logits) {
    double[] all = logits.length == 1 ? new double[] {0, logits[0]} : logits;
    double sum = Arrays.stream(all).map(Math::exp).sum();
    return Arrays.stream(all).map(logit -> Math.exp(logit) / sum).toArray();
  }

  private static float[] features(Dataset data) {
    FloatBuffer values = ((Tensors) data.features()).data().asFloatBuffer();
    float[] features = new float[values.remaining()];
    values.get(features);
    return features;
  }
}
