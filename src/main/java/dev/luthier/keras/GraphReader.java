package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the layers of a Sequential or functional model, those of models within it among them, in an
 * order in which they can be worked out.
 *
 * <p>The file of weights calls a layer by its class and its number among the layers of that class,
 * and not by its name.
 */
final class GraphReader {

  /**
   * Operations by which Keras writes down where padding is; Luthier's layers know it themselves.
   */
  private static final Set<String> MASK_OPERATIONS =
      Set.of("NotEqual", "LogicalOr", "LogicalAnd", "Any");

  /** Arguments that may say where padding is, or nothing that a prediction depends on. */
  private static final Set<String> IGNORED_ARGUMENTS =
      Set.of("mask", "query_mask", "value_mask", "key_mask", "training", "use_causal_mask");

  private final List<KerasInput> inputs = new ArrayList<>();
  private final List<KerasLayer> layers = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** Reads a model; afterwards {@link #inputs} and {@link #layers} are all there. */
  static GraphReader read(JsonNode model) {
    GraphReader reader = new GraphReader();
    String output = reader.model(model, "", "", Optional.empty());
    if (reader.layers.isEmpty()
        || !reader.layers.get(reader.layers.size() - 1).name().equals(output)) {
      throw new KerasException(
          "the model's output must be its last layer, was " + output + "; save a smaller model");
    }
    return reader;
  }

  List<KerasInput> inputs() {
    return inputs;
  }

  List<KerasLayer> layers() {
    return layers;
  }

  /**
   * A model's layers.
   *
   * @param prefix of their names
   * @param path of the model's group in the file of weights, with a slash at its end
   * @param given what the model reads where it is within another
   * @return the name of its output
   */
  private String model(JsonNode model, String prefix, String path, Optional<String> given) {
    String kind = Parts.className(model);
    requireOfKeras(model, kind, prefix.isEmpty() ? "the model" : "model " + prefix);
    return switch (kind) {
      case "Sequential" -> sequential(model, prefix, path, given);
      case "Functional" -> functional(model, prefix, path, given);
      default ->
          throw new KerasException(
              "a "
                  + (kind.isEmpty() ? "model of no class" : kind)
                  + " cannot be read: its layers are in Python's code; build it as Sequential or by"
                  + " keras.Model(inputs, outputs) and save it again");
    };
  }

  private String sequential(JsonNode model, String prefix, String path, Optional<String> given) {
    Map<String, Integer> groups = new HashMap<>();
    Optional<String> current = given;
    for (JsonNode layer : model.path("config").path("layers")) {
      if (Parts.className(layer).equals("InputLayer")) {
        if (current.isEmpty()) {
          current =
              Optional.of(addInput(fields(layer, layer.path("config").path("name").asText())));
        }
        continue;
      }
      if (current.isEmpty()) {
        JsonNode shape = model.path("config").path("build_input_shape");
        Fields input = Fields.of("the model", "Sequential", model.path("config"));
        current = Optional.of(addInput(input, "features", shape));
      }
      String name = layer.path("config").path("name").asText();
      current =
          Optional.of(
              add(layer, name, prefix, path, groups, List.of(current.get()), layer.path("none")));
    }
    return current.orElseThrow(() -> new KerasException("the model has no layers"));
  }

  private String functional(JsonNode model, String prefix, String path, Optional<String> given) {
    JsonNode config = model.path("config");
    requireOne(config.path("output_layers"), "output");
    Map<String, Integer> groups = new HashMap<>();
    Map<String, String> made = new HashMap<>();
    Set<String> masks = new HashSet<>();
    if (given.isPresent()) {
      requireOne(config.path("input_layers"), "input of a model within a model");
    }
    for (JsonNode layer : config.path("layers")) {
      String name = layer.path("name").asText();
      if (Parts.className(layer).equals("InputLayer")) {
        made.put(name, given.orElseGet(() -> addInput(fields(layer, name))));
        continue;
      }
      JsonNode calls = layer.path("inbound_nodes");
      Fields fields = fields(layer, name);
      if (calls.size() != 1) {
        throw fields.error(
            "is called "
                + calls.size()
                + " times, a layer of Luthier once; give each place a layer of its own");
      }
      List<String> read = new ArrayList<>();
      collect(calls.get(0).path("args"), read);
      JsonNode arguments = calls.get(0).path("kwargs");
      if (isOperation(layer) && MASK_OPERATIONS.contains(Parts.className(layer))) {
        masks.add(name);
        continue;
      }
      for (Map.Entry<String, JsonNode> argument : arguments.properties()) {
        List<String> tensors = new ArrayList<>();
        collect(argument.getValue(), tensors);
        if (!IGNORED_ARGUMENTS.contains(argument.getKey())) {
          read.addAll(tensors);
        } else if (!masks.containsAll(tensors)) {
          throw fields.error(
              argument.getKey() + " is a tensor; Luthier takes padding from mask_zero alone");
        }
      }
      made.put(
          name, add(layer, name, prefix, path, groups, resolve(fields, read, made), arguments));
    }
    String output = firstName(config.path("output_layers"));
    return Optional.ofNullable(made.get(output))
        .orElseThrow(() -> new KerasException("the model's output " + output + " is not there"));
  }

  private static List<String> resolve(Fields fields, List<String> read, Map<String, String> made) {
    List<String> resolved = new ArrayList<>();
    for (String name : read) {
      String input = made.get(name);
      if (input == null) {
        throw fields.error("reads " + name + ", which is no layer before it");
      }
      resolved.add(input);
    }
    if (resolved.isEmpty()) {
      throw fields.error("reads no other layer");
    }
    return resolved;
  }

  /** Adds a layer, or those of a model within the model; the name of the output. */
  private String add(
      JsonNode layer,
      String name,
      String prefix,
      String path,
      Map<String, Integer> groups,
      List<String> read,
      JsonNode arguments) {
    Fields fields = fields(layer, name);
    String kind = fields.kind();
    requireOfKeras(layer, kind, fields.owner());
    String group = path + (isOperation(layer) ? "" : "layers/" + group(kind, groups));
    if (kind.equals("Sequential") || kind.equals("Functional")) {
      if (read.size() != 1) {
        throw fields.error(
            "reads " + read.size() + " layers, a model within a model must read one");
      }
      return model(layer, prefix + name + "_", group + "/", Optional.of(read.get(0)));
    }
    String unique = unique(prefix + name);
    layers.add(new KerasLayer(unique, fields, arguments, read, group));
    return unique;
  }

  private static Fields fields(JsonNode layer, String name) {
    return new Fields(
        "layer " + name, Parts.className(layer), layer.path("config"), layer.path("build_config"));
  }

  private String addInput(Fields fields) {
    fields.require("sparse", false);
    fields.require("ragged", false);
    return addInput(
        fields,
        fields.has("name") ? fields.text("name") : "features",
        fields.has("batch_shape") ? fields.get("batch_shape") : fields.get("batch_input_shape"));
  }

  private String addInput(Fields fields, String name, JsonNode batchShape) {
    List<Integer> shape = new ArrayList<>();
    for (int i = 1; i < batchShape.size(); i++) {
      if (!batchShape.get(i).canConvertToInt() || batchShape.get(i).intValue() <= 0) {
        throw fields.error(
            "has the shape "
                + Fields.shown(batchShape)
                + "; all but the batch must be known: build the model with keras.Input((28, 28,"
                + " 1)), say, and save it again");
      }
      shape.add(batchShape.get(i).intValue());
    }
    if (shape.isEmpty()) {
      throw fields.error(
          "has no input shape; begin the model with keras.Input((784,)), say, and save it again");
    }
    String unique = unique(name);
    inputs.add(new KerasInput(unique, shape));
    return unique;
  }

  /** A name that Luthier takes and that no other layer has. */
  private String unique(String name) {
    String plain = name.replaceAll("[^A-Za-z0-9_]", "_");
    String unique = plain.isEmpty() ? "layer" : plain;
    for (int i = 1; !names.add(unique); i++) {
      unique = plain + "_" + i;
    }
    return unique;
  }

  /** As Keras names the groups of a list of layers: {@code conv2d}, {@code conv2d_1}, … */
  private static String group(String kind, Map<String, Integer> groups) {
    String snake =
        kind.replaceAll("\\W+", "")
            .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
            .replaceAll("([a-z])([A-Z])", "$1_$2")
            .toLowerCase(java.util.Locale.ROOT);
    int number = groups.merge(snake, 1, Integer::sum) - 1;
    return number == 0 ? snake : snake + "_" + number;
  }

  private static boolean isOperation(JsonNode layer) {
    return layer.path("module").asText().startsWith("keras.src.ops");
  }

  /** Code of the user's own that bears a name of Keras would not do what its name says. */
  private static void requireOfKeras(JsonNode layer, String kind, String owner) {
    String registered = layer.path("registered_name").asText("");
    String module = layer.path("module").asText("keras");
    if (registered.contains(">") || !(module + ".").startsWith("keras.")) {
      throw new KerasException(
          owner
              + " ("
              + kind
              + ") is code of its own, of "
              + (registered.contains(">") ? registered : module)
              + "; only Keras' own layers can be imported");
    }
  }

  /** The layers whose outputs a call is given, in order. */
  private static void collect(JsonNode argument, List<String> read) {
    if (argument.path("class_name").asText().equals("__keras_tensor__")) {
      JsonNode history = argument.path("config").path("keras_history");
      String name = history.path(0).asText();
      if (history.path(1).asInt() != 0 || history.path(2).asInt() != 0) {
        throw new KerasException(
            "layer " + name + " has several outputs or calls; Luthier's layers have one");
      }
      read.add(name);
    } else if (argument.isArray()) {
      argument.forEach(one -> collect(one, read));
    }
  }

  private static void requireOne(JsonNode references, String what) {
    boolean one = references.path(0).isTextual() || references.size() == 1;
    if (!one) {
      throw new KerasException(
          "the model must have one "
              + what
              + ", had "
              + references.size()
              + "; save a model of one, such as keras.Model(inputs, outputs[0])");
    }
  }

  private static String firstName(JsonNode references) {
    JsonNode first = references;
    while (first.isArray() && !first.isEmpty()) {
      first = first.get(0);
    }
    return first.isTextual() ? first.textValue() : MissingNode.getInstance().asText();
  }
}
