package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Convolutions of images with zeros beyond their edges, composed of ops that have gradients. */
final class Convolution {

  private static final List<Long> ONES = List.of(1L, 1L, 1L, 1L);

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
    return tf.nn.conv2d(padded.images(), kernel, window.strides(), padded.padding());
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
