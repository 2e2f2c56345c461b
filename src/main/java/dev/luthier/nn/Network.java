package dev.luthier.nn;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.ndarray.Shape;

/**
 * A model with blocks spelt out and all shapes known: a list of layers in the order of computation.
 *
 * @param model what it comes from
 * @param inputShapes sample shape of each model input, by name
 * @param nodes layers, each after those that it reads; the last one is the output
 */
public record Network(Model model, Map<String, Shape> inputShapes, List<Node> nodes) {
  public Network {
    inputShapes = Map.copyOf(inputShapes);
    nodes = List.copyOf(nodes);
  }

  /**
   * Works out blocks and shapes.
   *
   * @param model to be spelt out
   * @param dataShapes shapes for the inputs that leave theirs to the data, by name
   * @throws ShapeException where a layer cannot work on what it reads, or nothing reads the layer
   * @throws IllegalArgumentException where an input has no shape or the loss does not suit the
   *     output
   */
  public static Network of(Model model, Map<String, Shape> dataShapes) {
    return new NetworkBuilder(model, dataShapes).build();
  }

  /** The layer whose output is the model's. */
  public Node output() {
    return nodes.get(nodes.size() - 1);
  }

  /** Number of values in variables of a role. */
  public long parameters(Variable.Role role) {
    return nodes.stream()
        .flatMap(node -> node.variables().stream())
        .filter(variable -> variable.role() == role)
        .mapToLong(variable -> variable.shape().size())
        .sum();
  }

  /** Multiply-adds of one sample's forward pass. */
  public long multiplyAdds() {
    return nodes.stream().mapToLong(Node::multiplyAdds).sum();
  }

  /** Names of what layers and exits report of the structure, {@code layer/figure}. */
  public List<String> figures() {
    Stream<String> ofLayers = nodes.stream().flatMap(node -> node.figures().stream());
    Stream<String> ofExits =
        model.exits().isEmpty()
            ? Stream.of()
            : Stream.concat(model.exits().stream().map(Exit::figure), Stream.of(Exit.COST));
    return Stream.concat(ofLayers, ofExits).toList();
  }

  /**
   * For each of the model's exits, the share of the multiply-adds that a sample needs which leaves
   * there: those of the layers that the exit and those before it need.
   */
  public List<Double> exitShares() {
    return ExitPlaces.shares(this);
  }

  /** Number of values that one sample's forward pass makes: what is kept for the gradients. */
  public long activations() {
    return nodes.stream().mapToLong(node -> node.outputShape().size()).sum();
  }
}
