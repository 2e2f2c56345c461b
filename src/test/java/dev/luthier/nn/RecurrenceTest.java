package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** What recurrent layers do in training only; their arithmetic is in the golden file. */
class RecurrenceTest {

  private static final int SAMPLES = 200;
  private static final int LENGTH = 3;

  /** Outputs of a GRU whose candidate is the input's only feature and whose gates forget h. */
  private static float[] outputs(float dropout, boolean training) {
    Gru layer = new Gru(1, true, false, dropout, false, true, RecurrentWeights.STANDARD);
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Map<String, Operand<TFloat32>> variables =
          Map.of(
              "kernel", tf.constant(new float[][] {{-100, 0, 1}}),
              "recurrent_kernel", tf.constant(new float[][] {{0, 0, 0}}),
              "rate", tf.constant(dropout));
      Operand<TFloat32> x = tf.fill(tf.constant(Shape.of(SAMPLES, LENGTH, 1)), tf.constant(0.5f));
      Operand<TFloat32> y = layer.apply(new FixedScope(tf, training, 5, variables), List.of(x));
      try (TFloat32 result = (TFloat32) session.runner().fetch(y).run().get(0)) {
        float[] values = new float[SAMPLES * LENGTH];
        result.asRawTensor().data().asFloats().read(values);
        return values;
      }
    }
  }

  @Test
  void dropsAFeatureAtAllPositionsOfASample() {
    float[] outputs = outputs(0.5f, true);
    int kept = 0;
    for (int sample = 0; sample < SAMPLES; sample++) {
      float first = outputs[sample * LENGTH];
      assertTrue(first == 0 || Math.abs(first - Math.tanh(1)) < 1e-6, "was " + first);
      for (int position = 1; position < LENGTH; position++) {
        assertEquals(first, outputs[sample * LENGTH + position], 1e-6);
      }
      kept += first == 0 ? 0 : 1;
    }
    assertEquals(SAMPLES / 2.0, kept, 4 * Math.sqrt(SAMPLES / 4.0));
  }

  @Test
  void dropsNothingAfterTraining() {
    for (float output : outputs(0.5f, false)) {
      assertEquals(Math.tanh(0.5), output, 1e-6);
    }
  }

  @Test
  void onlyDropoutMakesAPassRandom() {
    assertTrue(Lstm.of(3).isDeterministic());
    assertFalse(
        new Lstm(3, false, false, 0.1f, true, true, RecurrentWeights.STANDARD).isDeterministic());
    assertTrue(TransformerEncoder.of(1, 2).isDeterministic());
  }
}
