package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.RowOrder;
import dev.luthier.data.TargetKind;
import dev.luthier.nn.Precision;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

class PrecisionTest {

  private static final String LAYERS =
      "layer { name: \"hidden\" dense { units: 16 activation: RELU kernel_regularizer { l2: 0.01 } }"
          + " } layer { name: \"drop\" dropout { rate: 0.2 } }"
          + " layer { name: \"logits\" dense { units: 3 } }";

  /** Images of 8 x 8 pixels, with one of three edges bright. */
  private static Dataset images(int samples) {
    float[] values = new float[samples * 64];
    int[] ids = new int[samples];
    Random random = new Random(3);
    for (int i = 0; i < samples; i++) {
      ids[i] = i % 3;
      for (int j = 0; j < 64; j++) {
        boolean bright = ids[i] == 0 ? j < 8 : ids[i] == 1 ? j >= 56 : j % 8 == 0;
        values[i * 64 + j] = (bright ? 1 : 0) + 0.5f * random.nextFloat();
      }
    }
    return Trials.tensors(values, List.of(8, 8, 1), Trials.classes(ids, 3));
  }

  private static TrialSession session(ModelSpec model, Dataset data, Precision precision) {
    return TrialSession.forTraining(
        Trials.with(Trials.spec(model, data, data.samples(), 1), precision, false),
        data,
        Trials.SETTINGS);
  }

  private static ModelSpec classifier(String shape, String... lines) {
    return Trials.model(
        "name: \"m\" input { name: \"x\" " + shape + " }",
        "loss { softmax_cross_entropy {} } metric: ACCURACY training { batch_size: 16 }",
        String.join("\n", lines));
  }

  private static Figures trained(ModelSpec model, Dataset data, Precision precision, int epochs) {
    try (TrialSession session = session(model, data, precision)) {
      int[] rows = Trials.rows(data.samples());
      for (int epoch = 0; epoch < epochs; epoch++) {
        session.train(rows, 0, session.spec().stepsPerEpoch());
      }
      return session.evaluate(rows);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "layer { name: \"conv\" conv2d { filters: 8 kernel_size: 3 use_bias: false } }"
            + " layer { name: \"norm\" batch_normalization {} }"
            + " layer { name: \"active\" activation { function: RELU } }"
            + " layer { name: \"pool\" global_average_pool {} }",
        "layer { name: \"rows\" reshape { shape: [8, 8] } }"
            + " layer { name: \"recurrent\" lstm { units: 8 } }",
        "layer { name: \"rows\" reshape { shape: [8, 8] } }"
            + " layer { name: \"recurrent\" gru { units: 8 bidirectional: true } }",
        "layer { name: \"rows\" reshape { shape: [8, 8] } }"
            + " layer { name: \"places\" positional_encoding {} }"
            + " layer { name: \"encoder\" transformer_encoder { heads: 2 feed_forward: 8 } }"
            + " layer { name: \"pool\" global_average_pool {} }"
      })
  void learnsAsInFloat32(String layers) {
    ModelSpec model =
        classifier(
            "shape: 8 shape: 8 shape: 1",
            layers,
            "layer { name: \"logits\" dense { units: 3 } } optimizer { adam { learning_rate: 0.01"
                + " } }");
    Dataset data = images(96);
    Figures exact = trained(model, data, Precision.FLOAT32, 8);
    for (Precision low : new Precision[] {Precision.MIXED_BFLOAT16, Precision.MIXED_FLOAT16}) {
      Figures figures = trained(model, data, low, 8);
      assertEquals(exact.loss(), figures.loss(), 0.1, low + " loss");
      assertEquals(
          exact.metrics().get("accuracy"), figures.metrics().get("accuracy"), 0.05, low.toString());
    }
  }

