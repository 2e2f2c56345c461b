package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class DropoutTest {

  private static final Shape VECTORS = Shape.of(100, 400);
  private static final int COUNT = 40_000;

  /** Output and gradient of a layer over ones. */
  private static List<float[]> pass(Layer layer, float rate, int seed, Shape shape) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x = tf.fill(tf.constant(shape), tf.constant(1f));
      FixedScope scope = new FixedScope(tf, true, seed, Map.of("rate", tf.constant(rate)));
      Operand<TFloat32> y = layer.apply(scope, List.of(x));
      Output<?> gradient = graph.addGradients(y.asOutput(), new Output<?>[] {x.asOutput()})[0];
      try (Result result = session.runner().fetch(y).fetch(gradient).run()) {
        return List.of(floats((TFloat32) result.get(0)), floats((TFloat32) result.get(1)));
      }
    }
  }

  private static float[] floats(TFloat32 tensor) {
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  private static double kept(float[] values) {
    int count = 0;
    for (float value : values) {
      count += value == 0 ? 0 : 1;
    }
    return (double) count / values.length;
  }

  @ParameterizedTest
  @ValueSource(floats = {0.1f, 0.5f, 0.9f})
  void keepsTheShareAndTheMean(float rate) {
    float[] output = pass(new Dropout(rate), rate, 3, VECTORS).get(0);
    double deviation = Math.sqrt(rate * (1.0 - rate) / COUNT);
    assertEquals(1 - rate, kept(output), 4 * deviation);
    for (float value : output) {
      assertTrue(value == 0 || Math.abs(value - 1 / (1 - rate)) < 1e-6 / (1 - rate));
    }
  }

  @Test
  void gradientIsThatOfWhatWasKept() {
    List<float[]> pass = pass(new Dropout(0.3f), 0.3f, 3, VECTORS);
    assertArrayEquals(pass.get(0), pass.get(1));
  }

  @Test
  void aSeedAlwaysDropsTheSame() {
    Dropout layer = new Dropout(0.5f);
    float[] output = pass(layer, 0.5f, 3, VECTORS).get(0);
    assertArrayEquals(output, pass(layer, 0.5f, 3, VECTORS).get(0));
    float[] other = pass(layer, 0.5f, 4, VECTORS).get(0);
    assertFalse(Arrays.equals(output, other));
    int both = 0;
    for (int i = 0; i < COUNT; i++) {
      both += output[i] != 0 && other[i] != 0 ? 1 : 0;
    }
    assertEquals(0.25, (double) both / COUNT, 4 * Math.sqrt(0.25 * 0.75 / COUNT));
  }

  @Test
  void theRateIsWhatTheVariableSays() {
    float[] output = pass(new Dropout(0.5f), 0, 3, VECTORS).get(0);
    for (float value : output) {
      assertEquals(1f, value);
    }
  }

  @Test
  void spatialDropoutDropsWholeChannels() {
    Shape images = Shape.of(100, 2, 2, 50);
    float[] output = pass(new SpatialDropout(0.4f), 0.4f, 3, images).get(0);
    int channels = 0;
    for (int image = 0; image < 100; image++) {
      for (int channel = 0; channel < 50; channel++) {
        int first = image * 200 + channel;
        for (int position = 1; position < 4; position++) {
          assertEquals(output[first], output[first + 50 * position]);
        }
        channels += output[first] == 0 ? 0 : 1;
      }
    }
    assertEquals(0.6, channels / 5000.0, 4 * Math.sqrt(0.24 / 5000));
  }
}
