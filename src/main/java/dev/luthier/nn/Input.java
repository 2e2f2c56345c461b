package dev.luthier.nn;

import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * What a model is fed.
 *
 * @param name of the input, which layers refer to
 * @param shape of one sample; empty where it is taken from the data
 */
public record Input(String name, Optional<Shape> shape) {}
