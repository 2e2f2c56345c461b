package dev.luthier.train;

import static dev.luthier.train.Trainings.DATA;
import static dev.luthier.train.Trainings.HIDDEN;
import static dev.luthier.train.Trainings.LOGITS;
import static dev.luthier.train.Trainings.NOISY;
import static dev.luthier.train.Trainings.STEPS_PER_EPOCH;
import static dev.luthier.train.Trainings.TRAINED;
import static dev.luthier.train.Trainings.assertSame;
import static dev.luthier.train.Trainings.saved;
import static dev.luthier.train.Trainings.session;
import static dev.luthier.train.Trainings.slow;
import static dev.luthier.train.Trainings.split;
import static dev.luthier.train.Trainings.train;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.graph.TrialSession;
import dev.luthier.graph.TrialSpec;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainerTest {

  @TempDir private Path directory;

  @Test
  void stopsWhenNothingImprovesAndKeepsTheBestWeights() throws IOException {
    ModelSpec model =
        Trials.classifier(
            HIDDEN,
            LOGITS,
            "optimizer { adam { learning_rate: 0.1 } }",
            "training { epochs: 50 batch_size: 8 early_stopping { patience: 3 } }");
    try (TrialSession session = session(model, 3)) {
      TrainingLog log = new TrainingLog(session);
      TrainingOutcome outcome = train(directory, session, model, log, () -> false, slow());
      assertTrue(outcome.state().stoppedEarly());
      assertFalse(outcome.interrupted());
      EpochReport best =
          log.epochs.stream()
              .min(Comparator.comparingDouble(report -> report.value("validation/loss")))
              .orElseThrow();
      assertEquals(best.epoch() + 3, log.epochs.size());
      assertEquals(best.epoch(), outcome.state().best().epoch());
      assertEquals(best.step(), outcome.resultStep(model.training()));
      session.restore(new Checkpoints(directory).at(best.step()).variables());
      assertSame(log.weights.get(best.step()), session.weights());
      assertEquals(best.value("validation/loss"), session.evaluate(split(13).validation()).loss());

      // It stays stopped.
      TrainingLog again = new TrainingLog(session);
      assertEquals(
          outcome.state(), train(directory, session, model, again, () -> false, slow()).state());
      assertEquals(List.of(), again.epochs);
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
              () ->
                  train(directory, session, model, new TrainingLog(session), () -> false, slow()));
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
        train(directory, trained, model, new TrainingLog(trained), () -> false, slow());
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
        double before = batch == 0 ? 0 : session.progress().lossSum();
        double after = session.train(Trials.rows(TRAINED), batch, batch + 1).lossSum();
        losses[step] = (after - before) / sizes[step];
      }
    }
    try (TrialSession session = session(model, 1)) {
      TrainingLog log = new TrainingLog(session);
      train(directory, session, model, log, () -> false, () -> 0);
      assertEquals(3, log.summaries.size());
      // The second is of the new epoch's steps alone: step 6.
      assertEquals(mean(losses, sizes, 1, 3), log.summaries.get(3L), 1e-6);
      assertEquals(losses[6], log.summaries.get(6L), 1e-6);
      assertEquals(mean(losses, sizes, 7, 9), log.summaries.get(9L), 1e-6);
      assertEquals(mean(losses, sizes, 6, 10), log.epochs.get(1).training().loss(), 1e-6);
    }
  }

  @Test
  void summariesOfFullBatchesAreTheLossAtTheirStep() throws IOException {
    ModelSpec model =
        Trials.classifier(
            LOGITS,
            "optimizer { lbfgs { evaluations: 4 } }",
            "training { epochs: 1 summary_steps: 2 }");
    List<Double> losses = new ArrayList<>();
    try (TrialSession session = session(model, 1)) {
      for (int step = 0; step < 4; step++) {
        losses.add(session.train(Trials.rows(TRAINED), step, step + 1).lossSum() / TRAINED);
      }
    }
    try (TrialSession session = session(model, 1)) {
      TrainingLog log = new TrainingLog(session);
      train(directory, session, model, log, () -> false, () -> 0);
      assertEquals(losses.get(1), log.summaries.get(2L), 1e-6);
      assertEquals(losses.get(3), log.summaries.get(4L), 1e-6);
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
      TrainingLog log = new TrainingLog(session);
      var thrown =
          assertThrows(
              IllegalArgumentException.class,
              () -> train(directory, session, model, log, () -> false, slow()));
      assertEquals(
          "early_stopping: metric must be one of loss, accuracy, f1_per_class/0, f1_per_class/1,"
              + " f1_per_class/2, with or without validation/ before it, was f1",
          thrown.getMessage());
      assertEquals(0, log.step);
      assertEquals(List.of(), saved(directory));
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
