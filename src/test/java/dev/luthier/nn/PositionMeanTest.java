package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class PositionMeanTest {

  @Test
  void paddingHasNoPartInTheMean() {
    float[][][] x = {
      {{1, 2}, {3, 4}, {90, 90}}, {{5, 6}, {90, 90}, {90, 90}}, {{90, 90}, {90, 90}, {90, 90}}
    };
    float[][] mask = {{1, 1, 0}, {1, 0, 0}, {0, 0, 0}};
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      FixedScope scope = new FixedScope(tf, false, 1, Map.of());
      scope.withMask(0, tf.constant(mask));
      Operand<TFloat32> mean = PositionMean.of(scope, 0, tf.constant(x));
      try (Result result = session.runner().fetch(mean).run()) {
        float[] values = new float[6];
        ((TFloat32) result.get(0)).asRawTensor().data().asFloats().read(values);
        assertArrayEquals(new float[] {2, 3, 5, 6, 0, 0}, values);
      }
    }
  }
}
