package dev.luthier.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.Shape;

/** Nodes of a network that is being spelt out, in the order of computation. */
final class NodeList {

  /** Something that a layer can read: a node or a model input. */
  record Value(String name, Shape shape) {}

  /** Far deeper than what can be trained; each layer is some ten operations of the graph. */
  static final int MOST_NODES = 10_000;

  private final Set<String> inputs;
  private final List<Node> nodes = new ArrayList<>();
  private int repetitions;

  /** Where each node stands in the model. */
  private final Map<String, String> paths = new HashMap<>();

  /**
   * No nodes yet.
   *
   * @param inputs names of the model's inputs
   */
  NodeList(Set<String> inputs) {
    this.inputs = Set.copyOf(inputs);
  }

  List<Node> nodes() {
    return nodes;
  }

  /**
   * Adds a layer.
   *
   * @param name of the node
   * @param path of the element in the model that it comes from, for errors
   */
  Value add(String name, String path, Layer layer, List<Value> read) {
    if (nodes.size() >= MOST_NODES) {
      throw tooMany(path);
    }
    List<Shape> shapes = read.stream().map(Value::shape).toList();
    Shape output;
    try {
      output = layer.outputShape(shapes);
    } catch (IllegalArgumentException e) {
      throw new ShapeException(path, e.getMessage());
    }
    requireTrainable(path, output);
    if (paths.putIfAbsent(name, path) != null) {
      throw new ShapeException(path, "name must be unique, another layer has it");
    }
    if (inputs.contains(name)) {
      throw new ShapeException(path, "name must be unique, an input has it");
    }
    nodes.add(new Node(name, layer, read.stream().map(Value::name).toList(), shapes, output));
    return new Value(name, output);
  }

  /** Refuses samples that no memory holds; so sizes are computed without overflow. */
  private static void requireTrainable(String path, Shape output) {
    double values = 1;
    for (long size : output.asArray()) {
      values *= size;
    }
    if (!(values <= Integer.MAX_VALUE)) {
      throw new ShapeException(
          path,
          "output must have at most "
              + Integer.MAX_VALUE
              + " values, was "
              + output
              + "; write smaller sizes");
    }
  }

  /**
   * Counts a repetition of a block, which need not add a layer.
   *
   * @param path of the block
   */
  void countRepetition(String path) {
    if (++repetitions > MOST_NODES) {
      throw tooMany(path);
    }
  }

  private static ShapeException tooMany(String path) {
    return new ShapeException(
        path,
        "repeat must leave at most "
            + MOST_NODES
            + " layers and repetitions in all, there are more; write a smaller repeat");
  }

  /** Refuses layers that nothing depends on: they could not be trained. */
  void requireReaders(Value output, List<Exit> exits) {
    Set<String> read = new HashSet<>(Set.of(output.name()));
    exits.forEach(exit -> read.add(exit.layer()));
    for (int i = nodes.size() - 1; i >= 0; i--) {
      Node node = nodes.get(i);
      if (!read.contains(node.name())) {
        throw new ShapeException(
            paths.get(node.name()),
            "output must be read by a later layer, was not; remove the layer, or name it as an"
                + " input");
      }
      read.addAll(node.inputs());
    }
  }
}
