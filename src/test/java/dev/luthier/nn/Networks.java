package dev.luthier.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/** Small networks made in memory, and what tests ask of them. */
final class Networks {

  private Networks() {}

  static LayerElement dense(String name, int units, String... inputs) {
    return new LayerElement(name, Dense.of(units, Activation.LINEAR), List.of(inputs));
  }

  static LayerElement layer(String name, Layer layer, String... inputs) {
    return new LayerElement(name, layer, List.of(inputs));
  }

  static Block block(
      String name, Optional<Integer> repeat, Optional<Shortcut> residual, Element... elements) {
    return Block.of(name, List.of(elements), repeat, residual);
  }

  static Network network(Shape input, Element... elements) {
    return network(List.of(new Input("x", Optional.of(input))), elements);
  }

  static Network network(List<Input> inputs, Element... elements) {
    return Network.of(
        new Model("m", inputs, List.of(elements), new MeanSquaredError(), List.of()), Map.of());
  }

  static List<String> names(Network network) {
    return network.nodes().stream().map(Node::name).toList();
  }

  static List<String> inputsOf(Network network, String name) {
    return node(network, name).inputs();
  }

  static Node node(Network network, String name) {
    return network.nodes().stream()
        .filter(node -> node.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + names(network)));
  }

  static void assertShapeError(String path, String message, Shape input, Element... elements) {
    var thrown = assertThrows(ShapeException.class, () -> network(input, elements));
    assertEquals(path, thrown.path());
    assertEquals("layer " + path + ": " + message, thrown.getMessage());
  }
}