  @Test
  void digitsAreToldApartAsWellInEveryPrecisionAndCompiled() throws IOException {
    Dataset data =
        new DataReader(Path.of("."))
            .read(DataDescription.of("digits"), ReadOptions.training(TargetKind.CLASSES));
    int[] train = Trials.rows(1400);
    int[] test = IntStream.range(1400, data.samples()).toArray();
    ModelSpec model =
        Trials.model(
            "name: \"digits\" input { name: \"pixels\" shape: 64 } metric: ACCURACY",
            "layer { name: \"hidden\" dense { units: 64 activation: RELU } }",
            "layer { name: \"drop\" dropout { rate: 0.2 } }",
            "layer { name: \"logits\" dense { units: 10 } }",
            "loss { softmax_cross_entropy {} } training { batch_size: 32 epochs: 15 }");
    TrialSpec spec = Trials.spec(model, data, train.length, 1);
    double exact = accuracy(spec, data, train, test);
    assertTrue(exact > 0.85, "float32 should have learnt, was " + exact);
    // One sample of the test is 0.25 points.
    for (TrialSpec other :
        List.of(
            Trials.with(spec, Precision.MIXED_BFLOAT16, false),
            Trials.with(spec, Precision.MIXED_FLOAT16, false),
            Trials.with(spec, Precision.FLOAT32, true))) {
      assertEquals(exact, accuracy(other, data, train, test), 0.0125, other.toString());
    }
  }

