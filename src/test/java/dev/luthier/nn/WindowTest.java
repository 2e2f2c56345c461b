package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

class WindowTest {

  private static Window.Padded pad(Graph graph, Window window, Shape images) {
    Ops tf = Ops.create(graph);
    return window.pad(tf, tf.placeholder(TFloat32.class, Placeholder.shape(images)), 0);
  }

  @ParameterizedTest(name = "{0} places, size {1}, stride {2}, explicit padding {3}: {4}")
  @CsvSource({
    // Left to the op wherever that gives the same.
    "8, 3, 1, 1, SAME",
    "8, 5, 1, 2, SAME",
    "7, 3, 2, 1, SAME",
    "8, 3, 1, 0, VALID",
    // SAME would pad after the last place only.
    "8, 3, 2, 1, padded",
    "8, 7, 2, 3, padded",
    "8, 3, 1, 2, padded",
    "8, 2, 1, 1, padded",
  })
  void padsOnlyWhereTheOpCannot(int length, int size, int stride, int padding, String how) {
    Window window =
        Window.of(List.of(size), List.of(stride), new Padding.Explicit(List.of(padding)));
    try (Graph graph = new Graph()) {
      Window.Padded padded = pad(graph, window, Shape.of(-1, length, length, 3));
      assertEquals(how.equals("padded") ? "VALID" : how, padded.padding());
      long side = length + (how.equals("padded") ? 2L * padding : 0);
      assertEquals(Shape.of(side, side, 3), padded.images().shape().tail());
    }
  }

  @Test
  void needsToKnowTheSample() {
    Window window = Window.of(List.of(3), List.of(1), new Padding.Explicit(List.of(1)));
    try (Graph graph = new Graph()) {
      assertThrows(IllegalStateException.class, () -> pad(graph, window, Shape.of(-1, -1, 8, 3)));
    }
  }
}
