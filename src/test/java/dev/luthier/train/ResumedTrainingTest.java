package dev.luthier.train;

import static dev.luthier.train.Trainings.HIDDEN;
import static dev.luthier.train.Trainings.LOGITS;
import static dev.luthier.train.Trainings.NOISY;
import static dev.luthier.train.Trainings.STEPS_PER_EPOCH;
import static dev.luthier.train.Trainings.assertSame;
import static dev.luthier.train.Trainings.saved;
import static dev.luthier.train.Trainings.session;
import static dev.luthier.train.Trainings.slow;
import static dev.luthier.train.Trainings.split;
import static dev.luthier.train.Trainings.train;
import static dev.luthier.train.Trainings.verySlow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.graph.TrialSession;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A training that was stopped, or whose checkpoints were damaged, goes on from what is left. */
class ResumedTrainingTest {

  /** Class weights are in the loss that is minimized, and so in the loss that is reported. */
  private static final ModelSpec CONVERGING =
      Trials.model(
          "name: \"classifier\" input { name: \"x\" shape: 4 } metric: ACCURACY",
          "layer { name: \"logits\" dense { units: 3 kernel_regularizer { l1: 0.01 } } }",
          "loss { softmax_cross_entropy { class_weight: [1, 5, 2] } }",
          "optimizer { lbfgs { evaluations: 6 } }",
          "training { epochs: 200 batch_size: 8 summary_steps: 4 }");

  @TempDir private Path directory;

  @Test
  void goesOnBitForBitWhereverItWasStopped(@TempDir Path other) throws IOException {
    try (TrialSession session = session(NOISY, 7)) {
      TrainingLog log = new TrainingLog(session);
      TrainingOutcome outcome = trainAtOnce(other, session, NOISY, log);
      assertEquals(4 * STEPS_PER_EPOCH, outcome.state().step());
      assertTrue(log.epochs.get(3).learningRate() < 0.05f, "the plateau should be reached");
      assertSameWhenStopped(
          IntStream.of(0, 1, 3, 5, 7, 9, 14, 15, 19, 100), NOISY, log, session.weights());
    }
  }

  @Test
  void endsWhenTheOptimizerHasNothingLeftToDo(@TempDir Path other) throws IOException {
    try (TrialSession session = session(CONVERGING, 7)) {
      TrainingLog log = new TrainingLog(session);
      TrainingOutcome outcome = trainAtOnce(other, session, CONVERGING, log);
      assertTrue(outcome.state().stoppedEarly());
      assertFalse(outcome.interrupted());
      assertTrue(outcome.state().epoch() < 50, outcome.toString());
      EpochReport last = outcome.last().orElseThrow();
      assertEquals(outcome.state().step(), last.step());
      double unweighted = session.evaluate(split(13).train()).loss();
      assertTrue(last.training().loss() > 1.2 * unweighted, "class weights should count");
      long summary = last.step() / 4 * 4;
      assertEquals(last.training().loss(), log.summaries.get(summary), 1e-4);
      assertSameWhenStopped(
          IntStream.iterate(5, stop -> stop + 7), CONVERGING, log, session.weights());
    }
  }

  /** With as many steps in a call as there are in an epoch. */
  private static TrainingOutcome trainAtOnce(
      Path directory, TrialSession session, ModelSpec model, TrainingLog log) throws IOException {
    return train(directory, session, model, log, () -> false, () -> 0);
  }

