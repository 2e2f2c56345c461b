package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Inverted dropout, Srivastava et al. 2014: in training, a value is zeroed with probability {@code
 * rate} and the others are divided by 1 - rate.
 *
 * @param rate from 0 (included) to 1 (excluded)
 */
public record Dropout(float rate) implements Layer {
  public Dropout {
    checkRate("rate", rate);
  }

  static void checkRate(String field, float rate) {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          field + " must be at least 0 and below 1, was " + rate + "; write a number such as 0.5");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.one(inputs);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    return List.of(Variable.rate("rate", rate));
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> x = inputs.get(0);
    return scope.training() ? drop(scope, x, scope.tf().shape(x)) : x;
  }

  /**
   * Drops values, or slices of them that share a draw. The factor is floor(draw + 1 - rate) / (1 -
   * rate), the fewest ops; at rate 0 it is exactly 1.
   *
   * @param drawn shape of the draws, which broadcasts to that of {@code x}
   */
  static Operand<TFloat32> drop(LayerScope scope, Operand<TFloat32> x, Operand<TInt32> drawn) {
    Ops tf = scope.tf();
    Operand<TFloat32> kept = tf.math.sub(tf.constant(1f), scope.read("rate"));
    Operand<TFloat32> draw = tf.random.statelessRandomUniform(drawn, scope.seed());
    Operand<TFloat32> factor = tf.math.div(tf.math.floor(tf.math.add(draw, kept)), kept);
    return tf.math.mul(x, factor);
  }
}
