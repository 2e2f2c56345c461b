package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.nn.Precision;
import dev.luthier.spec.ModelSpec;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompiledStepTest {

  private static final String HIDDEN =
      "layer { name: \"hidden\" dense { units: 8 activation: RELU kernel_regularizer { l2: 0.01 } }"
          + " }";
  private static final String LOGITS = "layer { name: \"logits\" dense { units: 3 } }";

  /** After two epochs of seven steps, the last one of each of two samples. */
  private static Map<String, float[]> trained(TrialSpec spec, Dataset data) {
    try (TrialSession session = TrialSession.forTraining(spec, data, Trials.SETTINGS)) {
      session.train(Trials.rows(50), 0, 7);
      session.train(Trials.rows(50), 0, 3);
      session.train(Trials.rows(50), 3, 7);
      assertEquals(50, session.trainingFigures(Trials.rows(50)).samples());
      return session.weights();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"adam {}", "sgd { momentum: 0.9 } clipping { global_norm: 0.5 }"})
  void weightsAreThoseOfPlainSteps(String optimizer) {
    ModelSpec model =
        Trials.classifier(
            HIDDEN, LOGITS, "training { batch_size: 8 }", "optimizer { " + optimizer + " }");
    Dataset data = Trials.clouds(50, 3);
    TrialSpec spec = Trials.spec(model, data, 50, 1);
    Map<String, float[]> plain = trained(spec, data);
    Map<String, float[]> compiled = trained(spec.withJitCompile(true), data);
    plain.forEach((name, values) -> assertArrayEquals(values, compiled.get(name), 1e-5f, name));
  }

  @ParameterizedTest
  @EnumSource(names = {"MIXED_BFLOAT16", "MIXED_FLOAT16"})
  void compilesLowPrecisions(Precision precision) {
    ModelSpec model = Trials.classifier(HIDDEN, LOGITS, "training { batch_size: 8 }");
    Dataset data = Trials.clouds(50, 3);
    TrialSpec spec = Trials.spec(model, data, 50, 1).withPrecision(precision);
    Map<String, float[]> plain = trained(spec, data);
    Map<String, float[]> compiled = trained(spec.withJitCompile(true), data);
    plain.forEach((name, values) -> assertArrayEquals(values, compiled.get(name), 0.01f, name));
  }

  @Test
  void layerThatXlaDoesNotKnowIsNamed() {
    ModelSpec model =
        Trials.model(
            "name: \"m\" input { name: \"x\" shape: 32 shape: 1 } loss { softmax_cross_entropy {} }",
            "layer { name: \"sound\" spectrogram { window: 8 } }",
            "layer { name: \"flat\" flatten {} } layer { name: \"logits\" dense { units: 2 } }");
    Dataset data =
        Trials.tensors(
            new float[4 * 32], List.of(32, 1), Trials.classes(new int[] {0, 1, 0, 1}, 2));
    TrialSpec spec = Trials.spec(model, data, 4, 1).withJitCompile(true);
    try (TrialSession session = TrialSession.forTraining(spec, data, Trials.SETTINGS)) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> session.train(Trials.rows(4), 0, 1))
              .getMessage();
      assertTrue(message.contains("AudioSpectrogram"), message);
      assertTrue(message.contains("jit_compile"), message);
      assertFalse(message.contains("\n"), message);
    }
  }
}
