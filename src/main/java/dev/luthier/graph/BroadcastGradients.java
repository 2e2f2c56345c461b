package dev.luthier.graph;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Takes out what TensorFlow's gradients of sums, products and the like do for the case that one
 * operand was broadcast, where the shapes say that none was: five ops for each operand that find
 * out so, and then do nothing.
 *
 * <p>A first dimension that is unknown is the batch in all graphs of a step, so two of them are the
 * same.
 */
final class BroadcastGradients {

  private final Graph graph;
  private final Map<String, NodeDef> nodes = new HashMap<>();
  private final Map<String, String> replaced = new HashMap<>();

  private BroadcastGradients(Graph graph, List<NodeDef> nodes) {
    this.graph = graph;
    nodes.forEach(node -> this.nodes.put(node.getName(), node));
  }

  /**
   * A graph without them; the ops that nothing needs any more are still in it.
   *
   * @param graph that the definition is of, which knows the shapes
   */
  static List<NodeDef> removed(Graph graph, GraphDef definition) {
    return new BroadcastGradients(graph, definition.getNodeList())
        .removed(definition.getNodeList());
  }

  private List<NodeDef> removed(List<NodeDef> all) {
    for (NodeDef node : all) {
      sumOfAll(node).ifPresent(source -> replaced.put(node.getName(), source));
    }
    List<NodeDef> rewired = new ArrayList<>();
    for (NodeDef node : all) {
      NodeDef.Builder copy = node.toBuilder().clearInput();
      node.getInputList().forEach(input -> copy.addInput(source(input)));
      rewired.add(copy.build());
    }
    return rewired;
  }

  /** What a node sums over no dimension and reshapes to the shape that it has. */
  private Optional<String> sumOfAll(NodeDef reshape) {
    NodeDef sum = input(reshape, "Reshape", 0);
    NodeDef dimensions = sum == null ? null : input(sum, "Sum", 1);
    if (dimensions == null || !dimensions.getOp().equals("BroadcastGradientArgs")) {
      return Optional.empty();
    }
    NodeDef first = input(dimensions, "BroadcastGradientArgs", 0);
    NodeDef second = input(dimensions, "BroadcastGradientArgs", 1);
    if (!first.getOp().equals("Shape") || !second.getOp().equals("Shape")) {
      return Optional.empty();
    }
    return isSame(shape(first.getInput(0)), shape(second.getInput(0)))
        ? Optional.of(sum.getInput(0))
        : Optional.empty();
  }

  private NodeDef input(NodeDef node, String op, int index) {
    return node.getOp().equals(op) ? nodes.get(FunctionBody.node(node.getInput(index))) : null;
  }

  private Shape shape(String output) {
    int colon = output.indexOf(':');
    int index = colon < 0 ? 0 : Integer.parseInt(output.substring(colon + 1));
    return graph.operation(FunctionBody.node(output)).output(index).shape();
  }

  private static boolean isSame(Shape first, Shape second) {
    if (first.isUnknown() || second.isUnknown()) {
      return false;
    }
    // Shape.equals takes no unknown dimension for another.
    boolean known = first.numDimensions() < 2 || first.tail().size() != Shape.UNKNOWN_SIZE;
    return known && Arrays.equals(first.asArray(), second.asArray());
  }

  private String source(String input) {
    String node = FunctionBody.node(input);
    String source = replaced.get(node);
    if (source == null) {
      return input;
    }
    return source(input.startsWith("^") ? "^" + FunctionBody.node(source) : source);
  }
}
