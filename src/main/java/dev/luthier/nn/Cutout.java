package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * DeVries &amp; Taylor 2017: in training, a square of each image, at a place drawn at random, is
 * set to zero in all channels; otherwise the identity.
 *
 * <p>In the paper the square's centre is drawn and part of it may be outside; here it is wholly
 * inside, every place equally likely, so that as much is lost of every image. Zero is the mean of
 * standardized images.
 *
 * @param size side of the square; 0 changes nothing
 */
public record Cutout(int size) implements Layer {

  public Cutout {
    if (size < 0) {
      throw new IllegalArgumentException(
          "size must be 0 or more, was " + size + "; write a number such as 8");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape image = InputShapes.image(inputs);
    if (size > Math.min(image.get(0), image.get(1))) {
      throw new IllegalArgumentException(
          "needs images of at least "
              + size
              + " rows and columns, was given "
              + image
              + "; write a smaller size");
    }
    return image;
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> x = inputs.get(0);
    if (!scope.training() || size == 0) {
      return x;
    }
    Ops tf = scope.tf();
    Shape image = Samples.shape(x);
    Operand<TBool> rows = covered(scope, "rows", x, (int) image.get(0));
    Operand<TBool> columns = covered(scope, "columns", x, (int) image.get(1));
    Operand<TBool> square =
        tf.math.logicalAnd(
            tf.expandDims(rows, tf.constant(2)), tf.expandDims(columns, tf.constant(1)));
    Operand<TFloat32> kept = tf.dtypes.cast(tf.math.logicalNot(square), TFloat32.class);
    return tf.math.mul(x, tf.expandDims(kept, tf.constant(3)));
  }

  /** Which of an image's rows or columns the square covers, {@code [batch, whole]}. */
  private Operand<TBool> covered(LayerScope scope, String what, Operand<TFloat32> x, int whole) {
    Ops tf = scope.tf();
    int[] places = new int[whole];
    for (int i = 0; i < whole; i++) {
      places[i] = i;
    }
    Operand<TInt32> first = SampleDraws.integers(scope, what, x, whole - size + 1);
    Operand<TInt32> within = tf.math.sub(tf.constant(places), first);
    return tf.math.logicalAnd(
        tf.math.greaterEqual(within, tf.constant(0)), tf.math.less(within, tf.constant(size)));
  }
}
