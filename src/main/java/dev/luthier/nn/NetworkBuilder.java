package dev.luthier.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.Shape;

/** Spells out a model's blocks and works out the shapes, layer by layer. */
final class NetworkBuilder {

  /** Something that a layer can read: a node or a model input. */
  private record Value(String name, Shape shape) {}

  private final Model model;
  private final Map<String, Shape> dataShapes;
  private final List<Node> nodes = new ArrayList<>();

  /** Where each node stands in the model. */
  private final Map<String, String> paths = new HashMap<>();

  NetworkBuilder(Model model, Map<String, Shape> dataShapes) {
    this.model = model;
    this.dataShapes = dataShapes;
  }

  Network build() {
    Map<String, Value> inputs = new LinkedHashMap<>();
    for (Input input : model.inputs()) {
      Shape shape =
          input
              .shape()
              .or(() -> Optional.ofNullable(dataShapes.get(input.name())))
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "shape of input "
                              + input.name()
                              + " must be known, was left out; write it, or give the data"));
      if (inputs.put(input.name(), new Value(input.name(), shape)) != null) {
        throw new IllegalArgumentException(
            "input must have unique names, " + input.name() + " stands there twice");
      }
    }
    // With several inputs, the first layer has to say which one it reads.
    Value first = inputs.size() == 1 ? inputs.values().iterator().next() : null;
    Value output = addAll(model.elements(), "", "", first, inputs);
    checkExits(output);
    requireReaders(output.name());
    model.loss().checkOutput(output.shape());
    Map<String, Shape> shapes = new HashMap<>();
    inputs.values().forEach(value -> shapes.put(value.name(), value.shape()));
    return new Network(model, shapes, nodes);
  }

  /** Adds elements in order and returns the last one's output. */
  private Value addAll(
      List<Element> elements,
      String prefix,
      String path,
      Value before,
      Map<String, Value> enclosing) {
    Map<String, Value> known = new LinkedHashMap<>(enclosing);
    Value previous = before;
    for (Element element : elements) {
      String elementPath = path + element.name();
      List<Value> read = read(element, elementPath, previous, known);
      previous =
          element instanceof LayerElement single
              ? addLayer(prefix + single.name(), elementPath, single.layer(), read)
              : addBlock((Block) element, prefix, elementPath, read.get(0), known);
      known.put(element.name(), previous);
    }
    return previous;
  }

  /** Refuses exits that cannot stand for the output. */
  private void checkExits(Value output) {
    List<String> possible =
        nodes.stream()
            .filter(node -> node.outputShape().equals(output.shape()))
            .map(Node::name)
            .filter(name -> !name.equals(output.name()))
            .toList();
    List<Integer> places = new ArrayList<>();
    for (Exit exit : model.exits()) {
      if (!possible.contains(exit.layer())) {
        throw new IllegalArgumentException(
            "exit must be a layer before the last with its output's shape "
                + output.shape()
                + ", was "
                + exit.layer()
                + (possible.isEmpty()
                    ? "; add a layer such as dense { units: " + output.shape().get(-1) + " }"
                    : "; write one of " + possible));
      }
      places.add(possible.indexOf(exit.layer()));
    }
    if (!places.equals(places.stream().sorted().toList())) {
      throw new IllegalArgumentException(
          "exit must stand in the order of the layers, was "
              + model.exits().stream().map(Exit::layer).toList()
              + "; write the earliest first");
    }
  }

  /** Refuses layers that nothing depends on: they could not be trained. */
  private void requireReaders(String output) {
    Set<String> read = new HashSet<>(Set.of(output));
    model.exits().forEach(exit -> read.add(exit.layer()));
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

  private List<Value> read(Element element, String path, Value previous, Map<String, Value> known) {
    if (element.inputs().isEmpty()) {
      if (previous == null) {
        throw new ShapeException(
            path, "input must be named, the model has several: write one of " + known.keySet());
      }
      return List.of(previous);
    }
    List<Value> values = new ArrayList<>();
    for (String name : element.inputs()) {
      Value value = known.get(name);
      if (value == null) {
        throw new ShapeException(
            path,
            "input must be a layer or model input before it, found \""
                + name
                + "\"; write one of "
                + known.keySet());
      }
      values.add(value);
    }
    return values;
  }

  private Value addBlock(
      Block block, String prefix, String path, Value input, Map<String, Value> known) {
    Map<String, Value> readable = new LinkedHashMap<>(known);
    Value value = input;
    for (int i = 0; i < block.repeat().orElse(1); i++) {
      String inner = prefix + block.name() + "/" + (block.repeat().isPresent() ? i + "/" : "");
      readable.put(block.name(), value);
      Value output = addAll(block.elements(), inner, path + "/", value, readable);
      value =
          block.residual().isPresent()
              ? addShortcut(block.residual().get(), inner, path, value, output)
              : output;
    }
    return value;
  }

  private Value addShortcut(
      Shortcut shortcut, String prefix, String path, Value input, Value output) {
    Value projected = input;
    if (!input.shape().equals(output.shape())) {
      Layer projection;
      try {
        projection = shortcut.projection(input.shape(), output.shape());
      } catch (IllegalArgumentException e) {
        throw new ShapeException(path, e.getMessage());
      }
      projected = addLayer(prefix + "shortcut", path, projection, List.of(input));
      if (shortcut.batchNormalization()) {
        projected =
            addLayer(
                prefix + "shortcut_normalization",
                path,
                BatchNormalization.standard(),
                List.of(projected));
      }
    }
    Value sum = addLayer(prefix + "sum", path, new Add(), List.of(output, projected));
    return shortcut.activation() == Activation.LINEAR
        ? sum
        : addLayer(
            prefix + "activation", path, new ActivationLayer(shortcut.activation()), List.of(sum));
  }

  private Value addLayer(String name, String path, Layer layer, List<Value> read) {
    List<Shape> shapes = read.stream().map(Value::shape).toList();
    Shape output;
    try {
      output = layer.outputShape(shapes);
    } catch (IllegalArgumentException e) {
      throw new ShapeException(path, e.getMessage());
    }
    if (paths.putIfAbsent(name, path) != null) {
      throw new ShapeException(path, "name must be unique, another layer has it");
    }
    if (model.inputs().stream().anyMatch(input -> input.name().equals(name))) {
      throw new ShapeException(path, "name must be unique, an input has it");
    }
    nodes.add(new Node(name, layer, read.stream().map(Value::name).toList(), shapes, output));
    return new Value(name, output);
  }
}
