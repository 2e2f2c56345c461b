package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.spec.ModelSpec;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

class MixupTest {

  private static final long SEED = 9;
  private static final int SAMPLES = 5;
  private static final int FEATURES = 4;
  private static final int CLASSES = 3;
  private static final float RATE = 0.5f;

  /** Shares that batches of some steps are mixed by. */
  private static float[] shares(float alpha, int seed, int steps) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TInt32> place = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(2)));
      Operand<TFloat32> share = new Mixup(tf, alpha, place).share();
      float[] shares = new float[steps];
      for (int step = 0; step < steps; step++) {
        try (TInt32 fed = TInt32.vectorOf(seed, step);
            Result result = session.runner().feed(place, fed).fetch(share).run()) {
          shares[step] = ((TFloat32) result.get(0)).getFloat();
        }
      }
      return shares;
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0.2f, 1, 4})
  void sharesAreOfTheBetaDistribution(float alpha) {
    int steps = 4000;
    float[] shares = shares(alpha, 17, steps);
    double mean = 0;
    double square = 0;
    for (float share : shares) {
      assertTrue(share >= 0 && share <= 1);
      mean += share / steps;
      square += (share - 0.5) * (share - 0.5) / steps;
    }
    double variance = 1 / (4 * (2 * alpha + 1));
    assertEquals(0.5, mean, 4 * Math.sqrt(variance / steps));
    // The square of the distance from the middle is at most 1/4, with a mean of the variance.
    assertEquals(variance, square, 4 * Math.sqrt(variance * (0.25 - variance) / steps));
    assertArrayEquals(shares, shares(alpha, 17, steps));
    assertFalse(Arrays.equals(shares, shares(alpha, 18, steps)));
  }

  @Test
  void aTinyParameterStillGivesShares() {
    for (float share : shares(0.001f, 1, 200)) {
      assertTrue(share >= 0 && share <= 1);
    }
  }

  /** One step of gradient descent on a softmax regression, worked out sample by sample. */
  @Test
  void aStepIsThatOfMixedSamplesAndLosses() {
    Random random = new Random(4);
    float[] x = new float[SAMPLES * FEATURES];
    for (int i = 0; i < x.length; i++) {
      x[i] = (float) random.nextGaussian();
    }
    int[] y = {0, 2, 1, 2, 0};
    float[] start = new float[FEATURES * CLASSES];
    for (int i = 0; i < start.length; i++) {
      start[i] = random.nextFloat() - 0.5f;
    }
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"logits\" dense { units: 3 use_bias: false } }",
            "optimizer { sgd { learning_rate: 0.5 } }",
            "training { batch_size: 5 mixup: 1 }");
    Dataset data = Trials.vectors(x, FEATURES, Trials.classes(y, CLASSES));
    double share = shares(1, (int) Seeds.derive(SEED, "steps"), 1)[0];
    assertTrue(share > 0.05 && share < 0.95, "should mix, the share was " + share);

    double[] expected = new double[start.length];
    double loss = 0;
    for (int i = 0; i < start.length; i++) {
      expected[i] = start[i];
    }
    for (int sample = 0; sample < SAMPLES; sample++) {
      int partner = (sample + SAMPLES - 1) % SAMPLES;
      double[] mixed = new double[FEATURES];
      for (int j = 0; j < FEATURES; j++) {
        mixed[j] = share * x[sample * FEATURES + j] + (1 - share) * x[partner * FEATURES + j];
      }
      double[] target = new double[CLASSES];
      target[y[sample]] += share;
      target[y[partner]] += 1 - share;
      double[] probability = softmax(mixed, start);
      for (int c = 0; c < CLASSES; c++) {
        loss -= target[c] * Math.log(probability[c]) / SAMPLES;
        for (int j = 0; j < FEATURES; j++) {
          expected[j * CLASSES + c] -= RATE * mixed[j] * (probability[c] - target[c]) / SAMPLES;
        }
      }
    }
    try (TrialSession session = Trials.session(model, data, SEED)) {
      session.assign("logits/kernel", start);
      session.train(Trials.rows(SAMPLES), 0, 1);
      float[] actual = session.weights().get("logits/kernel");
      for (int i = 0; i < expected.length; i++) {
        assertEquals(expected[i], actual[i], 1e-6);
      }
      assertEquals(loss, session.progress().lossSum() / SAMPLES, 1e-6);
    }
  }

  private static double[] softmax(double[] x, float[] kernel) {
    double[] values = new double[CLASSES];
    double sum = 0;
    for (int c = 0; c < CLASSES; c++) {
      double logit = 0;
      for (int j = 0; j < FEATURES; j++) {
        logit += x[j] * kernel[j * CLASSES + c];
      }
      values[c] = Math.exp(logit);
      sum += values[c];
    }
    for (int c = 0; c < CLASSES; c++) {
      values[c] /= sum;
    }
    return values;
  }

  /** Not mixed, a regression's loss is 0 at weights of one for y = sum x; mixed, it is as well. */
  @Test
  void numbersAreMixedLikeClasses() {
    float[] x = {1, 2, 3, 4, 0, 1, 0, 3};
    ModelSpec model =
        Trials.model(
            "name: \"sum\" input { name: \"x\" shape: 2 }",
            "layer { name: \"y\" dense { units: 1 use_bias: false } }",
            "loss { mean_squared_error {} } optimizer { sgd { learning_rate: 0.1 } }",
            "training { batch_size: 4 mixup: 1 }");
    Dataset data = Trials.vectors(x, 2, Trials.values(3, 7, 1, 3));
    double share = shares(1, (int) Seeds.derive(SEED, "steps"), 1)[0];
    // At the right weights the output is l y + (1 - l) y', so that the mean over both targets of
    // the squared error is l (1 - l) (y - y')^2.
    double expected = share * (1 - share) * ((3 - 3) + 16 + 36 + 4) / 4;
    try (TrialSession session = Trials.session(model, data, SEED)) {
      session.assign("y/kernel", 1, 1);
      session.train(Trials.rows(4), 0, 1);
      assertEquals(expected, session.progress().lossSum() / 4, 1e-5);
      session.assign("y/kernel", 1, 1);
      assertEquals(0, session.evaluate(Trials.rows(4)).loss(), 1e-9, "evaluation mixes nothing");
    }
  }

  @Test
  void refusesWordsAndFullBatches() {
    Dataset data = Trials.clouds(12, 3);
    ModelSpec words =
        Trials.classifier(
            "layer { name: \"words\" embedding { input_size: 4 output_size: 2 } }",
            "layer { name: \"flat\" flatten {} } layer { name: \"y\" dense { units: 3 } }",
            "training { mixup: 0.2 }");
    var mixed = assertThrows(IllegalArgumentException.class, () -> Trials.session(words, data, 1));
    assertTrue(mixed.getMessage().startsWith("mixup must mix numbers, layer words"));
    ModelSpec batch =
        Trials.classifier(
            "layer { name: \"y\" dense { units: 3 } }",
            "optimizer { lbfgs {} } training { mixup: 0.2 }");
    var full = assertThrows(IllegalArgumentException.class, () -> Trials.session(batch, data, 1));
    assertTrue(full.getMessage().contains("mixup of 0.2 draws at random"), full.getMessage());
  }
}