  /** Runs that are stopped at steps, up to the one that ends, come to the same all together. */
  private void assertSameWhenStopped(
      IntStream stops, ModelSpec model, TrainingLog uninterrupted, Map<String, float[]> weights)
      throws IOException {
    long end = uninterrupted.step;
    List<String> epochs = new ArrayList<>();
    long before = 0;
    PrimitiveIterator.OfInt next = stops.iterator();
    while (before < end) {
      int stopAt = next.nextInt();
      try (TrialSession session = session(model, 7)) {
        TrainingLog log = new TrainingLog(session);
        log.step = before;
        TrainingOutcome outcome =
            train(directory, session, model, log, () -> log.step >= stopAt, slow());
        log.epochs.forEach(report -> epochs.add(figures(report)));
        before = outcome.state().step();
        assertEquals(Math.min(stopAt, end), before);
        assertEquals(stopAt < end, outcome.interrupted());
        if (!outcome.interrupted()) {
          assertSame(weights, session.weights());
        }
      }
    }
    assertEquals(uninterrupted.epochs.stream().map(ResumedTrainingTest::figures).toList(), epochs);
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

  @Test
  void theNewestTwoAndTheBestCheckpointAreKept() throws IOException {
    ModelSpec model =
        Trials.classifier(
            HIDDEN,
            LOGITS,
            "optimizer { adam { learning_rate: 0.1 } }",
            "training { epochs: 12 batch_size: 8 }");
    try (TrialSession session = session(model, 3)) {
      TrainingLog log = new TrainingLog(session);
      TrainingOutcome outcome = train(directory, session, model, log, () -> false, verySlow());
      int best = outcome.state().best().epoch();
      assertTrue(best < 11, "the best epoch should not be among the last two, was " + best);
      assertEquals(
          Stream.of(best, 11, 12).map(epoch -> String.format("step-%09d", epoch * 5)).toList(),
          saved(directory));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"state.json", "variables.index", "variables.data-00000-of-00001", "missing state"})
  void aTornCheckpointLeavesTheOneBefore(String torn) throws IOException {
    Map<String, float[]> expected;
    try (TrialSession session = session(NOISY, 7)) {
      train(directory, session, NOISY, new TrainingLog(session), () -> false, verySlow());
      expected = session.weights();
    }
    Path newest = directory.resolve("step-000000020");
    tear(newest, torn);
    try (TrialSession session = session(NOISY, 7)) {
      TrainingLog log = new TrainingLog(session);
      train(directory, session, NOISY, log, () -> false, slow());
      assertEquals(List.of(4), log.epochs.stream().map(EpochReport::epoch).toList());
      assertSame(expected, session.weights());
    }
    // The damaged one was written anew.
    assertEquals(20, new Checkpoints(directory).latest().orElseThrow().state().step());
  }

  @Test
  void aTornCheckpointIsNotCountedAmongThoseKept() throws IOException {
    try (TrialSession session = session(NOISY, 7)) {
      train(directory, session, NOISY, new TrainingLog(session), () -> false, verySlow());
    }
    tear(directory.resolve("step-000000020"), "variables.index");
    try (TrialSession session = session(NOISY, 7)) {
      TrainingLog log = new TrainingLog(session);
      log.step = 15;
      train(directory, session, NOISY, log, () -> log.step >= 16, slow());
      assertEquals(16, new Checkpoints(directory).latest().orElseThrow().state().step());
    }
  }

  @Test
  void checkpointsOfWhichNoneCanBeReadAreAnError() throws IOException {
    try (TrialSession session = session(NOISY, 7)) {
      train(directory, session, NOISY, new TrainingLog(session), () -> false, verySlow());
      for (String name : saved(directory)) {
        tear(directory.resolve(name), "state.json");
      }
      var thrown =
          assertThrows(
              IOException.class,
              () ->
                  train(directory, session, NOISY, new TrainingLog(session), () -> false, slow()));
      assertEquals(
          "no checkpoint in "
              + directory
              + " can be read, in the newest state.json is not as it was written; train anew in"
              + " another directory",
          thrown.getMessage());
      assertThrows(IOException.class, () -> new Checkpoints(directory).latest());
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

  /** The process ends in an epoch of which every step takes half a minute. */
  @Test
  void aLongEpochIsSavedOnTheWay(@TempDir Path other) throws IOException {
    Map<String, float[]> expected;
    try (TrialSession session = session(NOISY, 7)) {
      trainAtOnce(other, session, NOISY, new TrainingLog(session));
      expected = session.weights();
    }
    AtomicLong now = new AtomicLong();
    try (TrialSession session = session(NOISY, 7)) {
      TrainingLog log =
          new TrainingLog(session) {
            @Override
            public void onSteps(int epoch, int batch, long done) {
              super.onSteps(epoch, batch, done);
              if (done == 14) {
                throw new IllegalStateException("the end");
              }
            }
          };
      assertThrows(
          IllegalStateException.class,
          () ->
              train(
                  directory,
                  session,
                  NOISY,
                  log,
                  () -> false,
                  () -> now.addAndGet(30_000_000_000L)));
    }
    assertEquals(
        List.of("step-000000010", "step-000000012"),
        saved(directory).stream().filter(name -> name.compareTo("step-000000010") >= 0).toList());
    try (TrialSession session = session(NOISY, 7)) {
      train(directory, session, NOISY, new TrainingLog(session), () -> false, slow());
      assertSame(expected, session.weights());
    }
  }
}
