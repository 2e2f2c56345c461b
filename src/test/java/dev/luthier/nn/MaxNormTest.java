package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class MaxNormTest {

  /** Keras 3.15.1, src/test/python/strengths.py. */
  @TestFactory
  Stream<DynamicTest> scalesAsKerasDoes() {
    return StreamSupport.stream(Golden.read("strengths").get("max_norm").spliterator(), false)
        .map(
            golden -> DynamicTest.dynamicTest(golden.get("shape").toString(), () -> check(golden)));
  }

  private static void check(JsonNode golden) {
    Shape shape = Shape.of(Golden.longs(golden.get("shape")));
    double[] weights = Golden.doubles(golden.get("weights"));
    float[] flat = new float[weights.length];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) weights[i];
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> w = tf.reshape(tf.constant(flat), tf.constant(shape));
      MaxNorm constraint = new MaxNorm((float) golden.get("maximum").asDouble());
      Operand<TFloat32> scaled = constraint.apply(tf, w);
      assertEquals(shape, scaled.shape());
      Operand<TFloat32> result = tf.reshape(scaled, tf.constant(new int[] {-1}));
      try (TFloat32 values = (TFloat32) session.runner().fetch(result).run().get(0)) {
        double[] expected = Golden.doubles(golden.get("result"));
        for (int i = 0; i < expected.length; i++) {
          assertEquals(expected[i], values.getFloat(i), 1e-6, "weight " + i);
        }
      }
    }
  }

  @Test
  void refusesWhatIsNoNorm() {
    String message =
        assertThrows(IllegalArgumentException.class, () -> new MaxNorm(0)).getMessage();
    assertTrue(message.startsWith("max_norm must"), message);
  }
}
