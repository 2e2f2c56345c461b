package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * Kernels of one place with a stride, in whose gradient oneDNN writes beyond its memory where there
 * are few channels: the process ends, hangs or computes something else. What is right is added up
 * here, exactly.
 */
class PointConvolutionTest {

  private static final int BATCH = 32;

  /**
   * Two batches of images of which one has a place for each stride of places of the other.
   *
   * @param height of the small images
   */
  private record Images(int height, int width, int down, int across) {

    private interface Meeting {
      void at(int smallPlace, int largePlace);
    }

    Shape small(int channels) {
      return Shape.of(BATCH, height, width, channels);
    }

    Shape large(int channels) {
      return Shape.of(BATCH, (long) height * down, (long) width * across, channels);
    }

    Window window(boolean same) {
      return Window.of(List.of(1), List.of(down, across), same ? Padding.SAME : Padding.VALID);
    }

    void forEach(Meeting meeting) {
      for (int row = 0; row < BATCH * height; row++) {
        for (int column = 0; column < width; column++) {
          meeting.at(row * width + column, (row * down * width + column) * across);
        }
      }
    }
  }

  private interface Convolving {
    Operand<TFloat32> of(Ops tf, Operand<TFloat32> images, Operand<TFloat32> kernel);
  }

  /** What comes out, and the gradients of its sum weighted with what {@code weights} has. */
  private static List<float[]> passes(
      Convolving convolving, Numbers images, Numbers kernel, Numbers weights) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      // What is constant would be computed beforehand, by other kernels.
      Operand<TFloat32> x = tf.placeholder(TFloat32.class, Placeholder.shape(images.shape));
      Operand<TFloat32> k = tf.placeholder(TFloat32.class, Placeholder.shape(kernel.shape));
      Operand<TFloat32> w = tf.placeholder(TFloat32.class, Placeholder.shape(weights.shape));
      Operand<TFloat32> output = convolving.of(tf, x, k);
      Output<?>[] gradients =
          graph.addGradients(
              "gradients",
              new Output<?>[] {output.asOutput()},
              new Output<?>[] {x.asOutput(), k.asOutput()},
              new Output<?>[] {w.asOutput()});
      try (TFloat32 imagesFed = images.tensor();
          TFloat32 kernelFed = kernel.tensor();
          TFloat32 weightsFed = weights.tensor();
          Result result =
              session
                  .runner()
                  .feed(x, imagesFed)
                  .feed(k, kernelFed)
                  .feed(w, weightsFed)
                  .fetch(output)
                  .fetch(gradients[0])
                  .fetch(gradients[1])
                  .run()) {
        return List.of(floats(result, 0), floats(result, 1), floats(result, 2));
      }
    }
  }

  private static float[] floats(Result result, int index) {
    TFloat32 tensor = (TFloat32) result.get(index);
    float[] values = new float[(int) tensor.size()];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  /** Whole numbers, so that sums of their products are exact in any order. */
  private static final class Numbers {

    final Shape shape;
    final float[] values;

    Numbers(Shape shape, int seed) {
      Random random = new Random(seed);
      this.shape = shape;
      values = new float[(int) shape.size()];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextInt(17) - 8;
      }
    }

    TFloat32 tensor() {
      return TFloat32.tensorOf(shape, DataBuffers.of(values));
    }
  }

  private static void assertPasses(List<float[]> passes, float[][] expected) {
    for (int i = 0; i < expected.length; i++) {
      assertArrayEquals(expected[i], passes.get(i), List.of("output", "images", "kernel").get(i));
    }
  }

  /** Output, and gradients of images and kernel, as {@code passes} gives them. */
  private static float[][] sums(
      Images images, boolean transposed, Numbers x, Numbers kernel, Numbers weights) {
    int channels = (int) x.shape.get(-1);
    int filters = (int) weights.shape.get(-1);
    float[] output = new float[weights.values.length];
    float[] ofImages = new float[x.values.length];
    float[] ofKernel = new float[kernel.values.length];
    images.forEach(
        (small, large) -> {
          int from = (transposed ? small : large) * channels;
          int to = (transposed ? large : small) * filters;
          for (int c = 0; c < channels; c++) {
            for (int f = 0; f < filters; f++) {
              int k = transposed ? f * channels + c : c * filters + f;
              output[to + f] += x.values[from + c] * kernel.values[k];
              ofImages[from + c] += weights.values[to + f] * kernel.values[k];
              ofKernel[k] += weights.values[to + f] * x.values[from + c];
            }
          }
        });
    return new float[][] {output, ofImages, ofKernel};
  }

  @ParameterizedTest
  @CsvSource({
    "1, 6, 2, 2, true",
    "3, 8, 2, 2, false",
    "4, 5, 2, 3, true",
    "7, 16, 1, 2, false",
    "8, 8, 3, 1, true",
    "15, 3, 2, 2, true",
    "16, 6, 2, 2, false",
    "20, 24, 2, 2, true"
  })
  void aPlaceIsTakenFromEachStride(int channels, int filters, int down, int across, boolean same) {
    Images images = new Images(16, 15, down, across);
    Numbers x = new Numbers(images.large(channels), 1);
    Numbers kernel = new Numbers(Shape.of(1, 1, channels, filters), 2);
    Numbers weights = new Numbers(images.small(filters), 3);
    Convolving convolving = (tf, in, k) -> Convolution.full(tf, in, k, images.window(same));
    assertPasses(passes(convolving, x, kernel, weights), sums(images, false, x, kernel, weights));
  }

  @ParameterizedTest
  @CsvSource({
    "6, 1, 2, 2, true",
    "5, 3, 2, 3, false",
    "3, 8, 1, 2, true",
    "4, 15, 2, 2, false",
    "3, 16, 2, 2, true"
  })
  void aPlaceIsPutIntoEachStride(int channels, int filters, int down, int across, boolean same) {
    Images images = new Images(16, 15, down, across);
    Numbers x = new Numbers(images.small(channels), 1);
    Numbers kernel = new Numbers(Shape.of(1, 1, filters, channels), 2);
    Numbers weights = new Numbers(images.large(filters), 3);
    Shape sample = images.large(filters).takeLast(3);
    Convolving convolving =
        (tf, in, k) -> Convolution.transposed(tf, in, k, images.window(same), sample);
    assertPasses(passes(convolving, x, kernel, weights), sums(images, true, x, kernel, weights));
  }
}
