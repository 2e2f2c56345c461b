package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A window that slides over the height and width of images; sequences are images of height 1.
 *
 * @param size height and width
 * @param stride between neighbouring windows
 * @param dilation distance of neighbouring places of a window
 * @param padding beyond the edges
 */
record Window(List<Integer> size, List<Integer> stride, List<Integer> dilation, Padding padding) {

  private static final List<Integer> ONES = List.of(1, 1);

  /** An input with what has to be said of its padding to a convolution or pooling op. */
  record Padded(Operand<TFloat32> images, String padding) {}

  /** A window without dilation; one number stands for both directions. */
  static Window of(List<Integer> size, List<Integer> stride, Padding padding) {
    return new Window(pair(size), pair(stride), ONES, padding);
  }

  /** A window over a sequence. */
  static Window ofSequence(int size, int stride, int dilation, Padding padding) {
    Padding inBoth =
        padding instanceof Padding.Explicit explicit
            ? new Padding.Explicit(List.of(0, explicit.sizes().get(0)))
            : padding;
    return new Window(List.of(1, size), List.of(1, stride), List.of(1, dilation), inBoth);
  }

  /** Both entries of a list of one or two. */
  static List<Integer> pair(List<Integer> numbers) {
    return numbers.size() == 1 ? List.of(numbers.get(0), numbers.get(0)) : numbers;
  }

  /** Checks a field of one or two positive numbers. */
  static List<Integer> positive(String field, List<Integer> numbers) {
    if (numbers.isEmpty() || numbers.size() > 2 || numbers.stream().anyMatch(n -> n <= 0)) {
      throw new IllegalArgumentException(
          field
              + " must be one or two positive numbers, was "
              + numbers
              + "; write one such as "
              + field
              + ": 2");
    }
    return List.copyOf(numbers);
  }

  /** Checks a field of one positive number. */
  static void positive(String field, int number) {
    if (number <= 0) {
      throw new IllegalArgumentException(
          field + " must be positive, was " + number + "; write a whole number such as 1");
    }
  }

  /** As TensorFlow and Keras: either the windows or their places are apart. */
  static void checkDilation(List<Integer> stride, List<Integer> dilation) {
    if (stride.stream().anyMatch(s -> s > 1) && dilation.stream().anyMatch(d -> d > 1)) {
      throw new IllegalArgumentException(
          "dilation must be 1 where stride is above 1, was "
              + dilation
              + " with stride "
              + stride
              + "; leave one of them out");
    }
  }

  /** Number of positions of the window over a sample of height, width and channels. */
  long positions(Shape image) {
    Shape output = outputShape(image, 1);
    return output.get(0) * output.get(1);
  }

  /**
   * The shape that the window's positions give.
   *
   * @param image height, width, channels
   * @param channels of the output
   */
  Shape outputShape(Shape image, long channels) {
    long[] lengths = new long[2];
    for (int axis = 0; axis < 2; axis++) {
      long padded = image.get(axis) + before(image, axis) + after(image, axis);
      lengths[axis] = Math.floorDiv(padded - extent(axis), (long) stride.get(axis)) + 1;
      if (lengths[axis] < 1) {
        throw new IllegalArgumentException(
            "needs a sample of at least "
                + extent(axis)
                + (axis == 0 ? " rows" : " places in its width or length")
                + " with padding, was given "
                + padded
                + "; write a smaller window, padding: SAME, or less stride in the layers before"
                + " it");
      }
    }
    return Shape.of(lengths[0], lengths[1], channels);
  }

  /** Places before the first of an axis. */
  long before(Shape image, int axis) {
    if (padding instanceof Padding.Explicit explicit) {
      return pair(explicit.sizes()).get(axis);
    }
    return padding instanceof Padding.Same ? same(image, axis) / 2 : 0;
  }

  /** Places after the last of an axis. */
  long after(Shape image, int axis) {
    if (padding instanceof Padding.Explicit explicit) {
      return pair(explicit.sizes()).get(axis);
    }
    return padding instanceof Padding.Same ? (same(image, axis) + 1) / 2 : 0;
  }

  /**
   * Pads where the op could not by itself: for explicit numbers that are not what SAME gives.
   * TensorFlow's gradients of convolutions know nothing of explicit padding.
   *
   * @param value that is put around
   */
  Padded pad(Ops tf, Operand<TFloat32> images, float value) {
    if (!(padding instanceof Padding.Explicit)) {
      return new Padded(images, padding instanceof Padding.Same ? "SAME" : "VALID");
    }
    Shape image = Samples.shape(images);
    if (isNone(image)) {
      return new Padded(images, "VALID");
    }
    if (isSame(image)) {
      return new Padded(images, "SAME");
    }
    int[][] around = {
      {0, 0},
      {(int) before(image, 0), (int) after(image, 0)},
      {(int) before(image, 1), (int) after(image, 1)},
      {0, 0}
    };
    return new Padded(tf.pad(images, tf.constant(around), tf.constant(value)), "VALID");
  }

  boolean isDilated() {
    return !dilation.equals(ONES);
  }

  boolean isStrided() {
    return !stride.equals(ONES);
  }

  /** Whether it sees one place at a time. */
  boolean isPoint() {
    return size.equals(ONES);
  }

  /** Size as an attribute of ops over {@code [batch, height, width, channels]}. */
  List<Long> sizes() {
    return attribute(size);
  }

  /** Stride as an attribute of ops over {@code [batch, height, width, channels]}. */
  List<Long> strides() {
    return attribute(stride);
  }

  private boolean isNone(Shape image) {
    return before(image, 0) == 0 && before(image, 1) == 0;
  }

  private boolean isSame(Shape image) {
    Window same = new Window(size, stride, dilation, Padding.SAME);
    for (int axis = 0; axis < 2; axis++) {
      if (before(image, axis) != same.before(image, axis)
          || after(image, axis) != same.after(image, axis)) {
        return false;
      }
    }
    return true;
  }

  /** All places that SAME adds to an axis. */
  private long same(Shape image, int axis) {
    long step = stride.get(axis);
    long length = (image.get(axis) + step - 1) / step;
    return Math.max(0, (length - 1) * step + extent(axis) - image.get(axis));
  }

  /** Places from the first to the last of the window. */
  private long extent(int axis) {
    return (size.get(axis) - 1L) * dilation.get(axis) + 1;
  }

  private static List<Long> attribute(List<Integer> numbers) {
    List<Long> attribute = new ArrayList<>(List.of(1L));
    numbers.forEach(number -> attribute.add((long) number));
    attribute.add(1L);
    return attribute;
  }
}
