package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.data.ElementType;
import dev.luthier.data.ImageSize;
import dev.luthier.data.Scaling;
import dev.luthier.data.StoredImages;
import dev.luthier.data.StreamedTensors;
import dev.luthier.device.DeviceChoice;
import dev.luthier.spec.ModelSpec;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A step on parts of a batch, in rounds and on several devices, is the step on the batch. */
class BatchPartsTest {

  private static final int SAMPLES = 37;
  private static final int EPOCHS = 3;

  /** Batches of 9, 9, 9, 9 and a single sample, which leaves one of two devices without any. */
  private static final String BATCH = "batch_size: 9";

  private static final String ADAM = "optimizer { adam { learning_rate: 0.02 } }";

  private static SessionSettings on(String devices) {
    return new SessionSettings(DeviceChoice.parse(devices), Trials.SETTINGS.threads());
  }

  private static TrialSession session(
      ModelSpec model, Dataset data, int accumulation, String devices) {
    TrialSpec spec = Trials.spec(model, data, data.samples(), 3);
    return TrialSession.forTraining(parts(spec, accumulation), data, on(devices));
  }

  private static TrialSpec parts(TrialSpec spec, int accumulation) {
    return new TrialSpec(
        spec.network(),
        spec.preprocessing(),
        spec.optimization(),
        spec.batchSize(),
        spec.trainingSamples(),
        spec.epochs(),
        spec.seed(),
        spec.mixup(),
        accumulation,
        spec.precision(),
        spec.jitCompile());
  }

  /** What training leaves behind. */
  private record Trained(Map<String, float[]> weights, Figures figures, List<Float> losses) {

    static Trained of(TrialSession session, int[] rows) {
      List<Float> losses = new ArrayList<>();
      for (float loss : session.stepLosses()) {
        losses.add(loss);
      }
      return new Trained(session.weights(), session.trainingFigures(rows), losses);
    }
  }

