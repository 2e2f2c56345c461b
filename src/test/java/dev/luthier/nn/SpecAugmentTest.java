package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class SpecAugmentTest {

  private static final int SAMPLES = 600;
  private static final int FRAMES = 7;
  private static final int BINS = 5;

  /** Output and gradient over ones. */
  private static List<float[]> pass(SpecAugment layer, int seed) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Operand<TFloat32> x =
          tf.fill(tf.constant(new int[] {SAMPLES, FRAMES, BINS}), tf.constant(1f));
      Operand<TFloat32> y = layer.apply(new FixedScope(tf, true, seed, Map.of()), List.of(x));
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

  /** Which frames, or which bins, of a sample are masked in whole, such as {@code .##....}. */
  private static String masked(float[] values, int sample, boolean time) {
    StringBuilder spans = new StringBuilder();
    for (int place = 0; place < (time ? FRAMES : BINS); place++) {
      float sum = 0;
      for (int other = 0; other < (time ? BINS : FRAMES); other++) {
        int frame = time ? place : other;
        sum += values[(sample * FRAMES + frame) * BINS + (time ? other : place)];
      }
      assertTrue(sum == 0 || sum == (time ? BINS : FRAMES), "whole frames and bins only");
      spans.append(sum == 0 ? '#' : '.');
    }
    return spans.toString();
  }

  @Test
  void masksOneSpanOfEveryWidthAtEveryPlace() {
    for (boolean time : List.of(true, false)) {
      int places = time ? FRAMES : BINS;
      float[] output =
          pass(time ? new SpecAugment(1, 3, 0, 0) : new SpecAugment(0, 0, 1, 3), 4).get(0);
      Set<String> seen = new HashSet<>();
      int[] widths = new int[4];
      for (int sample = 0; sample < SAMPLES; sample++) {
        String span = masked(output, sample, time);
        assertTrue(span.matches("\\.*#{0,3}\\.*"), span);
        seen.add(span);
        widths[(int) span.chars().filter(c -> c == '#').count()]++;
      }
      // Nothing, and each width wherever it fits.
      assertEquals(1 + places + (places - 1) + (places - 2), seen.size(), seen.toString());
      for (int count : widths) {
        assertEquals(SAMPLES / 4.0, count, 4 * Math.sqrt(SAMPLES * 0.25 * 0.75));
      }
    }
  }

  @Test
  void severalMasksDifferAndGradientsFollowThem() {
    List<float[]> pass = pass(new SpecAugment(2, 2, 1, 2), 4);
    assertArrayEquals(pass.get(0), pass.get(1));
    float[] two = pass(new SpecAugment(2, 1, 0, 0), 4).get(0);
    boolean apart = false;
    for (int sample = 0; sample < SAMPLES; sample++) {
      apart |= masked(two, sample, true).matches(".*#\\.+#.*");
    }
    assertTrue(apart);
  }

  @Test
  void aSeedAlwaysMasksTheSame() {
    SpecAugment layer = new SpecAugment(1, 3, 1, 3);
    float[] output = pass(layer, 3).get(0);
    assertArrayEquals(output, pass(layer, 3).get(0));
    assertFalse(Arrays.equals(output, pass(layer, 4).get(0)));
  }
}
