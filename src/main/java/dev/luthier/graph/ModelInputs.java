package dev.luthier.graph;

import dev.luthier.nn.Network;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Gives encoded samples the shape that a network's input has. */
final class ModelInputs {

  private ModelInputs() {}

  /** The network's only input, by name. */
  static Map<String, Operand<TFloat32>> of(Ops tf, Network network, Operand<TFloat32> encoded) {
    String name = network.model().inputs().get(0).name();
    Shape shape = Shape.of(-1).append(network.inputShapes().get(name));
    Operand<TFloat32> input =
        encoded.shape().equals(shape) ? encoded : tf.reshape(encoded, tf.constant(shape.asArray()));
    return Map.of(name, input);
  }
}
