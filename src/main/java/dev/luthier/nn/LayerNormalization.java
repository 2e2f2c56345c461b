package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/**
 * Layer normalization, Ba et al. 2016, over the last dimension: gamma * (x - mean) / sqrt(variance
 * + epsilon) + beta, where the moments are those of one position of one sample.
 *
 * @param epsilon added to the variance; PyTorch's default is 0.00001, Keras' 0.001
 * @param center whether beta is added
 * @param scale whether the result is multiplied by gamma
 */
public record LayerNormalization(float epsilon, boolean center, boolean scale) implements Layer {

  public LayerNormalization {
    checkEpsilon(epsilon);
  }

  static void checkEpsilon(float epsilon) {
    if (!(epsilon > 0) || Float.isInfinite(epsilon)) {
      throw new IllegalArgumentException(
          "epsilon must be positive, was " + epsilon + "; write a number such as 0.001");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.vectors(inputs);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    Shape last = Shape.of(InputShapes.vectors(inputs).get(-1));
    List<Variable> variables = new ArrayList<>();
    if (scale) {
      variables.add(Variable.weight("gamma", last, Initializer.Constant.ONES));
    }
    if (center) {
      variables.add(Variable.weight("beta", last, Initializer.Constant.ZEROS));
    }
    return variables;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.exact();
    Operand<TFloat32> x = inputs.get(0);
    Operand<TFloat32> centered = tf.math.sub(x, mean(tf, x));
    Operand<TFloat32> variance = mean(tf, tf.math.square(centered));
    Operand<TFloat32> factor = tf.math.rsqrt(tf.math.add(variance, tf.constant(epsilon)));
    if (scale) {
      factor = tf.math.mul(factor, scope.read("gamma"));
    }
    Operand<TFloat32> normalized = tf.math.mul(centered, factor);
    return center ? tf.math.add(normalized, scope.read("beta")) : normalized;
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> x) {
    return tf.math.mean(x, tf.constant(-1), Mean.keepDims(true));
  }
}
