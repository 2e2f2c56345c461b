package dev.luthier.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.graph.SessionPool;
import dev.luthier.run.RunDirectory;
import dev.luthier.search.Assignment;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.study.trial.TrialRequest;
import dev.luthier.train.EpochReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.exceptions.TFResourceExhaustedException;

/** A trial in which TensorFlow has no memory left, at the end of an epoch. */
@Timeout(120)
class TrialOutOfMemoryTest {

  private static final String STUDY =
      """
      name: "exhausted"
      model: "%s"
      set: ["training.epochs=3", "training.batch_size=32", "layer[hidden1].dense.units=8"]
      data { path: "digits" validation_fraction: 0.2 }
      objective { metric: "validation/loss" goal: MINIMIZE }
      parameter { name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 1e-1 } }
      sampler { random {} }
      """;

  @TempDir private Path directory;

  private final List<String> notices = new ArrayList<>();
  private final List<Integer> epochs = new ArrayList<>();

  private TrainOrder order() {
    StudySpec study =
        StudyFile.parse(
            "exhausted.textproto",
            STUDY.formatted(Path.of("graphs", "digits_mlp.textproto").toAbsolutePath()),
            List.of());
    Assignment assignment = study.space().assign(drawn -> drawn.domain().fromUnit(0.5));
    return new TrainOrders(study, new StudyDirectory(directory))
        .trial(new TrialRequest(0, assignment, 1, false, 0));
  }

  private EndReport train(Consumer<EpochReport> onEpoch, int lastEpoch) {
    return new TrialTraining(
            order(),
            new WarmData(directory),
            directory,
            Trials.SETTINGS.device(),
            OptionalInt.of(1),
            new SessionPool(0),
            new Activity(),
            notices::add)
        .train(
            epoch -> {
              epochs.add(epoch.epoch());
              onEpoch.accept(epoch);
            },
            () -> epochs.contains(lastEpoch));
  }

  private static void exhaust() {
    throw new TFResourceExhaustedException("OOM when allocating tensor with shape[32,8]");
  }

  private int parts() {
    return new TrialRun(new RunDirectory(new StudyDirectory(directory).trial(0))).parts();
  }

  @Test
  void goesOnInPartsAndKeepsThem() {
    EndReport paused =
        train(
            epoch -> {
              if (parts() == 1) {
                exhaust();
              }
            },
            2);
    assertEquals(EndReport.State.PAUSED, paused.getState(), paused.getError());
    assertEquals(List.of(1, 1, 2), epochs);
    assertEquals(
        List.of(
            "is out of memory and begins anew with accumulation: 2, batches of 32 in parts: OOM when"
                + " allocating tensor with shape[32,8]"),
        notices);
    assertTrue(paused.getEstimatedBytes() > 0);
    epochs.clear();
    EndReport complete = train(epoch -> {}, 9);
    assertEquals(EndReport.State.COMPLETE, complete.getState(), complete.getError());
    assertEquals(List.of(3), epochs);
    assertEquals(2, parts());
  }

  @Test
  void withNothingLeftToTryItIsHandedBackAsIfItHadNotBegun() {
    EndReport end = train(epoch -> exhaust(), 9);
    assertEquals(EndReport.State.OUT_OF_MEMORY, end.getState());
    assertFalse(end.getExpected());
    assertEquals(
        "out of memory: OOM when allocating tensor with shape[32,8]; also with accumulation: 4",
        end.getError());
    assertEquals(List.of(1, 1, 1), epochs);
    assertFalse(new RunDirectory(new StudyDirectory(directory).trial(0)).exists());
  }

  @Test
  void aTrialThatIsExpectedNotToFitIsNotBegun() {
    EndReport end =
        new TrialTraining(
                order().toBuilder().setLargestEstimate(1000).setDevice("gpu:1").build(),
                new WarmData(directory),
                directory,
                Trials.SETTINGS.device(),
                OptionalInt.of(1),
                new SessionPool(0),
                new Activity(),
                notices::add)
            .train(epoch -> {}, () -> false);
    assertEquals(EndReport.State.OUT_OF_MEMORY, end.getState());
    assertTrue(end.getExpected());
    assertTrue(end.getEstimatedBytes() > 1000);
    assertFalse(new RunDirectory(new StudyDirectory(directory).trial(0)).exists());
  }
}