  private static Trained train(ModelSpec model, Dataset data, int accumulation, String devices) {
    int[] rows = Trials.rows(data.samples());
    try (TrialSession session = session(model, data, accumulation, devices)) {
      int steps = session.spec().stepsPerEpoch();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        session.train(rows, 0, 1);
        session.train(rows, 1, steps);
      }
      return Trained.of(session, rows);
    }
  }

  private static void assertSame(Trained expected, Trained actual) {
    assertEquals(expected.weights().keySet(), actual.weights().keySet());
    expected
        .weights()
        .forEach((name, values) -> assertArrayEquals(values, actual.weights().get(name), 1e-5f));
    assertEquals(expected.figures().loss(), actual.figures().loss(), 1e-5);
    assertFigures(expected.figures().metrics(), actual.figures().metrics());
    assertFigures(expected.figures().structure(), actual.figures().structure());
    assertEquals(expected.losses().size(), actual.losses().size());
    for (int step = 0; step < expected.losses().size(); step++) {
      assertEquals(expected.losses().get(step), actual.losses().get(step), 1e-4f);
    }
  }

  private static void assertFigures(Map<String, Double> expected, Map<String, Double> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, value) -> assertEquals(value, actual.get(name), 1e-5, name));
  }

  private static void assertPartsDoNotMatter(
      ModelSpec model, Dataset data, int accumulation, String devices) {
    assertSame(train(model, data, 1, "cpu"), train(model, data, accumulation, devices));
  }

  @ParameterizedTest
  @CsvSource({
    "2, cpu",
    "4, cpu",
    "9, cpu",
    "1, cpu:0+cpu:1",
    "1, cpu:0+cpu:1+cpu:2",
    "3, cpu:0+cpu:1"
  })
  void penaltiesClassWeightsAndClippingAreThoseOfTheBatch(int accumulation, String devices) {
    ModelSpec model =
        Trials.model(
            "name: \"classifier\" input { name: \"x\" shape: 4 }",
            "layer { name: \"hidden\" dense { units: 6 activation: TANH",
            "  kernel_regularizer { l1: 0.01 l2: 0.02 } kernel_constraint { max_norm: 1 } } }",
            "layer { name: \"logits\" dense { units: 3 bias_regularizer { l2: 0.01 } } }",
            "loss { softmax_cross_entropy { class_weight: [1, 3, 0.5] } }",
            "metric: [ACCURACY, CONFUSION_MATRIX, ROC_AUC]",
            "optimizer { adamw { learning_rate: 0.02 weight_decay: 0.1 }",
            "  clipping { global_norm: 0.2 } }",
            "training {" + BATCH + "}");
    assertPartsDoNotMatter(model, Trials.clouds(SAMPLES, 3), accumulation, devices);
  }

  @ParameterizedTest
  @CsvSource({"3, cpu", "1, cpu:0+cpu:1", "2, cpu:0+cpu:1"})
  void imagesAreChangedAsInOnePart(int accumulation, String devices) {
    ModelSpec model =
        Trials.model(
            "name: \"images\" input { name: \"x\" shape: [6, 6, 1] }",
            "layer { name: \"crop\" random_crop { padding: 1 } }",
            "layer { name: \"flip\" random_flip { horizontal: true } }",
            "layer { name: \"color\" random_color { brightness: 0.3 contrast: 0.3 } }",
            "layer { name: \"hole\" cutout { size: 2 } }",
            "layer { name: \"conv\" conv2d { filters: 3 kernel_size: 3 activation: TANH } }",
            "layer { name: \"pool\" max_pool { size: 2 } }",
            "layer { name: \"flat\" flatten {} }",
            "layer { name: \"logits\" dense { units: 3 } }",
            "loss { softmax_cross_entropy {} } metric: ACCURACY",
            ADAM,
            "training {" + BATCH + "}");
    Dataset data =
        Trials.tensors(numbers(SAMPLES * 36), List.of(6, 6, 1), Trials.classes(thirds(SAMPLES), 3));
    assertPartsDoNotMatter(model, data, accumulation, devices);
  }

  @ParameterizedTest
  @CsvSource({"2, cpu", "1, cpu:0+cpu:1"})
  void spectrogramsAreMaskedAsInOnePart(int accumulation, String devices) {
    ModelSpec model =
        Trials.model(
            "name: \"spectrograms\" input { name: \"x\" shape: [6, 5] }",
            "layer { name: \"masks\" spec_augment { time_masks: 2 time_width: 2",
            "  frequency_masks: 1 frequency_width: 2 } }",
            "layer { name: \"flat\" flatten {} }",
            "layer { name: \"logits\" dense { units: 3 } }",
            "loss { softmax_cross_entropy {} } metric: ACCURACY",
            ADAM,
            "training {" + BATCH + "}");
    Dataset data =
        Trials.tensors(numbers(SAMPLES * 30), List.of(6, 5), Trials.classes(thirds(SAMPLES), 3));
    assertPartsDoNotMatter(model, data, accumulation, devices);
  }

  @ParameterizedTest
  @CsvSource({"4, cpu", "1, cpu:0+cpu:1", "2, cpu:0+cpu:1"})
  void mixingFindsPartnersInOtherParts(int accumulation, String devices) {
    ModelSpec model =
        Trials.model(
            "name: \"regression\" input { name: \"x\" shape: 4 }",
            "layer { name: \"hidden\" dense { units: 6 activation: TANH } }",
            "layer { name: \"y\" dense { units: 1 } }",
            "loss { mean_squared_error {} } metric: [MEAN_ABSOLUTE_ERROR, R_SQUARED]",
            ADAM,
            "training { mixup: 0.5 " + BATCH + "}");
    Dataset data = Trials.vectors(numbers(SAMPLES * 4), 4, Trials.values(numbers(SAMPLES)));
    assertPartsDoNotMatter(model, data, accumulation, devices);
  }

  @ParameterizedTest
  @CsvSource({"4, cpu", "1, cpu:0+cpu:1", "2, cpu:0+cpu:1"})
  void whatLayersReportAndAddToTheLossIsThatOfTheBatch(int accumulation, String devices) {
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"way\" highway { } }",
            "layer { name: \"logits\" dense { units: 3 activity_regularizer { l2: 0.01 } } }",
            ADAM,
            "training {" + BATCH + "}");
    assertPartsDoNotMatter(model, Trials.clouds(SAMPLES, 3), accumulation, devices);
  }

  /** Parts that are alike have the moments of the batch, so that everything is as in one part. */
  @ParameterizedTest
  @CsvSource({"2, cpu", "1, cpu:0+cpu:1", "2, cpu:0+cpu:1"})
  void momentsAreThoseOfPartsAndMoveOnceAStep(int accumulation, String devices) {
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"norm\" batch_normalization { momentum: 0.8 } }",
            "layer { name: \"logits\" dense { units: 3 } }",
            ADAM,
            "training { batch_size: 12 }");
    float[] once = numbers(3 * 4);
    float[] values = new float[4 * once.length];
    int[] classes = new int[12];
    for (int i = 0; i < values.length; i++) {
      values[i] = once[i % once.length];
      classes[i / 4] = i / 4 % 3;
    }
    Dataset data = Trials.vectors(values, 4, Trials.classes(classes, 3));
    int[] rows = Trials.rows(12);
    try (TrialSession one = session(model, data, 1, "cpu");
        TrialSession parts = session(model, data, accumulation, devices)) {
      for (int i = 0; i < 4; i++) {
        one.train(rows, 0, 1);
        parts.train(rows, 0, 1);
      }
      assertEquals(one.trainingFigures(rows).loss(), parts.trainingFigures(rows).loss(), 1e-5);
      // By the moving moments.
      assertEquals(one.evaluate(rows).loss(), parts.evaluate(rows).loss(), 1e-5);
    }
  }

  @ParameterizedTest
  @CsvSource({"3, cpu", "1, cpu:0+cpu:1", "2, cpu:0+cpu:1"})
  void streamedSamplesAreDivided(int accumulation, String devices, @TempDir Path directory)
      throws IOException {
    ModelSpec model =
        Trials.model(
            "name: \"images\" input { name: \"x\" shape: [5, 4, 1] }",
            "layer { name: \"flat\" flatten {} }",
            "layer { name: \"logits\" dense { units: 3 } }",
            "loss { softmax_cross_entropy {} } metric: ACCURACY",
            ADAM,
            "training { mixup: 0.4 " + BATCH + "}");
    assertPartsDoNotMatter(model, streamed(directory), accumulation, devices);
  }

  private static Dataset streamed(Path directory) throws IOException {
    Random random = new Random(6);
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < SAMPLES; i++) {
      BufferedImage image = new BufferedImage(4, 5, BufferedImage.TYPE_BYTE_GRAY);
      for (int j = 0; j < 20; j++) {
        image.getRaster().setSample(j % 4, j / 4, 0, random.nextInt(256));
      }
      Path file = directory.resolve(i + ".png");
      ImageIO.write(image, "png", file.toFile());
      files.add(file);
    }
    ImageSize size = new ImageSize(5, 4, 1);
    return Dataset.of(
        "images",
        new StreamedTensors(
            "x", size.shape(), ElementType.UINT8, new StoredImages(files, size, "")),
        Optional.of(Trials.classes(thirds(SAMPLES), 3)),
        0,
        Scaling.UNIT);
  }

  @Test
  void dropoutDrawsForEachPartAndTheSameInEveryRun() {
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"hidden\" dense { units: 6 activation: TANH } }",
            "layer { name: \"drop\" dropout { rate: 0.5 } }",
            "layer { name: \"logits\" dense { units: 3 } }",
            ADAM,
            "training { batch_size: 8 }");
    Dataset data = Trials.clouds(24, 3);
    Trained first = train(model, data, 2, "cpu:0+cpu:1");
    Trained again = train(model, data, 2, "cpu:0+cpu:1");
    first
        .weights()
        .forEach((name, values) -> assertArrayEquals(values, again.weights().get(name), name));
  }

  @Test
  void aCheckpointGoesOnInOtherParts(@TempDir Path directory) throws IOException {
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"hidden\" dense { units: 6 kernel_regularizer { l2: 0.01 } } }",
            "layer { name: \"logits\" dense { units: 3 } }",
            ADAM,
            "training {" + BATCH + "}");
    Dataset data = Trials.clouds(SAMPLES, 3);
    int[] rows = Trials.rows(SAMPLES);
    try (TrialSession one = session(model, data, 1, "cpu");
        TrialSession parts = session(model, data, 3, "cpu:0+cpu:1")) {
      one.train(rows, 0, 2);
      one.save(directory.resolve("half"));
      parts.restore(directory.resolve("half"));
      one.train(rows, 2, 5);
      parts.train(rows, 2, 5);
      assertSame(Trained.of(one, rows), Trained.of(parts, rows));
    }
  }

  /** What TensorBoard shows. */
  @Test
  void theGraphOfAStepHasTheLayers() {
    ModelSpec model =
        Trials.classifier(
            "layer { name: \"logits\" dense { units: 3 } }", "training {" + BATCH + "}");
    Dataset data = Trials.clouds(SAMPLES, 3);
    try (TrialSession session = session(model, data, 3, "cpu")) {
      assertEquals(
          1,
          session.trainingStep().getLibrary().getFunctionList().stream()
              .flatMap(function -> function.getNodeDefList().stream())
              .filter(node -> node.getName().equals("logits/MatMul"))
              .count());
    }
  }

  @Test
  void refusesWhatCannotBeDivided() {
    Dataset data = Trials.clouds(12, 3);
    String logits = "layer { name: \"logits\" dense { units: 3 } }";
    ModelSpec searched = Trials.classifier(logits, "optimizer { lbfgs {} }");
    assertMessage(
        "optimizer lbfgs must see all samples at once, accumulation was 2; leave accumulation out"
            + " of training or choose another optimizer such as adam",
        () -> session(searched, data, 2, "cpu"));
    assertMessage(
        "optimizer lbfgs must have one device, had 2; name one, or choose another optimizer such"
            + " as adam",
        () -> session(searched, data, 1, "cpu:0+cpu:1"));
    ModelSpec small = Trials.classifier(logits, ADAM, "training { batch_size: 3 }");
    assertMessage(
        "batch_size must be at least the number of devices times accumulation, 4, was 3; make it"
            + " larger or name fewer devices",
        () -> session(small, data, 2, "cpu:0+cpu:1"));
  }

  private static void assertMessage(String expected, Runnable refused) {
    assertEquals(expected, assertThrows(IllegalArgumentException.class, refused::run).getMessage());
  }

  private static float[] numbers(int count) {
    Random random = new Random(8);
    float[] numbers = new float[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (float) random.nextGaussian();
    }
    return numbers;
  }

  private static int[] thirds(int count) {
    int[] classes = new int[count];
    Arrays.setAll(classes, i -> i % 3);
    return classes;
  }
}
