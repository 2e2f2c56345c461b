package dev.luthier.nn;

import dev.luthier.nn.NodeList.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;

/** Spells out a model's blocks and works out the shapes, layer by layer. */
final class NetworkBuilder {

  private final Model model;
  private final Map<String, Shape> dataShapes;
  private final NodeList nodes;

  NetworkBuilder(Model model, Map<String, Shape> dataShapes) {
    this.model = model;
    this.dataShapes = dataShapes;
    this.nodes = new NodeList(model.inputs().stream().map(Input::name).collect(Collectors.toSet()));
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
    ExitPlaces.check(model.exits(), nodes.nodes());
    nodes.requireReaders(output, model.exits());
    model.loss().checkOutput(output.shape());
    Map<String, Shape> shapes = new HashMap<>();
    inputs.values().forEach(value -> shapes.put(value.name(), value.shape()));
    return new Network(model, shapes, nodes.nodes());
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
              ? nodes.add(prefix + single.name(), elementPath, single.layer(), read)
              : addBlock((Block) element, prefix, elementPath, read.get(0), known);
      known.put(element.name(), previous);
    }
    return previous;
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
    BlockJoins joins = new BlockJoins(nodes);
    List<Value> outputs = new ArrayList<>();
    List<Value> halting = new ArrayList<>();
    Value value = input;
    int repetitions = block.repeat().orElse(1);
    for (int i = 0; i < repetitions; i++) {
      nodes.countRepetition(path);
      String inner = prefix + block.name() + "/" + (block.repeat().isPresent() ? i + "/" : "");
      readable.put(block.name(), value);
      Value output = addAll(block.elements(), inner, path + "/", value, readable);
      value = joins.joined(block, inner, path, value, output);
      outputs.add(value);
      if (block.adaptiveDepth().isPresent() && i < repetitions - 1) {
        halting.add(joins.halting(block.adaptiveDepth().get(), inner, path, value));
      }
    }
    return halting.isEmpty()
        ? value
        : joins.halted(
            block.adaptiveDepth().get(), prefix + block.name() + "/", path, outputs, halting);
  }
}
