package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A densely connected layer: activation(x kernel + bias), {@code [..., n]} to {@code [..., units]}.
 *
 * @param units size of the last dimension of the output
 * @param activation applied to the sum
 * @param useBias whether a bias is added
 * @param kernelInitializer of the kernel, {@code [n, units]}
 * @param biasInitializer of the bias, {@code [units]}
 * @param kernelRegularizer of the kernel
 * @param biasRegularizer of the bias
 * @param activityRegularizer of the output
 * @param kernelConstraint of the kernel
 */
public record Dense(
    int units,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Optional<Regularizer> kernelRegularizer,
    Optional<Regularizer> biasRegularizer,
    Optional<Regularizer> activityRegularizer,
    Optional<MaxNorm> kernelConstraint)
    implements Layer {

  public Dense {
    if (units <= 0) {
      throw new IllegalArgumentException(
          "units must be positive, was " + units + "; write a whole number such as 128");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = inputs.get(0);
    return input.take(input.numDimensions() - 1).append(units);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    Shape input = inputs.get(0);
    List<Variable> variables = new ArrayList<>();
    variables.add(
        Variable.weight("kernel", Shape.of(input.get(-1), units), kernelInitializer)
            .withRegularizer(kernelRegularizer)
            .withConstraint(kernelConstraint));
    if (useBias) {
      variables.add(
          Variable.weight("bias", Shape.of(units), biasInitializer)
              .withRegularizer(biasRegularizer));
    }
    return variables;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> sum = tf.linalg.matMul(inputs.get(0), scope.read("kernel"));
    return activation.apply(tf, useBias ? tf.nn.biasAdd(sum, scope.read("bias")) : sum);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return inputs.get(0).size() * units;
  }
}
