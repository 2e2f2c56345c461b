package dev.luthier.keras;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.nn.Network;
import dev.luthier.nn.ShapeException;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.proto.Activation;
import dev.luthier.spec.proto.InputDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.LossDef;
import dev.luthier.spec.proto.MeanSquaredErrorDef;
import dev.luthier.spec.proto.ModelDef;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A model of Keras 3 as one of Luthier.
 *
 * <p>Layers keep their names. Where the loss is a cross entropy of probabilities, the activation at
 * the output goes over into the loss: Luthier trains on logits, and its SavedModel gives the
 * probabilities. Dropout and whatever else only training needs does not change predictions.
 *
 * @param spec the model
 * @param weights by full name, row-major; empty where only the architecture was read
 * @param notices what the user should know, each one line
 */
public record KerasModel(ModelSpec spec, Map<String, float[]> weights, List<String> notices) {

  /** Bytes of a description of layers. Keras' largest are of some megabytes. */
  static final int MOST_CONFIG_BYTES = 16 << 20;

  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  public KerasModel {
    weights = Map.copyOf(weights);
    notices = List.copyOf(notices);
  }

  /**
   * Reads a {@code .keras} archive.
   *
   * @throws KerasException where it is none, or holds what Luthier has no counterpart for
   */
  public static KerasModel read(Path file) throws IOException {
    try (KerasArchive archive = KerasArchive.open(file)) {
      archive.requireVersion(json(archive.metadata()));
      Translated translated = translate(json(archive.config()), plainName(file));
      Network network = network(translated.spec());
      try (KerasWeights weights = archive.weights(network)) {
        return new KerasModel(
            translated.spec(),
            weights.read(network, translated.places()),
            translated.notices().lines());
      }
    } catch (KerasException e) {
      throw e.in(file.toString());
    }
  }

  /**
   * Reads an architecture as {@code model.to_json()} writes it.
   *
   * @throws KerasException where it is none, or holds what Luthier has no counterpart for
   */
  public static KerasModel readArchitecture(Path file) throws IOException {
    try {
      if (Files.size(file) > MOST_CONFIG_BYTES) {
        throw new KerasException(
            "is larger than an architecture's " + MOST_CONFIG_BYTES + " bytes");
      }
      Translated translated = translate(json(Files.readAllBytes(file)), plainName(file));
      network(translated.spec());
      return new KerasModel(translated.spec(), Map.of(), translated.notices().lines());
    } catch (KerasException e) {
      throw e.in(file.toString());
    }
  }

  /** A model before its weights. */
  private record Translated(
      ModelSpec spec, Map<String, List<KerasWeights.Place>> places, Notices notices) {}

