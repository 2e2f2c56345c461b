package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.spec.proto.Activation;
import dev.luthier.spec.proto.HingeDef;
import dev.luthier.spec.proto.HuberDef;
import dev.luthier.spec.proto.LossDef;
import dev.luthier.spec.proto.MeanAbsoluteErrorDef;
import dev.luthier.spec.proto.MeanSquaredErrorDef;
import dev.luthier.spec.proto.Metric;
import dev.luthier.spec.proto.SigmoidCrossEntropyDef;
import dev.luthier.spec.proto.SoftmaxCrossEntropyDef;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Loss and metrics that a model was compiled with; without them, the loss that goes with the
 * output's activation.
 *
 * @param loss as Luthier has it
 * @param ofProbabilities whether Keras works the loss out of probabilities: Luthier's loss takes
 *     the logits before the output's activation and exports the probabilities
 * @param metrics that Luthier has
 */
record CompileConfig(LossDef loss, boolean ofProbabilities, List<Metric> metrics) {

  private static final Pattern CAMEL = Pattern.compile("(?<=[a-z])(?=[A-Z])");

  CompileConfig {
    metrics = List.copyOf(metrics);
  }

  /**
   * Reads a configuration.
   *
   * @param config may be missing
   * @param output the activation at the output
   */
  static CompileConfig read(JsonNode config, Activation output, Notices notices) {
    JsonNode loss = only(config.path("loss"));
    Optional<CompileConfig> known = loss(loss, output);
    if (known.isEmpty() && !name(loss).isEmpty()) {
      notices.add(
          "loss "
              + name(loss)
              + " is none that goes with the output and Luthier's losses; the one that fits the"
              + " output is written instead, which predictions do not depend on");
    }
    CompileConfig read = known.orElseGet(() -> fitting(output));
    return new CompileConfig(
        read.loss, read.ofProbabilities, metrics(config.path("metrics"), read.loss, notices));
  }

  private static Optional<CompileConfig> loss(JsonNode value, Activation output) {
    JsonNode config = value.path("config");
    boolean logits = config.path("from_logits").asBoolean(false);
    float smoothing = (float) config.path("label_smoothing").asDouble(0);
    LossDef.Builder def = LossDef.newBuilder();
    switch (name(value)) {
      case "categorical_crossentropy", "sparse_categorical_crossentropy" -> {
        if (!logits && output != Activation.SOFTMAX) {
          return Optional.empty();
        }
        def.setSoftmaxCrossEntropy(
            SoftmaxCrossEntropyDef.newBuilder().setLabelSmoothing(smoothing));
        return Optional.of(new CompileConfig(def.build(), !logits, List.of()));
      }
      case "binary_crossentropy" -> {
        if (!logits && output != Activation.SIGMOID) {
          return Optional.empty();
        }
        def.setSigmoidCrossEntropy(
            SigmoidCrossEntropyDef.newBuilder().setLabelSmoothing(smoothing));
        return Optional.of(new CompileConfig(def.build(), !logits, List.of()));
      }
      case "mean_squared_error", "mse" ->
          def.setMeanSquaredError(MeanSquaredErrorDef.getDefaultInstance());
      case "mean_absolute_error", "mae" ->
          def.setMeanAbsoluteError(MeanAbsoluteErrorDef.getDefaultInstance());
      case "huber" ->
          def.setHuber(HuberDef.newBuilder().setDelta((float) config.path("delta").asDouble(1)));
      case "hinge", "categorical_hinge" -> def.setHinge(HingeDef.getDefaultInstance());
      default -> {
        return Optional.empty();
      }
    }
    return Optional.of(new CompileConfig(def.build(), false, List.of()));
  }

  private static CompileConfig fitting(Activation output) {
    LossDef.Builder def = LossDef.newBuilder();
    return switch (output) {
      case SOFTMAX ->
          new CompileConfig(
              def.setSoftmaxCrossEntropy(SoftmaxCrossEntropyDef.getDefaultInstance()).build(),
              true,
              List.of());
      case SIGMOID ->
          new CompileConfig(
              def.setSigmoidCrossEntropy(SigmoidCrossEntropyDef.getDefaultInstance()).build(),
              true,
              List.of());
      default ->
          new CompileConfig(
              def.setMeanSquaredError(MeanSquaredErrorDef.getDefaultInstance()).build(),
              false,
              List.of());
    };
  }

  private static List<Metric> metrics(JsonNode values, LossDef loss, Notices notices) {
    boolean regression =
        switch (loss.getKindCase()) {
          case MEAN_SQUARED_ERROR, MEAN_ABSOLUTE_ERROR, HUBER -> true;
          default -> false;
        };
    Set<Metric> metrics = new LinkedHashSet<>();
    List<String> others = new ArrayList<>();
    for (JsonNode value : flat(values)) {
      Optional<Metric> metric = metric(name(value));
      if (metric.isPresent() && regression == isOfNumbers(metric.get())) {
        metrics.add(metric.get());
      } else if (!name(value).isEmpty()) {
        others.add(name(value));
      }
    }
    if (!others.isEmpty()) {
      notices.add("metrics that are left out: " + String.join(", ", others));
    }
    return List.copyOf(metrics);
  }

  private static Optional<Metric> metric(String name) {
    return Optional.ofNullable(
        switch (name) {
          case "accuracy",
              "acc",
              "categorical_accuracy",
              "sparse_categorical_accuracy",
              "binary_accuracy" ->
              Metric.ACCURACY;
          case "precision" -> Metric.PRECISION;
          case "recall" -> Metric.RECALL;
          case "f1_score" -> Metric.F1;
          case "auc" -> Metric.ROC_AUC;
          case "mean_squared_error", "mse" -> Metric.MEAN_SQUARED_ERROR;
          case "mean_absolute_error", "mae" -> Metric.MEAN_ABSOLUTE_ERROR;
          case "r2_score" -> Metric.R_SQUARED;
          default -> null;
        });
  }

  private static boolean isOfNumbers(Metric metric) {
    return metric == Metric.MEAN_SQUARED_ERROR
        || metric == Metric.MEAN_ABSOLUTE_ERROR
        || metric == Metric.R_SQUARED;
  }

  /** A list's or an object's only member, as losses of a model of one output may be written. */
  private static JsonNode only(JsonNode value) {
    boolean wrapped = value.size() == 1 && (value.isArray() || !value.has("class_name"));
    return wrapped ? value.iterator().next() : value;
  }

  private static List<JsonNode> flat(JsonNode values) {
    List<JsonNode> all = new ArrayList<>();
    for (JsonNode value : values) {
      if (value.isTextual() || value.has("class_name")) {
        all.add(value);
      } else {
        value.forEach(all::add);
      }
    }
    return all;
  }

  /** In snake case, however it is written. */
  private static String name(JsonNode value) {
    String name = Parts.className(value);
    return name.equals("AUC")
        ? "auc"
        : CAMEL
            .matcher(name.replace("R2Score", "r2_score").replace("F1Score", "f1_score"))
            .replaceAll("_")
            .toLowerCase(Locale.ROOT);
  }
}