  private static double accuracy(TrialSpec spec, Dataset data, int[] train, int[] test) {
    try (TrialSession session = TrialSession.forTraining(spec, data, Trials.SETTINGS)) {
      for (int epoch = 0; epoch < spec.epochs(); epoch++) {
        session.train(RowOrder.shuffled(train, epoch), 0, spec.stepsPerEpoch());
      }
      return session.evaluate(test).metrics().get("accuracy");
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void productsAreInTheLowTypeAndWeightsAndLossInFloat32(Precision precision) {
    DataType low =
        switch (precision) {
          case FLOAT32 -> DataType.DT_FLOAT;
          case MIXED_BFLOAT16 -> DataType.DT_BFLOAT16;
          case MIXED_FLOAT16 -> DataType.DT_HALF;
        };
    try (TrialSession session =
        session(Trials.classifier(LAYERS), Trials.clouds(30, 3), precision)) {
      int products = 0;
      int casts = 0;
      for (NodeDef node : session.trainingStep().getNodeList()) {
        DataType type = node.getAttrOrDefault("T", AttrValue.getDefaultInstance()).getType();
        switch (node.getOp()) {
          case "MatMul", "Relu", "ReluGrad" -> {
            products += node.getOp().equals("MatMul") ? 1 : 0;
            assertEquals(low, type, node.getName());
          }
          case "SoftmaxCrossEntropyWithLogits", "L2Loss", "ResourceApplyAdam" ->
              assertEquals(DataType.DT_FLOAT, type, node.getName());
          case "Cast" -> casts += node.getAttrOrThrow("DstT").getType() == low ? 1 : 0;
          default -> {}
        }
      }
      assertTrue(products >= 4, "two products, and a gradient of each at least");
      if (precision == Precision.FLOAT32) {
        assertFalse(session.lossScale().isPresent());
      } else {
        assertTrue(casts >= 5, "the input and four weights");
      }
    }
  }

  @Test
  void overflowLeavesStepOutAndHalvesTheScale() {
    ModelSpec model = Trials.classifier(LAYERS, "training { batch_size: 8 }");
    Dataset data = Trials.clouds(48, 3);
    int[] rows = Trials.rows(48);
    Map<String, float[]> overflowed;
    try (TrialSession session = session(model, data, Precision.MIXED_FLOAT16)) {
      assertEquals(Optional.of(32768f), session.lossScale());
      Map<String, float[]> before = session.weights();
      session.assign(LossScale.FACTOR, 0x1p30f);
      assertTrue(Double.isFinite(session.train(rows, 0, 1).lossSum()), "the loss itself is finite");
      assertSame(before, session.weights());
      assertEquals(Optional.of(0x1p29f), session.lossScale());
      session.assign(LossScale.FACTOR, 1024);
      session.train(rows, 1, 6);
      assertEquals(Optional.of(1024f), session.lossScale());
      overflowed = session.weights();
    }
    // What Adam keeps, the count of its steps and what dropout draws are as if it had not been.
    try (TrialSession session = session(model, data, Precision.MIXED_FLOAT16)) {
      session.assign(LossScale.FACTOR, 1024);
      session.train(rows, 1, 6);
      assertSame(session.weights(), overflowed);
    }
  }

  @Test
  void scaleDoublesAfterStepsWithoutOverflowAndIsInTheCheckpoint(@TempDir Path directory)
      throws IOException {
    ModelSpec model = Trials.classifier(LAYERS, "training { batch_size: 48 }");
    Dataset data = Trials.clouds(48, 3);
    int[] rows = Trials.rows(48);
    Path checkpoint = directory.resolve("checkpoint");
    try (TrialSession session = session(model, data, Precision.MIXED_FLOAT16)) {
      session.assign(LossScale.FACTOR, 8);
      for (int step = 0; step < 1500; step++) {
        session.train(rows, 0, 1);
      }
      session.save(checkpoint);
    }
    try (TrialSession session = session(model, data, Precision.MIXED_FLOAT16)) {
      session.restore(checkpoint);
      for (int step = 1500; step < 1999; step++) {
        session.train(rows, 0, 1);
      }
      assertEquals(Optional.of(8f), session.lossScale());
      session.train(rows, 0, 1);
      assertEquals(Optional.of(16f), session.lossScale());
    }
  }

  @Test
  void floatSixteenIsAsInOneCallOrInSeveral() {
    ModelSpec model = Trials.classifier(LAYERS, "training { batch_size: 8 }");
    Dataset data = Trials.clouds(50, 3);
    int[] rows = Trials.rows(50);
    try (TrialSession once = session(model, data, Precision.MIXED_FLOAT16);
        TrialSession often = session(model, data, Precision.MIXED_FLOAT16)) {
      once.train(rows, 0, 7);
      for (int step = 0; step < 7; step++) {
        often.train(rows, step, step + 1);
      }
      assertSame(once.weights(), often.weights());
    }
  }

  @ParameterizedTest
  @EnumSource(Precision.class)
  void checkpointIsReadInAnyPrecision(Precision written, @TempDir Path directory)
      throws IOException {
    ModelSpec model = Trials.classifier(LAYERS, "training { batch_size: 8 }");
    Dataset data = Trials.clouds(48, 3);
    TrialSpec spec = Trials.spec(model, data, 48, 1);
    Path checkpoint = directory.resolve("checkpoint");
    try (TrialSession session = session(model, data, written)) {
      session.train(Trials.rows(48), 0, 6);
      session.save(checkpoint);
    }
    double exact = Double.NaN;
    for (Precision read : Precision.values()) {
      try (TrialSession session =
          TrialSession.forEvaluation(Trials.with(spec, read, false), data, Trials.SETTINGS)) {
        session.restore(checkpoint);
        double loss = session.evaluate(Trials.rows(48)).loss();
        exact = read == Precision.FLOAT32 ? loss : exact;
        assertEquals(exact, loss, 0.01, read.toString());
      }
    }
  }

  @Test
  void lbfgsHasNoLowPrecision() {
    ModelSpec model =
        Trials.classifier("layer { name: \"logits\" dense { units: 3 } } optimizer { lbfgs {} }");
    TrialSpec spec = Trials.spec(model, Trials.clouds(30, 3), 30, 1);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> Trials.with(spec, Precision.MIXED_BFLOAT16, false))
            .getMessage();
    assertTrue(message.startsWith("optimizer lbfgs must have precision FLOAT32"), message);
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }
}
