package dev.luthier.keras;

import java.util.List;

/**
 * An input of a model.
 *
 * @param name unique in the whole model; letters, digits and underscores
 * @param shape of one sample
 */
record KerasInput(String name, List<Integer> shape) {

  KerasInput {
    shape = List.copyOf(shape);
  }
}
