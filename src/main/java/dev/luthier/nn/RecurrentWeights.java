package dev.luthier.nn;

import java.util.Optional;

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
}
