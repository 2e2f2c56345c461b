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
 * @param activityRegularizer of the output; its cost is divided by the batch size, as Keras 3 does
 *     (Keras 2 does not)
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
    OutputStage.checkActivityRegularizer(activityRegularizer);
  }

  /** A layer with Keras' defaults. */
  public static Dense of(int units, Activation activation) {
    return new Dense(
        units,
        activation,
        true,
        VarianceScaling.GLOROT_UNIFORM,
        Initializer.Constant.ZEROS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with another number of units. */
  public Dense withUnits(int newUnits) {
    return new Dense(
        newUnits,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = InputShapes.vectors(inputs);
    return input.take(input.numDimensions() - 1).append(units);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    Shape input = InputShapes.vectors(inputs);
    List<Variable> variables = new ArrayList<>();
    variables.add(
        Variable.weight("kernel", Shape.of(input.get(-1), units), kernelInitializer)
            .withRegularizer(kernelRegularizer)
            .withConstraint(kernelConstraint));
    variables.addAll(output().variables(units, biasInitializer, biasRegularizer));
    return variables;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    Operand<TFloat32> kernel = scope.read("kernel");
    if (x.shape().numDimensions() == 2) {
      return output().apply(scope, tf.linalg.matMul(x, kernel));
    }
    Shape shape = outputShape(List.of(Samples.shape(x)));
    Operand<TFloat32> rows = tf.linalg.matMul(Samples.rows(tf, x), kernel);
    return output().apply(scope, Samples.reshape(tf, rows, shape));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return InputShapes.vectors(inputs).size() * units;
  }

  private OutputStage output() {
    return new OutputStage(activation, useBias, activityRegularizer);
  }
}
