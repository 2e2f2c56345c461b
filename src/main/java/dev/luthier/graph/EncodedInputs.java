package dev.luthier.graph;

import dev.luthier.nn.Network;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Encoded samples for a network's inputs.
 *
 * @param raw what became of raw data, by the inputs that it is for: numbers of tokens, {@code
 *     [batch, length]}, or a sound, {@code [batch, samples, 1]}
 * @param others all other features for the one input that takes no raw data, {@code [batch, ...]};
 *     empty where there are none
 */
record EncodedInputs(Map<String, Operand<TFloat32>> raw, Optional<Operand<TFloat32>> others) {

  /** The network's inputs by name, in the shapes that it reads. */
  Map<String, Operand<TFloat32>> of(Ops tf, Network network) {
    Map<String, Operand<TFloat32>> inputs = new LinkedHashMap<>();
    network
        .inputShapes()
        .forEach(
            (name, sample) -> {
              Operand<TFloat32> encoded =
                  raw.containsKey(name) ? raw.get(name) : others.orElseThrow();
              Shape shape = Shape.of(-1).append(sample);
              inputs.put(
                  name,
                  encoded.shape().equals(shape)
                      ? encoded
                      : tf.reshape(encoded, tf.constant(shape.asArray())));
            });
    return inputs;
  }
}
