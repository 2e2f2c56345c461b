package dev.luthier.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.Dataset;
import dev.luthier.data.Split;
import dev.luthier.graph.TrialSession;
import dev.luthier.graph.TrialSpec;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

  private static final Dataset DATA = Trials.clouds(50, 3);

  /** Five steps an epoch, the last of five samples. */
  private static final int TRAINED = 37;

  private static final int STEPS_PER_EPOCH = 5;

  private static final String HIDDEN =
      "layer { name: \"hidden\" dense { units: 16 activation: RELU } }";
  private static final String LOGITS = "layer { name: \"logits\" dense { units: 3 } }";

  /** Everything that a step or an epoch depends on beside the weights. */
  private static final ModelSpec NOISY =
      Trials.classifier(
          "layer { name: \"hidden\" dense { units: 6 kernel_regularizer { l2: 0.001 } } }",
          "layer { name: \"norm\" batch_normalization { momentum: 0.8 } }",
          "layer { name: \"relu\" activation { function: RELU } }",
          "layer { name: \"drop\" dropout { rate: 0.3 } }",
          LOGITS,
          "optimizer { adam { learning_rate: 0.05 }",
          "  schedule { reduce_on_plateau { patience: 1 factor: 0.5 min_delta: 0.1 } } }",
          "training { epochs: 4 batch_size: 8 }");

  @TempDir Path directory;

  /** Each call takes so long that the trainer runs single steps. */
  private static LongSupplier slow() {
    AtomicLong now = new AtomicLong();
    return () -> now.addAndGet(250_000_000L);
  }

  /** Each call takes so long that every epoch's work is worth a checkpoint. */
  private static LongSupplier verySlow() {
    AtomicLong now = new AtomicLong();
    return () -> now.addAndGet(20_000_000_000L);
  }

  private static Split split(int validation) {
    int[] all = Trials.rows(TRAINED + validation);
    return new Split(
        Arrays.copyOf(all, TRAINED), Arrays.copyOfRange(all, TRAINED, all.length), new int[0]);
  }

  private static TrialSession session(ModelSpec model, long seed) {
    TrialSpec spec = Trials.spec(model, DATA, TRAINED, seed);
    return TrialSession.forTraining(spec, DATA, Trials.SETTINGS);
  }

  /** What a training told its listener. */
  private static final class Log implements TrainingListener {

    final List<EpochReport> epochs = new ArrayList<>();
    final Map<Long, Double> summaries = new HashMap<>();
    final Map<Long, Map<String, float[]>> weights = new HashMap<>();
    private final TrialSession session;
    long step;

    Log(TrialSession session) {
      this.session = session;
    }

    @Override
    public void onSteps(int epoch, int batch, long done) {
      step = done;
    }

    @Override
    public void onSummary(long done, double meanLoss) {
      summaries.put(done, meanLoss);
    }

    @Override
    public void onEpoch(EpochReport report) {
      epochs.add(report);
      weights.put(report.step(), session.weights());
    }
  }

  private TrainingOutcome train(
      TrialSession session, ModelSpec model, Log log, BooleanSupplier stop, LongSupplier nanoTime)
      throws IOException {
    return new Trainer(session, split(13), model.training(), checkpoints(), log, stop, nanoTime)
        .train();
  }

  private Checkpoints checkpoints() {
    return new Checkpoints(directory);
  }

  private List<String> saved() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  private static String figures(EpochReport report) {
    return String.join(
        " ",
        List.of(
            "epoch " + report.epoch() + " step " + report.step(),
            "rate " + report.learningRate(),
            "loss " + report.training().loss() + " " + report.training().metrics(),
            "validation " + report.validation().orElseThrow().loss(),
            report.validation().orElseThrow().metrics().toString()));
  }

  private static void assertSame(Map<String, float[]> expected, Map<String, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((name, values) -> assertArrayEquals(values, actual.get(name), name));
  }

  @Test
  void goesOnBitForBitWhereverItWasStopped(@TempDir Path other) throws IOException {
    Map<String, float[]> expected;
    Log uninterrupted;
    try (TrialSession session = session(NOISY, 7)) {
      uninterrupted = new Log(session);
      // At once, as many steps in a call as there are in an epoch.
      new Trainer(
              session,
              split(13),
              NOISY.training(),
              new Checkpoints(other),
              uninterrupted,
              () -> false,
              () -> 0)
          .train();
      expected = session.weights();
    }
    assertTrue(uninterrupted.epochs.get(3).learningRate() < 0.05f, "the plateau should be reached");

    List<String> epochs = new ArrayList<>();
    long before = 0;
    for (int stopAt : List.of(0, 1, 3, 5, 7, 9, 14, 15, 19, 100)) {
      try (TrialSession session = session(NOISY, 7)) {
        Log log = new Log(session);
        log.step = before;
        TrainingOutcome outcome = train(session, NOISY, log, () -> log.step >= stopAt, slow());
        log.epochs.forEach(report -> epochs.add(figures(report)));
        before = outcome.state().step();
        assertEquals(Math.min(stopAt, 4 * STEPS_PER_EPOCH), before);
        assertEquals(stopAt < 4 * STEPS_PER_EPOCH, outcome.interrupted());
        if (!outcome.interrupted()) {
          assertSame(expected, session.weights());
        }
      }
    }
    assertEquals(uninterrupted.epochs.stream().map(TrainerTest::figures).toList(), epochs);
  }

  /** Class weights are in the loss that is minimized, and so in the loss that is reported. */
  private static final ModelSpec CONVERGING =
      Trials.model(
          "name: \"classifier\" input { name: \"x\" shape: 4 } metric: ACCURACY",
          "layer { name: \"logits\" dense { units: 3 kernel_regularizer { l1: 0.01 } } }",
          "loss { softmax_cross_entropy { class_weight: [1, 5, 2] } }",
          "optimizer { lbfgs { evaluations: 6 } }",
          "training { epochs: 200 batch_size: 8 summary_steps: 4 }");

  @Test
  void endsWhenTheOptimizerHasNothingLeftToDo(@TempDir Path other) throws IOException {
    Map<String, float[]> expected;
    Log uninterrupted;
    try (TrialSession session = session(CONVERGING, 7)) {
      uninterrupted = new Log(session);
      TrainingOutcome outcome =
          new Trainer(
                  session,
                  split(13),
                  CONVERGING.training(),
                  new Checkpoints(other),
                  uninterrupted,
                  () -> false,
                  () -> 0)
              .train();
      assertTrue(outcome.state().stoppedEarly());
      assertFalse(outcome.interrupted());
      assertTrue(outcome.state().epoch() < 50, outcome.toString());
      EpochReport last = outcome.last().orElseThrow();
      assertEquals(outcome.state().step(), last.step());
      expected = session.weights();
      double unweighted = session.evaluate(split(13).train()).loss();
      assertTrue(last.training().loss() > 1.2 * unweighted, "class weights should count");
      long summary = last.step() / 4 * 4;
      assertEquals(last.training().loss(), uninterrupted.summaries.get(summary), 1e-4);
    }

    List<String> epochs = new ArrayList<>();
    long before = 0;
    boolean interrupted = true;
    for (int stopAt = 5; interrupted; stopAt += 7) {
      int stop = stopAt;
      try (TrialSession session = session(CONVERGING, 7)) {
        Log log = new Log(session);
        log.step = before;
        TrainingOutcome outcome = train(session, CONVERGING, log, () -> log.step >= stop, slow());
        log.epochs.forEach(report -> epochs.add(figures(report)));
        before = outcome.state().step();
        interrupted = outcome.interrupted();
        if (!interrupted) {
          assertSame(expected, session.weights());
        }
      }
    }
    assertEquals(uninterrupted.epochs.stream().map(TrainerTest::figures).toList(), epochs);
  }

  @Test
  void stopsWhenNothingImprovesAndKeepsTheBestWeights() throws IOException {
    ModelSpec model =
        Trials.classifier(
            HIDDEN,
            LOGITS,
            "optimizer { adam { learning_rate: 0.1 } }",
            "training { epochs: 50 batch_size: 8 early_stopping { patience: 3 } }");
    try (TrialSession session = session(model, 3)) {
      Log log = new Log(session);
      TrainingOutcome outcome = train(session, model, log, () -> false, slow());
      assertTrue(outcome.state().stoppedEarly());
      assertFalse(outcome.interrupted());
      EpochReport best =
          log.epochs.stream()
              .min(Comparator.comparingDouble(report -> report.value("validation/loss")))
              .orElseThrow();
      assertEquals(best.epoch() + 3, log.epochs.size());
      assertEquals(best.epoch(), outcome.state().best().epoch());
      assertEquals(best.step(), outcome.resultStep(model.training()));
      session.restore(checkpoints().at(best.step()).variables());
      assertSame(log.weights.get(best.step()), session.weights());
      assertEquals(best.value("validation/loss"), session.evaluate(split(13).validation()).loss());

      // It stays stopped.
      Log again = new Log(session);
      assertEquals(outcome.state(), train(session, model, again, () -> false, slow()).state());
      assertEquals(List.of(), again.epochs);
    }
  }

  @Test
  void theNewestTwoAndTheBestCheckpointAreKept() throws IOException {
    ModelSpec model =
        Trials.classifier(
            HIDDEN,
            LOGITS,
            "optimizer { adam { learning_rate: 0.1 } }",
            "training { epochs: 12 batch_size: 8 }");
    try (TrialSession session = session(model, 3)) {
      Log log = new Log(session);
      TrainingOutcome outcome = train(session, model, log, () -> false, verySlow());
      int best = outcome.state().best().epoch();
      assertTrue(best < 11, "the best epoch should not be among the last two, was " + best);
      assertEquals(
          Stream.of(best, 11, 12).map(epoch -> String.format("step-%09d", epoch * 5)).toList(),
          saved());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"state.json", "variables.index", "variables.data-00000-of-00001", "missing state"})
  void aTornCheckpointLeavesTheOneBefore(String torn) throws IOException {
    Map<String, float[]> expected;
    try (TrialSession session = session(NOISY, 7)) {
      train(session, NOISY, new Log(session), () -> false, verySlow());
      expected = session.weights();
    }
    Path newest = directory.resolve("step-000000020");
    tear(newest, torn);
    try (TrialSession session = session(NOISY, 7)) {
      Log log = new Log(session);
      train(session, NOISY, log, () -> false, slow());
      assertEquals(List.of(4), log.epochs.stream().map(EpochReport::epoch).toList());
      assertSame(expected, session.weights());
    }
    // The damaged one was written anew.
    assertEquals(20, checkpoints().latest().orElseThrow().state().step());
  }

  @Test
  void aTornCheckpointIsNotCountedAmongThoseKept() throws IOException {
    try (TrialSession session = session(NOISY, 7)) {
      train(session, NOISY, new Log(session), () -> false, verySlow());
    }
    tear(directory.resolve("step-000000020"), "variables.index");
    try (TrialSession session = session(NOISY, 7)) {
      Log log = new Log(session);
      log.step = 15;
      train(session, NOISY, log, () -> log.step >= 16, slow());
      assertEquals(16, checkpoints().latest().orElseThrow().state().step());
    }
  }

  @Test
  void checkpointsOfWhichNoneCanBeReadAreAnError() throws IOException {
    try (TrialSession session = session(NOISY, 7)) {
      train(session, NOISY, new Log(session), () -> false, verySlow());
      for (String name : saved()) {
        tear(directory.resolve(name), "state.json");
      }
      var thrown =
          assertThrows(
              IOException.class,
              () -> train(session, NOISY, new Log(session), () -> false, slow()));
      assertEquals("no checkpoint in " + directory + " can be read", thrown.getMessage());
      assertThrows(IOException.class, () -> checkpoints().latest());
    }
  }

  private static void tear(Path checkpoint, String part) throws IOException {
    if (part.equals("missing state")) {
      Files.delete(checkpoint.resolve("state.json"));
      return;
    }
    try (FileChannel file = FileChannel.open(checkpoint.resolve(part), StandardOpenOption.WRITE)) {
      file.truncate(file.size() / 2);
    }
  }

  @Test
  void aLossThatIsNoNumberEndsIt() throws IOException {
    ModelSpec model =
        Trials.classifier(
            LOGITS, "optimizer { sgd { learning_rate: 1e38 } }", "training { batch_size: 8 }");
    try (TrialSession session = session(model, 1)) {
      var thrown =
          assertThrows(
              NonFiniteLossException.class,
              () -> train(session, model, new Log(session), () -> false, slow()));
      assertTrue(
          thrown
              .getMessage()
              .matches(
                  "the loss is no longer a finite number \\(epoch 1, steps \\d to \\d\\); lower the"
                      + " learning rate, clip the gradients, or check the data's scale"),
          thrown.getMessage());
    }
  }

  @Test
  void withoutShufflingRowsKeepTheirOrder() throws IOException {
    for (boolean shuffle : new boolean[] {false, true}) {
      ModelSpec model =
          Trials.classifier(LOGITS, "training { epochs: 1 batch_size: 8 shuffle: " + shuffle + "}");
      try (TrialSession trained = session(model, 1);
          TrialSession ordered = session(model, 1)) {
        directory = Files.createTempDirectory(directory, "run");
        train(trained, model, new Log(trained), () -> false, slow());
        ordered.train(Trials.rows(TRAINED), 0, STEPS_PER_EPOCH);
        assertEquals(
            shuffle,
            !Arrays.equals(
                trained.weights().get("logits/kernel"), ordered.weights().get("logits/kernel")));
      }
    }
  }

  @Test
  void summariesAreMeansOfTheirSteps() throws IOException {
    ModelSpec model =
        Trials.classifier(
            HIDDEN, LOGITS, "training { epochs: 2 batch_size: 8 shuffle: false summary_steps: 3 }");
    double[] losses = new double[2 * STEPS_PER_EPOCH + 1];
    int[] sizes = new int[losses.length];
    try (TrialSession session = session(model, 1)) {
      for (int step = 1; step < losses.length; step++) {
        int batch = (step - 1) % STEPS_PER_EPOCH;
        sizes[step] = batch == 4 ? 5 : 8;
        session.resetFigures();
        session.train(Trials.rows(TRAINED), batch, batch + 1);
        losses[step] = session.trainingFigures(Trials.rows(sizes[step])).loss();
      }
    }
    try (TrialSession session = session(model, 1)) {
      Log log = new Log(session);
      train(session, model, log, () -> false, () -> 0);
      assertEquals(3, log.summaries.size());
      // The second is of the new epoch's steps alone: step 6.
      assertEquals(mean(losses, sizes, 1, 3), log.summaries.get(3L), 1e-6);
      assertEquals(losses[6], log.summaries.get(6L), 1e-6);
      assertEquals(mean(losses, sizes, 7, 9), log.summaries.get(9L), 1e-6);
      assertEquals(mean(losses, sizes, 6, 10), log.epochs.get(1).training().loss(), 1e-6);
    }
  }

  private static double mean(double[] losses, int[] sizes, int first, int last) {
    double sum = IntStream.rangeClosed(first, last).mapToDouble(i -> losses[i] * sizes[i]).sum();
    return sum / IntStream.rangeClosed(first, last).map(i -> sizes[i]).sum();
  }

  @Test
  void aMetricThatIsNotReportedIsRefusedBeforeTheFirstStep() throws IOException {
    ModelSpec model =
        Trials.classifier(
            LOGITS, "metric: F1_PER_CLASS", "training { early_stopping { metric: \"f1\" } }");
    try (TrialSession session = session(model, 1)) {
      Log log = new Log(session);
      var thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> train(session, model, log, () -> false, slow()));
      assertEquals(
          "early_stopping: metric must be one of loss, accuracy, f1_per_class/0, f1_per_class/1,"
              + " f1_per_class/2, with or without validation/ before it, was f1",
          thrown.getMessage());
      assertEquals(0, log.step);
      assertEquals(List.of(), saved());
    }
  }

  @Test
  void aMetricOfValidationNeedsValidationSamples() {
    TrialSpec spec = Trials.spec(NOISY, DATA, TRAINED, 1);
    WatchedMetrics.require(spec, NOISY.training(), true);
    var thrown =
        assertThrows(
            IllegalArgumentException.class,
            () -> WatchedMetrics.require(spec, NOISY.training(), false));
    assertEquals(
        "reduce_on_plateau: metric validation/loss needs validation samples, there are none; hold"
            + " some out with training { validation_fraction: 0.2 }",
        thrown.getMessage());
  }
}
