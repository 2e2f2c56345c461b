package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.spec.proto.Activation;
import dev.luthier.spec.proto.ConstantDef;
import dev.luthier.spec.proto.ConstraintDef;
import dev.luthier.spec.proto.GlorotNormalDef;
import dev.luthier.spec.proto.GlorotUniformDef;
import dev.luthier.spec.proto.HeNormalDef;
import dev.luthier.spec.proto.HeUniformDef;
import dev.luthier.spec.proto.InitializerDef;
import dev.luthier.spec.proto.LecunNormalDef;
import dev.luthier.spec.proto.LecunUniformDef;
import dev.luthier.spec.proto.NormalDef;
import dev.luthier.spec.proto.OnesDef;
import dev.luthier.spec.proto.OrthogonalDef;
import dev.luthier.spec.proto.Padding;
import dev.luthier.spec.proto.RegularizerDef;
import dev.luthier.spec.proto.UniformDef;
import dev.luthier.spec.proto.ZerosDef;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** What layers are made of: activations, initializers, regularizers, constraints, padding. */
final class Parts {

  private static final Map<String, Activation> ACTIVATIONS =
      Map.ofEntries(
          Map.entry("linear", Activation.LINEAR),
          Map.entry("relu", Activation.RELU),
          Map.entry("relu6", Activation.RELU6),
          Map.entry("leaky_relu", Activation.LEAKY_RELU),
          Map.entry("elu", Activation.ELU),
          Map.entry("selu", Activation.SELU),
          Map.entry("gelu", Activation.GELU),
          Map.entry("silu", Activation.SILU),
          Map.entry("swish", Activation.SILU),
          Map.entry("hard_silu", Activation.HARD_SILU),
          Map.entry("hard_swish", Activation.HARD_SILU),
          Map.entry("mish", Activation.MISH),
          Map.entry("softplus", Activation.SOFTPLUS),
          Map.entry("softsign", Activation.SOFTSIGN),
          Map.entry("sigmoid", Activation.SIGMOID),
          Map.entry("hard_sigmoid", Activation.HARD_SIGMOID),
          Map.entry("tanh", Activation.TANH),
          Map.entry("softmax", Activation.SOFTMAX),
          Map.entry("log_softmax", Activation.LOG_SOFTMAX),
          Map.entry("exponential", Activation.EXPONENTIAL));

  private final Fields fields;
  private final Notices notices;

  /**
   * Parts of a layer.
   *
   * @param fields of the layer
   * @param notices is told of what only training would have had, and Luthier has not
   */
  Parts(Fields fields, Notices notices) {
    this.fields = fields;
    this.notices = notices;
  }

  Activation activation(String field) {
    if (!fields.has(field)) {
      return Activation.LINEAR;
    }
    JsonNode value = fields.get(field);
    String name =
        value.isTextual() ? value.textValue() : value.path("config").asText(className(value));
    Activation activation = ACTIVATIONS.get(name);
    if (activation == null) {
      throw fields.error(
          field
              + " must be one that Luthier has, was "
              + Fields.shown(value)
              + "; take one such as relu, gelu or tanh");
    }
    return activation;
  }

  /** VALID or SAME. */
  Padding padding() {
    String padding = fields.has("padding") ? fields.text("padding") : "valid";
    return switch (padding) {
      case "valid" -> Padding.VALID;
      case "same" -> Padding.SAME;
      default ->
          throw fields.error(
              "padding must be valid or same, was "
                  + padding
                  + "; put a ZeroPadding1D layer before it instead of causal padding");
    };
  }

  /** How weights of a name begin, and what keeps them small. */
  void weights(
      String name, Consumer<InitializerDef> initializer, Consumer<RegularizerDef> regularizer) {
    initializer(name + "_initializer", initializer);
    regularizer(name + "_regularizer", regularizer);
  }

  private void initializer(String field, Consumer<InitializerDef> setter) {
    if (fields.has(field)) {
      JsonNode value = fields.get(field);
      Optional<InitializerDef> initializer = initializer(value);
      if (initializer.isPresent()) {
        setter.accept(initializer.get());
      } else {
        notices.leftOut(fields, field + " " + className(value));
      }
    }
  }

