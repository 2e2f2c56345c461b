package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Inverted dropout, Srivastava et al. 2014: in training, a value is zeroed with probability {@code
 * rate} and the others are divided by 1 - rate.
 *
 * @param rate from 0 (included) to 1 (excluded)
 */
public record Dropout(float rate) implements Layer {
  public Dropout {
    if (!(rate >= 0 && rate < 1)) {
      throw new IllegalArgumentException(
          "rate must be at least 0 and below 1, was " + rate + "; write a number such as 0.5");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return inputs.get(0);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    return List.of(Variable.rate("rate", rate));
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> x = inputs.get(0);
    if (!scope.training()) {
      return x;
    }
    Ops tf = scope.tf();
    Operand<TFloat32> rate = scope.read("rate");
    Operand<TFloat32> draw = tf.random.statelessRandomUniform(tf.shape(x), scope.seed());
    Operand<TFloat32> kept = tf.dtypes.cast(tf.math.greaterEqual(draw, rate), TFloat32.class);
    Operand<TFloat32> scale = tf.math.reciprocal(tf.math.sub(tf.constant(1f), rate));
    return tf.math.mul(tf.math.mul(x, scale), kept);
  }
}
