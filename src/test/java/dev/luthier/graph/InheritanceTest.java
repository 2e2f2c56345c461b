package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a session takes over from another training's checkpoint, and what it keeps. */
class InheritanceTest {

  private static final int SAMPLES = 60;
  private static final Dataset DATA = Trials.clouds(SAMPLES, 3);
  private static final int[] ROWS = Trials.rows(SAMPLES);

  private static final String MODEL =
      """
      name: "classifier" input { name: "x" shape: 4 }
      layer {
        name: "hidden"
        dense { units: 5 activation: RELU kernel_regularizer { l2: 0.001 } }
      }
      layer { name: "norm" batch_normalization {} }
      layer { name: "logits" dense { units: 3 } }
      loss { softmax_cross_entropy {} } metric: ACCURACY
      optimizer { adam { learning_rate: 0.01 } }
      training { epochs: 4 batch_size: 8 }
      """;

  @TempDir private Path directory;

  private static ModelSpec model(String... settings) {
    return ModelFile.parse("model.textproto", MODEL, List.of(settings)).spec();
  }

  private static TrialSpec spec(long seed, String... settings) {
    return Trials.spec(model(settings), DATA, SAMPLES, seed);
  }

  private static TrialSession session(TrialSpec spec) {
    return TrialSession.forTraining(spec, DATA, Trials.SETTINGS);
  }

  /** A session with an epoch behind it, saved. */
  private Path parent() throws IOException {
    Path checkpoint = directory.resolve("parent");
    try (TrialSession session = session(spec(1))) {
      session.train(ROWS, 0, session.spec().stepsPerEpoch());
      session.save(checkpoint);
    }
    return checkpoint;
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> found) {
    assertEquals(expected.keySet(), found.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, found.get(name), name));
  }

  @Test
  void trainsOnFromThereWithItsOwnLearningRate() throws IOException {
    Path checkpoint = parent();
    try (TrialSession goingOn = session(spec(1));
        TrialSession heir = session(spec(1))) {
      goingOn.restore(checkpoint);
      heir.inherit(checkpoint);
      goingOn.train(ROWS, 0, 8);
      assertEquals(0.01f, heir.train(ROWS, 0, 8).learningRate());
      // Weights, moments and the step that corrects them: all that a step depends on.
      assertSame(goingOn.weights(), heir.weights());
      assertEquals(goingOn.evaluate(ROWS).loss(), heir.evaluate(ROWS).loss());
    }
    try (TrialSession goingOn = session(spec(1));
        TrialSession heir = session(spec(1, "optimizer.adam.learning_rate=0.02"))) {
      goingOn.restore(checkpoint);
      goingOn.setLearningRate(0.02f);
      heir.inherit(checkpoint);
      goingOn.train(ROWS, 0, 8);
      assertEquals(0.02f, heir.train(ROWS, 0, 8).learningRate());
      assertSame(goingOn.weights(), heir.weights());
    }
  }

  @Test
  void strengthsAreItsOwnAndMayBeNewOrGone() throws IOException {
    Path checkpoint = parent();
    String l2 = "layer[hidden].dense.kernel_regularizer.l2=";
    double small;
    try (TrialSession heir = session(spec(1))) {
      heir.inherit(checkpoint);
      small = heir.evaluate(ROWS).loss();
    }
    double squares;
    try (TrialSession heir = session(spec(2, l2 + "0"))) {
      heir.inherit(checkpoint);
      squares = small - heir.evaluate(ROWS).loss();
      assertTrue(squares > 0);
    }
    try (TrialSession heir = session(spec(2, l2 + "0.003"))) {
      heir.inherit(checkpoint);
      assertEquals(small + 2 * squares, heir.evaluate(ROWS).loss(), 1e-5);
    }
  }

  @Test
  void anotherSizeOfBatchIsNoObstacle() throws IOException {
    Path checkpoint = parent();
    try (TrialSession heir = session(spec(2, "training.batch_size=20"))) {
      heir.inherit(checkpoint);
      Map<String, float[]> inherited = heir.weights();
      heir.train(ROWS, 0, 3);
      assertNotEquals(inherited.get("hidden/kernel")[0], heir.weights().get("hidden/kernel")[0]);
    }
  }

  @Test
  void theSessionOfAnEarlierHeirServesTheNextOne() throws IOException {
    Path checkpoint = parent();
    try (TrialSession heir = session(spec(2))) {
      heir.inherit(checkpoint);
      heir.train(ROWS, 0, 8);
      heir.restart(spec(3));
      heir.inherit(checkpoint);
      try (TrialSession fresh = session(spec(3))) {
        fresh.inherit(checkpoint);
        assertSame(fresh.weights(), heir.weights());
        fresh.train(ROWS, 0, 8);
        heir.train(ROWS, 0, 8);
        assertSame(fresh.weights(), heir.weights());
      }
    }
  }

  @Test
  void anObstacleIsAVariableOfAnotherShapeOrNone() {
    TrialSpec ancestor = spec(1);
    for (String setting :
        List.of(
            "optimizer.adam.beta1=0.8",
            "optimizer.adam.learning_rate=1",
            "layer[hidden].dense.kernel_regularizer.l2=0",
            "training.batch_size=30",
            "training.epochs=9")) {
      assertEquals(Optional.empty(), Inheritance.obstacle(spec(7, setting), ancestor), setting);
    }
    assertEquals(
        Optional.of("hidden/kernel is [4, 6], not [4, 5]"),
        Inheritance.obstacle(spec(1, "layer[hidden].dense.units=6"), ancestor));
    assertEquals(
        Optional.of("optimizer/hidden/kernel/largest_v is there only then"),
        Inheritance.obstacle(spec(1, "optimizer.adam.amsgrad=true"), ancestor));
    assertEquals(
        Optional.of("hidden/bias is not there then"),
        Inheritance.obstacle(spec(1, "layer[hidden].dense.use_bias=false"), ancestor));
  }
}
