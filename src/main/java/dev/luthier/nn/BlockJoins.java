package dev.luthier.nn;

import dev.luthier.nn.NodeList.Value;
import java.util.List;
import java.util.stream.Stream;

/** Spells out what stands around a block's layers: shortcut, gate and halting. */
record BlockJoins(NodeList nodes) {

  /**
   * Adds what joins a repetition's output to its input.
   *
   * @param prefix of the repetition's layers
   */
  Value joined(Block block, String prefix, String path, Value input, Value output) {
    if (block.residual().isEmpty()) {
      return output;
    }
    Shortcut shortcut = block.residual().get();
    Value projected = projected(shortcut, prefix, path, input, output);
    Value gated =
        block.gatedSkip().map(gate -> gated(gate, prefix, path, input, output)).orElse(output);
    Value sum = nodes.add(prefix + "sum", path, new Add(), List.of(gated, projected));
    return shortcut.activation() == Activation.LINEAR
        ? sum
        : nodes.add(
            prefix + "activation", path, new ActivationLayer(shortcut.activation()), List.of(sum));
  }

  private Value projected(
      Shortcut shortcut, String prefix, String path, Value input, Value output) {
    if (input.shape().equals(output.shape())) {
      return input;
    }
    Layer projection;
    try {
      projection = shortcut.projection(input.shape(), output.shape());
    } catch (IllegalArgumentException e) {
      throw new ShapeException(path, e.getMessage());
    }
    Value projected = nodes.add(prefix + "shortcut", path, projection, List.of(input));
    return shortcut.batchNormalization()
        ? nodes.add(
            prefix + "shortcut_normalization",
            path,
            BatchNormalization.standard(),
            List.of(projected))
        : projected;
  }

  private Value gated(SkipGate gate, String prefix, String path, Value input, Value output) {
    Value open = nodes.add(prefix + "skip_gate", path, gate, List.of(input));
    return nodes.add(prefix + "gated", path, new Multiply(), List.of(output, open));
  }

  /** Adds the unit that halts after a repetition. */
  Value halting(AdaptiveDepth depth, String prefix, String path, Value output) {
    return nodes.add(prefix + "halting", path, depth.unit(), List.of(output));
  }

  /**
   * Adds the sum of repetitions.
   *
   * @param prefix of the block
   * @param halting values of all repetitions but the last
   */
  Value halted(
      AdaptiveDepth depth, String prefix, String path, List<Value> outputs, List<Value> halting) {
    return nodes.add(
        prefix + "halted_sum",
        path,
        depth.sum(),
        Stream.concat(outputs.stream(), halting.stream()).toList());
  }
}
