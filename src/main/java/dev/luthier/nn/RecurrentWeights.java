package dev.luthier.nn;

import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * How the weights of a recurrent layer begin and what their size costs.
 *
 * @param kernelInitializer of the inputs' kernel, {@code [channels, gates * units]}
 * @param recurrentInitializer of the states' kernel, {@code [units, gates * units]}
 * @param biasInitializer of the bias
 * @param kernelRegularizer of the inputs' kernel
 * @param recurrentRegularizer of the states' kernel
 * @param biasRegularizer of the bias
 */
public record RecurrentWeights(
    Initializer kernelInitializer,
    Initializer recurrentInitializer,
    Initializer biasInitializer,
    Optional<Regularizer> kernelRegularizer,
    Optional<Regularizer> recurrentRegularizer,
    Optional<Regularizer> biasRegularizer) {

  /** Keras' defaults. */
  public static final RecurrentWeights STANDARD =
      new RecurrentWeights(
          VarianceScaling.GLOROT_UNIFORM,
          new Orthogonal(1),
          Initializer.Constant.ZEROS,
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * The kernels of inputs and states.
   *
   * @param channels of the inputs
   * @param units of the states
   * @param gates that a step works out
   */
  List<Variable> kernels(long channels, long units, long gates) {
    return List.of(
        Variable.weight("kernel", Shape.of(channels, gates * units), kernelInitializer)
            .withRegularizer(kernelRegularizer),
        Variable.weight("recurrent_kernel", Shape.of(units, gates * units), recurrentInitializer)
            .withRegularizer(recurrentRegularizer));
  }
}
