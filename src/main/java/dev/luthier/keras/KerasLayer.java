package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A layer of a model as Keras has written it, with names that Luthier takes.
 *
 * @param name unique in the whole model; letters, digits and underscores
 * @param fields of its configuration
 * @param arguments that its call was given by name
 * @param inputs names of the layers or inputs that it reads
 * @param path of its group in the file of weights
 */
record KerasLayer(
    String name, Fields fields, JsonNode arguments, List<String> inputs, String path) {

  KerasLayer {
    inputs = List.copyOf(inputs);
  }

  /** Its class in Keras, such as {@code Conv2D}. */
  String kind() {
    return fields.kind();
  }
}
