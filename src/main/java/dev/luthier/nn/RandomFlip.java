package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * In training, each image is mirrored with probability 1/2 in each of the directions, drawn apart;
 * otherwise the identity. Its gradient is mirrored back.
 *
 * @param horizontal left and right change places
 * @param vertical top and bottom change places
 */
public record RandomFlip(boolean horizontal, boolean vertical) implements Layer {

  private static final int ROWS = 1;
  private static final int COLUMNS = 2;

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.image(inputs);
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> x = inputs.get(0);
    if (!scope.training()) {
      return x;
    }
    Operand<TFloat32> flipped = horizontal ? flip(scope, "horizontal", x, COLUMNS) : x;
    return vertical ? flip(scope, "vertical", flipped, ROWS) : flipped;
  }

  private static Operand<TFloat32> flip(
      LayerScope scope, String direction, Operand<TFloat32> x, int axis) {
    Ops tf = scope.tf();
    Operand<TFloat32> draw =
        SampleDraws.uniform(scope, direction, x, tf.constant(0f), tf.constant(1f));
    Operand<TFloat32> mirrored = tf.reverse(x, tf.constant(new int[] {axis}));
    return tf.select(tf.math.less(draw, tf.constant(0.5f)), mirrored, x);
  }
}
