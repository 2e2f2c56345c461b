package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.Scaling;
import dev.luthier.nn.Activation;
import dev.luthier.nn.Dense;
import dev.luthier.nn.Initializer;
import dev.luthier.nn.Input;
import dev.luthier.nn.LayerElement;
import dev.luthier.nn.Model;
import dev.luthier.nn.Network;
import dev.luthier.nn.Precision;
import dev.luthier.nn.Regularizer;
import dev.luthier.nn.SoftmaxCrossEntropy;
import dev.luthier.optim.Adagrad;
import dev.luthier.optim.Adam;
import dev.luthier.optim.AdamW;
import dev.luthier.optim.Clipping;
import dev.luthier.optim.Optimization;
import dev.luthier.optim.Optimizer;
import dev.luthier.optim.RmsProp;
import dev.luthier.optim.Sgd;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.ndarray.Shape;

/**
 * Fifty steps through the loop in the graph give the weights that Keras gives, from the same
 * weights and batches: gradients, regularization, clipping, update and the last, smaller batch
 * together. The numbers are of {@code src/test/python/training_steps.py}, versions beside them.
 */
class TrainingArithmeticTest {

  private static final int FEATURES = 6;
  private static final int HIDDEN = 5;
  private static final int CLASSES = 3;
  private static final int BATCH = 8;
  private static final int EPOCHS = 10;
  private static final List<String> NAMES =
      List.of("hidden/kernel", "hidden/bias", "logits/kernel", "logits/bias");

  static Stream<Arguments> cases() throws IOException {
    JsonNode golden = golden();
    List<Arguments> cases = new ArrayList<>();
    golden
        .get("cases")
        .forEach(
            one ->
                cases.add(
                    arguments(one.get("optimizer").asText(), one.get("clipping").asText(), one)));
    return cases.stream();
  }

  @ParameterizedTest(name = "{0}, clipping {1}")
  @MethodSource("cases")
  void weightsAreThoseOfKeras(String optimizer, String clipping, JsonNode expected)
      throws IOException {
    JsonNode golden = golden();
    int[] classes = new ObjectMapper().convertValue(golden.get("classes"), int[].class);
    Dataset dataset =
        Trials.vectors(floats(golden.get("features")), FEATURES, Trials.classes(classes, CLASSES));
    int[] rows = IntStream.range(0, classes.length).toArray();
    TrialSpec spec =
        new TrialSpec(
            Network.of(model(), Map.of()),
            Preprocessing.fit(dataset, rows, Scaling.NONE),
            new Optimization(
                optimizer(optimizer),
                new dev.luthier.optim.Schedule.Constant(),
                clipping(clipping),
                Optional.empty()),
            BATCH,
            rows.length,
            EPOCHS,
            1,
            0,
            1,
            Precision.FLOAT32,
            false);
    try (TrialSession session = TrialSession.forTraining(spec, dataset, Trials.SETTINGS)) {
      for (int i = 0; i < NAMES.size(); i++) {
        session.assign(NAMES.get(i), floats(golden.get("start").get(i)));
      }
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        // In two calls, as when a summary falls into the middle of an epoch.
        session.train(rows, 0, 2);
        session.train(rows, 2, spec.stepsPerEpoch());
      }
      assertEquals(
          expected.get("last_loss").asDouble(), session.trainingFigures(rows).loss(), 1e-5);
      Map<String, float[]> weights = session.weights();
      assertEquals(NAMES, List.copyOf(weights.keySet()));
      for (int i = 0; i < NAMES.size(); i++) {
        float[] wanted = floats(expected.get("weights").get(i));
        float largest = 0;
        for (float value : wanted) {
          largest = Math.max(largest, Math.abs(value));
        }
        assertArrayEquals(wanted, weights.get(NAMES.get(i)), 1e-5f * largest, NAMES.get(i));
      }
    }
  }

  private static Model model() {
    Optional<Regularizer> both = Optional.of(new Regularizer.L1L2(0.002f, 0.01f));
    return new Model(
        "steps",
        List.of(new Input("features", Optional.of(Shape.of(FEATURES)))),
        List.of(
            LayerElement.of("hidden", dense(HIDDEN, Activation.TANH, both, both)),
            LayerElement.of(
                "logits",
                dense(
                    CLASSES,
                    Activation.LINEAR,
                    Optional.of(new Regularizer.L1L2(0, 0.003f)),
                    Optional.empty()))),
        new SoftmaxCrossEntropy(0, List.of()),
        List.of());
  }

  private static Dense dense(
      int units, Activation activation, Optional<Regularizer> kernel, Optional<Regularizer> bias) {
    return new Dense(
        units,
        activation,
        true,
        Initializer.Constant.ZEROS,
        Initializer.Constant.ZEROS,
        kernel,
        bias,
        Optional.empty(),
        Optional.empty());
  }

  private static Optimizer optimizer(String name) {
    return switch (name) {
      case "adam" -> Adam.of(0.01f);
      case "adamw" -> new AdamW(0.01f, 0.9f, 0.999f, 1e-7f, false, 0.02f);
      case "rmsprop" -> new RmsProp(0.01f, 0.9f, 0.5f, 1e-7f, false);
      case "sgd" -> new Sgd(0.05f, 0.9f, false);
      case "adagrad" -> Adagrad.of(0.05f);
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static Optional<Clipping> clipping(String name) {
    return switch (name) {
      case "none" -> Optional.empty();
      case "value" -> Optional.of(new Clipping.ByValue(0.05f));
      case "norm" -> Optional.of(new Clipping.ByNorm(0.1f));
      case "global_norm" -> Optional.of(new Clipping.ByGlobalNorm(0.2f));
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static JsonNode golden() throws IOException {
    try (InputStream file =
        TrainingArithmeticTest.class.getResourceAsStream("/golden/training_steps.json")) {
      return new ObjectMapper().readTree(file);
    }
  }

  private static float[] floats(JsonNode node) {
    return new ObjectMapper().convertValue(node, float[].class);
  }
}