  private static JsonNode json(byte[] text) throws IOException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new KerasException("is no model of Keras: " + e.getOriginalMessage(), e);
    } catch (CharConversionException e) {
      throw new KerasException("is no model of Keras: " + e.getMessage(), e);
    }
  }

  private static String plainName(Path file) {
    String name = file.getFileName().toString().replaceFirst("\\.(keras|json)$", "");
    String plain = name.replaceAll("[^A-Za-z0-9_.-]", "_");
    return plain.isEmpty() ? "model" : plain;
  }

  private static Translated translate(JsonNode model, String name) {
    Notices notices = new Notices();
    GraphReader graph = GraphReader.read(model);
    if (graph.inputs().size() != 1) {
      throw new KerasException(
          "the model has "
              + graph.inputs().size()
              + " inputs, data of Luthier have one; join them in Keras and save the model again");
    }
    KerasInput input = graph.inputs().get(0);
    ModelDef.Builder def =
        ModelDef.newBuilder()
            .setName(name)
            .addInput(InputDef.newBuilder().setName(input.name()).addAllShape(input.shape()));
    Map<String, List<KerasWeights.Place>> places = new LinkedHashMap<>();
    Map<String, String> passedOn = new HashMap<>();
    String before = input.name();
    for (KerasLayer layer : graph.layers()) {
      List<String> read =
          layer.inputs().stream().map(one -> passedOn.getOrDefault(one, one)).toList();
      if (Layers.passesOn(layer, notices)) {
        passedOn.put(layer.name(), read.get(0));
        continue;
      }
      LayerTranslation translation = Layers.translate(layer, notices);
      LayerDef.Builder built = translation.layer().setName(layer.name());
      List<String> distinct = distinct(layer, read);
      if (!distinct.equals(List.of(before))) {
        built.addAllInput(distinct);
      }
      requireValid(layer, built);
      def.addLayer(built);
      places.put(
          layer.name(),
          translation.weights().stream()
              .map(w -> new KerasWeights.Place(w.variable(), layer.path() + "/" + w.path()))
              .toList());
      before = layer.name();
    }
    requirePoolingOfAll(def);
    finish(def, model.path("compile_config"), notices);
    return new Translated(spec(def.build()), places, notices);
  }

  /** Settings that no layer can have, such as no units: told of the layer. */
  private static void requireValid(KerasLayer layer, LayerDef.Builder built) {
    LossDef loss =
        LossDef.newBuilder().setMeanSquaredError(MeanSquaredErrorDef.getDefaultInstance()).build();
    ModelDef alone =
        ModelDef.newBuilder()
            .setName("layer")
            .addInput(InputDef.newBuilder().setName("alone"))
            .addLayer(built.clone().clearInput())
            .setLoss(loss)
            .build();
    try {
      ModelSpec.of(alone);
    } catch (IllegalArgumentException e) {
      throw layer.fields().error(e.getMessage());
    }
  }

  /** Attention names what it attends to more than once where that is its query. */
  private static List<String> distinct(KerasLayer layer, List<String> read) {
    if (!layer.kind().equals("MultiHeadAttention")) {
      return read;
    }
    if (read.size() == 3 && !read.get(1).equals(read.get(2))) {
      throw layer
          .fields()
          .error("has a key of its own; Luthier's attention takes it from the value");
    }
    return read.size() > 1 && !read.get(0).equals(read.get(1))
        ? read.subList(0, 2)
        : read.subList(0, 1);
  }

  /** Keras' maximum sees padding and Luthier's does not. */
  private static void requirePoolingOfAll(ModelDef.Builder def) {
    boolean masks =
        def.getLayerList().stream().anyMatch(layer -> layer.getEmbedding().getMaskZero());
    for (LayerDef layer : def.getLayerList()) {
      if (masks && layer.hasGlobalMaxPool()) {
        throw new KerasException(
            "layer "
                + layer.getName()
                + " (GlobalMaxPooling1D) sees padding in Keras and not in Luthier; take an"
                + " Embedding without mask_zero");
      }
    }
  }

  private static void finish(ModelDef.Builder def, JsonNode compile, Notices notices) {
    if (def.getLayerCount() == 0) {
      throw new KerasException("the model has no layers that predict");
    }
    LayerDef last = def.getLayer(def.getLayerCount() - 1);
    Activation output = Outputs.activation(last);
    CompileConfig config = CompileConfig.read(compile, output, notices);
    if (config.ofProbabilities()) {
      Outputs.toLogits(def);
    }
    def.setLoss(config.loss()).addAllMetric(config.metrics());
    OptimizerConfig.read(compile.path("optimizer"), notices).ifPresent(def::setOptimizer);
  }

  private static ModelSpec spec(ModelDef def) {
    try {
      return ModelSpec.of(def);
    } catch (IllegalArgumentException e) {
      throw new KerasException(e.getMessage(), e);
    }
  }

  private static Network network(ModelSpec spec) {
    try {
      return Network.of(spec.model(), Map.of());
    } catch (ShapeException e) {
      throw new KerasException("layer " + e.path() + ": " + e.getMessage(), e);
    } catch (IllegalArgumentException | ArithmeticException e) {
      throw new KerasException(String.valueOf(e.getMessage()), e);
    }
  }
}