  private Optional<InitializerDef> initializer(JsonNode value) {
    JsonNode config = value.path("config");
    InitializerDef.Builder def = InitializerDef.newBuilder();
    switch (plain(className(value))) {
      case "zeros" -> def.setZeros(ZerosDef.getDefaultInstance());
      case "ones" -> def.setOnes(OnesDef.getDefaultInstance());
      case "constant" ->
          def.setConstant(
              ConstantDef.newBuilder().setValue((float) config.path("value").asDouble(0)));
      case "randomuniform" ->
          def.setRandomUniform(
              UniformDef.newBuilder()
                  .setMin((float) config.path("minval").asDouble(-0.05))
                  .setMax((float) config.path("maxval").asDouble(0.05)));
      case "randomnormal" -> def.setRandomNormal(normal(config));
      case "truncatednormal" -> def.setTruncatedNormal(normal(config));
      case "glorotuniform" -> def.setGlorotUniform(GlorotUniformDef.getDefaultInstance());
      case "glorotnormal" -> def.setGlorotNormal(GlorotNormalDef.getDefaultInstance());
      case "heuniform" -> def.setHeUniform(HeUniformDef.getDefaultInstance());
      case "henormal" -> def.setHeNormal(HeNormalDef.getDefaultInstance());
      case "lecununiform" -> def.setLecunUniform(LecunUniformDef.getDefaultInstance());
      case "lecunnormal" -> def.setLecunNormal(LecunNormalDef.getDefaultInstance());
      case "orthogonal" ->
          def.setOrthogonal(
              OrthogonalDef.newBuilder().setGain((float) config.path("gain").asDouble(1)));
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(def.build());
  }

  private static NormalDef normal(JsonNode config) {
    return NormalDef.newBuilder()
        .setMean((float) config.path("mean").asDouble(0))
        .setStddev((float) config.path("stddev").asDouble(0.05))
        .build();
  }

  void regularizer(String field, Consumer<RegularizerDef> setter) {
    if (!fields.has(field)) {
      return;
    }
    JsonNode value = fields.get(field);
    JsonNode config = value.path("config");
    double byDefault = 0.01;
    RegularizerDef.Builder def = RegularizerDef.newBuilder();
    switch (plain(className(value))) {
      case "l1" -> def.setL1((float) config.path("l1").asDouble(byDefault));
      case "l2" -> def.setL2((float) config.path("l2").asDouble(byDefault));
      case "l1l2" ->
          def.setL1((float) config.path("l1").asDouble(0))
              .setL2((float) config.path("l2").asDouble(0));
      default -> {
        notices.leftOut(fields, field + " " + className(value));
        return;
      }
    }
    if (def.getL1() != 0 || def.getL2() != 0) {
      setter.accept(def.build());
    }
  }

  /**
   * A bound for each unit's incoming weights.
   *
   * @param axes of the kernel that a unit's weights lie along
   */
  void maxNorm(String field, List<Integer> axes, Consumer<ConstraintDef> setter) {
    if (!fields.has(field)) {
      return;
    }
    JsonNode value = fields.get(field);
    JsonNode config = value.path("config");
    Fields constraint = Fields.of(fields.owner(), fields.kind(), config);
    boolean ofUnits =
        plain(className(value)).equals("maxnorm")
            && config.path("max_value").isNumber()
            && constraint.has("axis")
            && constraint.integers("axis").equals(axes);
    if (ofUnits) {
      setter.accept(
          ConstraintDef.newBuilder()
              .setMaxNorm((float) config.path("max_value").asDouble())
              .build());
    } else {
      notices.leftOut(fields, field + " " + className(value));
    }
  }

  /** Tells of settings of the training that Luthier's layer has not. */
  void leaveOut(String... settings) {
    for (String field : settings) {
      JsonNode value = fields.get(field);
      if (fields.has(field) && !(value.isNumber() && value.doubleValue() == 0)) {
        notices.leftOut(fields, field);
      }
    }
  }

  /** The class of something that may be written by its name alone. */
  static String className(JsonNode value) {
    return value.isTextual() ? value.textValue() : value.path("class_name").asText("");
  }

  /** {@code HeNormal} and {@code he_normal} are the same. */
  static String plain(String name) {
    return name.replace("_", "").toLowerCase(Locale.ROOT);
  }
}
