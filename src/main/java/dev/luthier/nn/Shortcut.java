package dev.luthier.nn;

import java.util.List;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * Adds a block's input to its output: y = activation(block(x) + shortcut(x)), He et al. 2015.
 *
 * <p>The shortcut is the identity where shapes agree, else a projection to the block's output: a
 * 1x1 convolution with the stride that the shapes imply, or a dense layer for samples of rank 1.
 *
 * @param batchNormalization whether the projection, which has no bias, is normalized
 * @param activation applied to the sum
 * @param kernelInitializer of the projection
 * @param kernelRegularizer of the projection
 */
public record Shortcut(
    boolean batchNormalization,
    Activation activation,
    Initializer kernelInitializer,
    Optional<Regularizer> kernelRegularizer) {

  /**
   * The layer that brings a block's input to the shape of its output.
   *
   * @throws IllegalArgumentException where no stride does it
   */
  Layer projection(Shape input, Shape output) {
    int rank = input.numDimensions();
    if (rank != output.numDimensions() || rank < 1 || rank > 3) {
      throw new IllegalArgumentException(
          "residual needs an input and output of one rank, had "
              + input
              + " and "
              + output
              + "; reshape or flatten outside the block");
    }
    int units = (int) output.get(-1);
    return switch (rank) {
      case 1 ->
          new Dense(
              units,
              Activation.LINEAR,
              false,
              kernelInitializer,
              Initializer.Constant.ZEROS,
              kernelRegularizer,
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      case 2 ->
          new Conv1d(
              units,
              1,
              stride(input, output, 0),
              Padding.SAME,
              1,
              Activation.LINEAR,
              false,
              kernelInitializer,
              Initializer.Constant.ZEROS,
              kernelRegularizer,
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      default ->
          new Conv2d(
              units,
              List.of(1),
              List.of(stride(input, output, 0), stride(input, output, 1)),
              Padding.SAME,
              List.of(1),
              Activation.LINEAR,
              false,
              kernelInitializer,
              Initializer.Constant.ZEROS,
              kernelRegularizer,
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
    };
  }

  /** The stride at which a convolution of size 1 gives the output's length. */
  private static int stride(Shape input, Shape output, int dimension) {
    long from = input.get(dimension);
    long to = output.get(dimension);
    for (int stride = 1; stride <= from; stride++) {
      if ((from + stride - 1) / stride == to) {
        return stride;
      }
    }
    throw new IllegalArgumentException(
        "residual needs a stride from the block's input to its output, there is none from "
            + input
            + " to "
            + output
            + "; give the block's layers padding: SAME");
  }
}
