package dev.luthier.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luthier.nn.Block;
import dev.luthier.nn.Element;
import dev.luthier.nn.Exit;
import dev.luthier.nn.Input;
import dev.luthier.nn.LayerElement;
import dev.luthier.nn.Model;
import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.Variable;
import dev.luthier.spec.ModelSpec;
import dev.luthier.train.TrainingOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.Shape;

/**
 * What {@code check} prints of a model. Figures are null where an input's shape is left to the
 * data.
 *
 * @param name of the model
 * @param inputs sample shapes by name
 * @param layers in the order of computation
 * @param parameters trained values
 * @param state values that layers keep, such as moving means
 * @param multiplyAdds of one sample's forward pass
 * @param activationBytes of the outputs of all layers for one sample
 * @param exits share of the multiply-adds by the layer that a sample leaves at; null where there
 *     are no exits
 * @param memoryBytes about what a training step holds: weights, gradients, what the optimizer keeps
 *     and the outputs of all layers for one batch, or the part of it that is worked on at a time
 * @param batchSize samples of that batch
 */
record ModelSummary(
    String name,
    Map<String, List<Long>> inputs,
    List<LayerSummary> layers,
    Long parameters,
    Long state,
    Long multiplyAdds,
    Long activationBytes,
    @JsonInclude(JsonInclude.Include.NON_NULL) Map<String, Double> exits,
    Long memoryBytes,
    int batchSize)
    implements Output.Result {

  private static final int FLOAT_BYTES = 4;

  /** One layer; its activation memory is that of its output for one sample. */
  record LayerSummary(
      String name,
      String kind,
      List<Long> outputShape,
      Long parameters,
      Long multiplyAdds,
      Long activationBytes) {

    static LayerSummary of(Node node) {
      long parameters =
          node.variables().stream()
              .filter(variable -> variable.role() == Variable.Role.WEIGHT)
              .mapToLong(variable -> variable.shape().size())
              .sum();
      return new LayerSummary(
          node.name(),
          kindOf(node.layer()),
          dimensions(node.outputShape()),
          parameters,
          node.multiplyAdds(),
          node.outputShape().size() * FLOAT_BYTES);
    }

    /** The name of the field in a model file. */
    private static String kindOf(Object layer) {
      return layer
          .getClass()
          .getSimpleName()
          .replaceFirst("(?<=.)Layer$", "")
          .replaceAll("([a-z0-9])([A-Z])", "$1_$2")
          .toLowerCase(Locale.ROOT);
    }
  }

  static ModelSummary of(ModelSpec spec, Network network) {
    long parameters = network.parameters(Variable.Role.WEIGHT);
    long state = network.parameters(Variable.Role.STATE);
    long slots = spec.optimization().optimizer().slots().size();
    TrainingOptions training = spec.training();
    int parts = training.accumulation();
    // Gradients of parts are added up beside those of a part.
    long copies = (parts > 1 ? 3 : 2) + slots;
    long samples = ((long) training.batchSize() + parts - 1) / parts;
    long values = parameters * copies + state + network.activations() * samples;
    return new ModelSummary(
        spec.model().name(),
        inputsOf(spec.model()),
        network.nodes().stream().map(LayerSummary::of).toList(),
        parameters,
        state,
        network.multiplyAdds(),
        network.activations() * FLOAT_BYTES,
        exitsOf(network),
        values * FLOAT_BYTES,
        spec.training().batchSize());
  }

  static ModelSummary withoutShapes(ModelSpec spec) {
    Model model = spec.model();
    List<LayerSummary> layers = new ArrayList<>();
    addWithoutShapes(layers, "", model.elements());
    return new ModelSummary(
        model.name(),
        inputsOf(model),
        layers,
        null,
        null,
        null,
        null,
        null,
        null,
        spec.training().batchSize());
  }

  private static void addWithoutShapes(
      List<LayerSummary> layers, String prefix, List<Element> elements) {
    for (Element element : elements) {
      String name = prefix + element.name();
      if (element instanceof Block block) {
        addWithoutShapes(layers, name + "/", block.elements());
      } else {
        String kind = LayerSummary.kindOf(((LayerElement) element).layer());
        layers.add(new LayerSummary(name, kind, null, null, null, null));
      }
    }
  }

  private static Map<String, List<Long>> inputsOf(Model model) {
    Map<String, List<Long>> inputs = new LinkedHashMap<>();
    for (Input input : model.inputs()) {
      inputs.put(input.name(), input.shape().map(ModelSummary::dimensions).orElse(null));
    }
    return inputs;
  }

  private static Map<String, Double> exitsOf(Network network) {
    List<Exit> exits = network.model().exits();
    if (exits.isEmpty()) {
      return null;
    }
    Map<String, Double> shares = new LinkedHashMap<>();
    for (int i = 0; i < exits.size(); i++) {
      shares.put(exits.get(i).layer(), network.exitShares().get(i));
    }
    return shares;
  }

  private static List<Long> dimensions(Shape shape) {
    return Arrays.stream(shape.asArray()).boxed().toList();
  }

  @Override
  public String text() {
    TextTable table =
        new TextTable()
            .row("layer", "kind", "output", "parameters", "multiply-adds", "activation bytes");
    inputs.forEach((input, shape) -> table.row(input, "(input)", text(shape), "-", "-", "-"));
    for (LayerSummary layer : layers) {
      table.row(
          layer.name(),
          layer.kind(),
          text(layer.outputShape()),
          count(layer.parameters()),
          count(layer.multiplyAdds()),
          count(layer.activationBytes()));
    }
    List<String> lines = new ArrayList<>(List.of(Printable.line(name), "", table.toString(), ""));
    if (parameters == null) {
      lines.add("The shape of an input is left to the data, so nothing can be counted.");
    } else {
      TextTable whole =
          new TextTable()
              .row(
                  "parameters", count(parameters) + " trained, " + count(state) + " kept by layers")
              .row("multiply-adds", count(multiplyAdds) + " a sample");
      if (exits != null) {
        exits.forEach(
            (layer, share) ->
                whole.row("", "%.1f %% of them up to %s".formatted(100 * share, layer)));
      }
      lines.add(
          whole
              .row(
                  "activations",
                  mebibytes(activationBytes)
                      + " a sample, "
                      + mebibytes(activationBytes * batchSize)
                      + " a batch of "
                      + batchSize)
              .row("memory", "about " + mebibytes(memoryBytes) + " a training step")
              .toString());
    }
    return String.join(System.lineSeparator(), lines);
  }

  static String mebibytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MiB", bytes / (double) (1 << 20));
  }

  private static String text(List<Long> shape) {
    return shape == null
        ? "?"
        : shape.stream().map(String::valueOf).collect(Collectors.joining("x"));
  }

  static String count(Long value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%,d", value);
  }
}
