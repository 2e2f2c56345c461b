package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * One number between 0 and 1 for a whole sample: sigmoid(mean(x) w + b), where the mean is over all
 * positions but padding.
 *
 * @param kernelInitializer of w, {@code [channels, 1]}
 * @param biasInitializer of b, {@code [1]}
 */
record SampleGate(Initializer kernelInitializer, Initializer biasInitializer) {

  List<Variable> variables(Shape sample) {
    return List.of(
        Variable.weight("kernel", Shape.of(sample.get(-1), 1), kernelInitializer),
        Variable.weight("bias", Shape.of(1), biasInitializer));
  }

  /** The gate of each sample, {@code [batch, 1]}. */
  Operand<TFloat32> apply(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> product =
        tf.linalg.matMul(PositionMean.of(scope, 0, x), scope.read("kernel"));
    return tf.math.sigmoid(tf.nn.biasAdd(product, scope.read("bias")));
  }

  /** A cost that a layer adds to the loss: checks its strength. */
  static void checkCost(String field, float cost) {
    if (!(cost >= 0) || Float.isInfinite(cost)) {
      throw new IllegalArgumentException(
          field + " must be 0 or more and finite, was " + cost + "; write a number such as 0.01");
    }
  }
}
