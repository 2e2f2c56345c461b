package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.StridedSlice;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Convolutions of images with zeros beyond their edges, composed of ops that have gradients. */
final class Convolution {

  private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);

  /** The most channels that oneDNN takes at once, on processors with AVX-512. */
  private static final int CHANNEL_BLOCK = 16;

  private Convolution() {}

  /**
   * A full convolution.
   *
   * @param images {@code [batch, height, width, channels]}
   * @param kernel {@code [height, width, channels, filters]}
   */
  static Operand<TFloat32> full(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> kernel, Window window) {
    if (window.isDilated()) {
      return dilated(tf, images, kernel, window);
    }
    Window.Padded padded = window.pad(tf, images, 0);
    if (isBroken(window, Samples.shape(images).get(-1))) {
      return tf.nn.conv2d(stops(tf, padded.images(), window), kernel, ONES, "VALID");
    }
    return tf.nn.conv2d(padded.images(), kernel, window.strides(), padded.padding());
  }

  /**
   * The gradient of a full convolution with respect to its input.
   *
   * @param gradients {@code [batch, height, width, filters]}
   * @param kernel {@code [height, width, channels, filters]}
   * @param input height, width and channels of what comes out; where {@link #isBroken} it may come
   *     out with further zeros behind them
   */
  static Operand<TFloat32> transposed(
      Ops tf, Operand<TFloat32> gradients, Operand<TFloat32> kernel, Window window, Shape input) {
    boolean isBroken = isBroken(window, input.get(-1));
    Shape place = isBroken ? Samples.shape(gradients) : input;
    Operand<TInt32> sizes =
        tf.stack(
            List.of(
                Samples.count(tf, gradients),
                tf.constant((int) place.get(0)),
                tf.constant((int) place.get(1)),
                tf.constant((int) input.get(-1))));
    if (isBroken) {
      Operand<TFloat32> together =
          tf.nn.conv2dBackpropInput(sizes, kernel, gradients, ONES, "VALID");
      return apart(tf, together, window);
    }
    return tf.nn.conv2dBackpropInput(
        sizes,
        kernel,
        gradients,
        window.strides(),
        window.padding() instanceof Padding.Same ? "SAME" : "VALID");
  }

  /**
   * Whether oneDNN 3.5 writes beyond its memory in the gradient of the kernel: a kernel of one
   * place with a stride, over fewer channels than a block. Known to its authors as "1x1 convolution
   * backward_weights writes past the rtus workspace". Such a kernel needs no op with a stride.
   */
  private static boolean isBroken(Window window, long channels) {
    return window.isPoint() && window.isStrided() && channels < CHANNEL_BLOCK;
  }

  /** The places that a kernel of one place stops at. */
  private static Operand<TFloat32> stops(Ops tf, Operand<TFloat32> images, Window window) {
    int[] steps = {1, window.stride().get(0), window.stride().get(1), 1};
    return tf.stridedSlice(
        images,
        tf.constant(new int[4]),
        tf.constant(new int[4]),
        tf.constant(steps),
        StridedSlice.endMask(0b1111L));
  }

  /** Puts each place at the start of a stride of zeros. */
  private static Operand<TFloat32> apart(Ops tf, Operand<TFloat32> images, Window window) {
    Shape shape = Samples.shape(images);
    int height = (int) shape.get(0);
    int width = (int) shape.get(1);
    int channels = (int) shape.get(2);
    int down = window.stride().get(0);
    int across = window.stride().get(1);
    int[][] zeros = {{0, 0}, {0, 0}, {0, down - 1}, {0, 0}, {0, across - 1}, {0, 0}};
    Operand<TFloat32> single =
        tf.reshape(images, tf.constant(new int[] {-1, height, 1, width, 1, channels}));
    return tf.reshape(
        tf.pad(single, tf.constant(zeros), tf.constant(0f)),
        tf.constant(new int[] {-1, height * down, width * across, channels}));
  }

  /**
   * Each channel by itself.
   *
   * @param images {@code [batch, height, width, channels]}
   * @param kernel {@code [height, width, channels, multiplier]}
   */
  static Operand<TFloat32> depthwise(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> kernel, Window window) {
    Window.Padded padded = window.pad(tf, images, 0);
    return tf.nn.depthwiseConv2dNative(padded.images(), kernel, window.strides(), padded.padding());
  }

  /**
   * Places that are a dilation apart become neighbours in images of their own, because TensorFlow's
   * gradient of Conv2D ignores the op's own dilations.
   */
  private static Operand<TFloat32> dilated(
      Ops tf, Operand<TFloat32> images, Operand<TFloat32> kernel, Window window) {
    Shape image = Samples.shape(images);
    int[][] around = new int[2][2];
    int[][] surplus = new int[2][2];
    for (int axis = 0; axis < 2; axis++) {
      int before = (int) window.before(image, axis);
      int after = (int) window.after(image, axis);
      int length = (int) image.get(axis) + before + after;
      surplus[axis][1] = Math.floorMod(-length, window.dilation().get(axis));
      around[axis][0] = before;
      around[axis][1] = after + surplus[axis][1];
    }
    Operand<TInt32> block =
        tf.constant(window.dilation().stream().mapToInt(Integer::intValue).toArray());
    Operand<TFloat32> apart = tf.spaceToBatchNd(images, block, tf.constant(around));
    Operand<TFloat32> convolved = tf.nn.conv2d(apart, kernel, ONES, "VALID");
    return tf.batchToSpaceNd(convolved, block, tf.constant(surplus));
  }
}
