package dev.luthier.nn;

import java.util.Optional;

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
    Optional<Regularizer> kernelRegularizer) {}
