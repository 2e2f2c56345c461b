package dev.luthier.nn;

import java.util.List;

/** One layer at its place in a model. */
public record LayerElement(String name, Layer layer, List<String> inputs) implements Element {
  public LayerElement {
    inputs = List.copyOf(inputs);
  }

  public static LayerElement of(String name, Layer layer) {
    return new LayerElement(name, layer, List.of());
  }
}
