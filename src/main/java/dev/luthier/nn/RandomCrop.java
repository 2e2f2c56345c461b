package dev.luthier.nn;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * In training, each image is padded on all sides and a window at a place drawn at random, every
 * place equally likely, is cut out (He et al. 2015, section 4.2); otherwise the window in the
 * middle, which is the image itself where the window has its size.
 *
 * <p>Keras' RandomCrop does not pad and resizes smaller images; PyTorch's pads as this one does.
 *
 * @param padding rows and columns on each side
 * @param border what they hold
 * @param height of the window; empty for the image's
 * @param width of the window; empty for the image's
 */
public record RandomCrop(
    int padding, Border border, Optional<Integer> height, Optional<Integer> width)
    implements Layer {

  /** What is around an image. */
  public enum Border {
    /** Zeros. */
    ZEROS,
    /** The image mirrored, without its outermost row or column twice. */
    REFLECT
  }

  public RandomCrop {
    if (padding < 0) {
      throw new IllegalArgumentException(
          "padding must be 0 or more, was " + padding + "; write a number such as 4");
    }
    checkSide("height", height);
    checkSide("width", width);
  }

  private static void checkSide(String name, Optional<Integer> size) {
    if (size.isPresent() && size.get() <= 0) {
      throw new IllegalArgumentException(
          name + " must be positive, was " + size.get() + "; leave it out for that of the image");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape image = InputShapes.image(inputs);
    return Shape.of(
        side("height", height, image.get(0)), side("width", width, image.get(1)), image.get(2));
  }

  private long side(String name, Optional<Integer> size, long whole) {
    if (border == Border.REFLECT && padding >= whole) {
      throw new IllegalArgumentException(
          "needs images of a "
              + name
              + " above its padding of "
              + padding
              + " to reflect, was given "
              + whole
              + "; write a smaller padding or border: ZEROS");
    }
    long cropped = size.map(Integer::longValue).orElse(whole);
    if (cropped > whole + 2L * padding) {
      throw new IllegalArgumentException(
          "needs images of a "
              + name
              + " of at least "
              + cropped
              + " with padding, was given "
              + whole
              + "; write a smaller "
              + name
              + " or more padding");
    }
    return cropped;
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> x = inputs.get(0);
    Shape image = Samples.shape(x);
    Shape window = outputShape(List.of(image));
    if (!scope.training() && window.equals(image)) {
      return x;
    }
    Operand<TFloat32> padded = pad(scope.tf(), x);
    return scope.training()
        ? cropAnywhere(scope, padded, window)
        : middle(scope.tf(), padded, window);
  }

  private Operand<TFloat32> pad(Ops tf, Operand<TFloat32> x) {
    if (padding == 0) {
      return x;
    }
    Operand<TInt32> around =
        tf.constant(new int[][] {{0, 0}, {padding, padding}, {padding, padding}, {0, 0}});
    return border == Border.REFLECT
        ? tf.mirrorPad(x, around, "REFLECT")
        : tf.pad(x, around, tf.constant(0f));
  }

  /** Gathers from a list of all pixels of the batch, which has a gradient everywhere. */
  private static Operand<TFloat32> cropAnywhere(
      LayerScope scope, Operand<TFloat32> padded, Shape window) {
    Ops tf = scope.tf();
    Shape from = Samples.shape(padded);
    Operand<TInt32> rows = places(scope, "rows", padded, from.get(0), window.get(0));
    Operand<TInt32> columns = places(scope, "columns", padded, from.get(1), window.get(1));
    Operand<TInt32> count = Samples.count(tf, padded);
    Operand<TInt32> images = tf.range(tf.constant(0), count, tf.constant(1));
    // The number of a pixel is (image * height + row) * width + column.
    Operand<TInt32> lines =
        tf.math.add(
            tf.math.mul(tf.expandDims(images, tf.constant(1)), tf.constant((int) from.get(0))),
            rows);
    Operand<TInt32> pixels =
        tf.math.add(
            tf.expandDims(tf.math.mul(lines, tf.constant((int) from.get(1))), tf.constant(2)),
            tf.expandDims(columns, tf.constant(1)));
    Operand<TFloat32> cropped = tf.gather(Samples.rows(tf, padded), pixels, tf.constant(0));
    return Samples.reshape(tf, cropped, window);
  }

  /** Of each image, the rows or columns that are in its window: {@code [batch, size]}. */
  private static Operand<TInt32> places(
      LayerScope scope, String what, Operand<TFloat32> padded, long whole, long size) {
    int[] within = new int[(int) size];
    for (int i = 0; i < size; i++) {
      within[i] = i;
    }
    Operand<TInt32> first = SampleDraws.integers(scope, what, padded, (int) (whole - size) + 1);
    return scope.tf().math.add(first, scope.tf().constant(within));
  }

  private static Operand<TFloat32> middle(Ops tf, Operand<TFloat32> padded, Shape window) {
    Shape from = Samples.shape(padded);
    int top = (int) (from.get(0) - window.get(0)) / 2;
    int left = (int) (from.get(1) - window.get(1)) / 2;
    return tf.slice(
        padded,
        tf.constant(new int[] {0, top, left, 0}),
        tf.constant(new int[] {-1, (int) window.get(0), (int) window.get(1), (int) window.get(2)}));
  }
}
