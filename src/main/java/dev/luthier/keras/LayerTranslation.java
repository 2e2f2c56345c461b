package dev.luthier.keras;

import dev.luthier.spec.proto.LayerDef;
import java.util.ArrayList;
import java.util.List;

/**
 * A layer of Keras as one of Luthier.
 *
 * @param layer without name and inputs
 * @param weights where its variables lie
 */
record LayerTranslation(LayerDef.Builder layer, List<Weight> weights) {

  LayerTranslation {
    weights = List.copyOf(weights);
  }

  /**
   * Where a variable lies.
   *
   * @param variable its name in Luthier's layer
   * @param path within the layer's group in the file of weights
   */
  record Weight(String variable, String path) {}

  /** A layer without variables. */
  static LayerTranslation of(LayerDef.Builder layer) {
    return new LayerTranslation(layer, List.of());
  }

  /** A layer whose variables Keras numbers in this order. */
  static LayerTranslation of(LayerDef.Builder layer, List<String> variables) {
    return new LayerTranslation(layer, numbered("", "", variables));
  }

  /** Variables that Keras numbers in order, in a part of a layer. */
  static List<Weight> numbered(String part, String path, List<String> variables) {
    List<Weight> weights = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      weights.add(new Weight(part + variables.get(i), path + "vars/" + i));
    }
    return weights;
  }
}
