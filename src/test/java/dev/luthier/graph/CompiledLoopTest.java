package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.device.DeviceChoice;
import dev.luthier.nn.Precision;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What XLA compiles, beside the same op by op. */
class CompiledLoopTest {

  private static final String DENSE =
      "layer { name: \"hidden\" dense { units: 16 activation: RELU kernel_regularizer { l2: 0.01 } }"
          + " } layer { name: \"logits\" dense { units: 3 } }";

  /** 90 samples are two batches of 40 and one of 10, which is not compiled. */
  private static final Dataset CLOUDS = Trials.clouds(90, 3);

  private static ModelSpec model(boolean compiled, String layers, String more) {
    return Trials.classifier(
        layers, "training { batch_size: 40 jit_compile: " + compiled + " " + more + " }");
  }

  private static void train(TrialSession session, int epochs) {
    int[] rows = Trials.rows(session.spec().trainingSamples());
    for (int epoch = 0; epoch < epochs; epoch++) {
      session.train(rows, 0, session.spec().stepsPerEpoch());
    }
  }

  private static void assertAlike(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), 1e-5f, name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "optimizer { adam { learning_rate: 0.01 } }",
        "optimizer { rmsprop { learning_rate: 0.01 } }",
        "optimizer { sgd { learning_rate: 0.1 momentum: 0.9 } }"
      })
  void trainsAsOpByOp(String optimizer) {
    try (TrialSession plain = Trials.session(model(false, DENSE + optimizer, ""), CLOUDS, 1);
        TrialSession compiled = Trials.session(model(true, DENSE + optimizer, ""), CLOUDS, 1)) {
      train(plain, 3);
      train(compiled, 3);
      assertAlike(plain.weights(), compiled.weights());
      assertArrayEquals(plain.stepLosses(), compiled.stepLosses(), 1e-4f);
      assertEquals(plain.progress().lossSum(), compiled.progress().lossSum(), 1e-3);
      assertEquals(
          plain.trainingFigures(Trials.rows(90)).metrics(),
          compiled.trainingFigures(Trials.rows(90)).metrics());
    }
  }

  @Test
  void goesOnAnywhereInAnEpoch() {
    int[] rows = Trials.rows(90);
    try (TrialSession whole = Trials.session(model(true, DENSE, ""), CLOUDS, 1);
        TrialSession steps = Trials.session(model(true, DENSE, ""), CLOUDS, 1)) {
      whole.train(rows, 0, 3);
      for (int step = 0; step < 3; step++) {
        assertEquals(step + 1, steps.train(rows, step, step + 1).batch());
      }
      assertAlike(whole.weights(), steps.weights());
      assertArrayEquals(whole.stepLosses(), steps.stepLosses(), 1e-6f);
    }
  }

  @ParameterizedTest
  @EnumSource
  void compilesEveryPrecision(Precision precision) {
    ModelSpec model = model(true, DENSE, "precision: " + precision);
    try (TrialSession session = Trials.session(model, CLOUDS, 1)) {
      train(session, 40);
      assertTrue(session.evaluate(Trials.rows(90)).metrics().get("accuracy") > 0.8);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layer { name: \"conv\" conv2d { filters: 8 kernel_size: 3 } }"
            + " layer { name: \"norm\" batch_normalization { momentum: 0.8 } }"
            + " layer { name: \"pool\" max_pool { size: 2 } }"
            + " layer { name: \"drop\" dropout { rate: 0.2 } }"
            + " layer { name: \"flat\" flatten {} }",
        "layer { name: \"flip\" random_flip {} }"
            + " layer { name: \"crop\" random_crop { padding: 1 } }"
            + " layer { name: \"rows\" reshape { shape: [8, 8] } }"
            + " layer { name: \"gru\" gru { units: 8 } }",
        "layer { name: \"rows\" reshape { shape: [8, 8] } }"
            + " layer { name: \"encoder\" transformer_encoder { heads: 2 feed_forward: 16 } }"
            + " layer { name: \"mean\" global_average_pool {} }"
      })
  void compilesOtherLayers(String layers) {
    Random random = new Random(7);
    int samples = 64;
    float[] values = new float[samples * 64];
    int[] ids = new int[samples];
    for (int i = 0; i < samples; i++) {
      ids[i] = i % 2;
      for (int j = 0; j < 64; j++) {
        values[i * 64 + j] = random.nextFloat() + (ids[i] == 1 && j < 24 ? 1 : 0);
      }
    }
    Dataset images = Trials.tensors(values, List.of(8, 8, 1), Trials.classes(ids, 2));
    ModelSpec model =
        Trials.model(
            "name: \"m\" input { name: \"x\" shape: [8, 8, 1] }",
            layers + " layer { name: \"logits\" dense { units: 2 } }",
            "loss { softmax_cross_entropy {} } metric: [ACCURACY, F1, ROC_AUC]",
            "optimizer { adam { learning_rate: 0.01 } }",
            "training { batch_size: 32 jit_compile: true }");
    try (TrialSession session = Trials.session(model, images, 1)) {
      train(session, 15);
      assertTrue(session.evaluate(Trials.rows(samples)).metrics().get("accuracy") > 0.9);
    }
  }

  @Test
  void goesOnFromACheckpointOpByOp(@TempDir Path directory) throws IOException {
    try (TrialSession compiled = Trials.session(model(true, DENSE, ""), CLOUDS, 1);
        TrialSession plain = Trials.session(model(false, DENSE, ""), CLOUDS, 2)) {
      train(compiled, 1);
      compiled.save(directory.resolve("saved"));
      plain.restore(directory.resolve("saved"));
      train(compiled, 1);
      train(plain, 1);
      assertAlike(plain.weights(), compiled.weights());
    }
  }

  @Test
  void refusesPartsOfBatches() {
    ModelSpec model = model(true, DENSE, "accumulation: 2");
    assertEquals(
        "jit_compile works on whole batches, accumulation was 2; leave one of them out of training",
        assertThrows(IllegalArgumentException.class, () -> Trials.spec(model, CLOUDS, 90, 1))
            .getMessage());
  }

  @Test
  void refusesSeveralDevices() {
    TrialSpec spec = Trials.spec(model(true, DENSE, ""), CLOUDS, 90, 1);
    SessionSettings two = new SessionSettings(DeviceChoice.parse("cpu:0+cpu:1"), 1);
    assertEquals(
        "jit_compile works on one device, had 2; name one, or leave jit_compile out of training",
        assertThrows(
                IllegalArgumentException.class, () -> TrialSession.forTraining(spec, CLOUDS, two))
            .getMessage());
  }
}
