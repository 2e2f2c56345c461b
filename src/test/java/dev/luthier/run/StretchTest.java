package dev.luthier.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Trials;
import dev.luthier.data.DataDescription;
import dev.luthier.data.Replacement;
import dev.luthier.device.DeviceChoice;
import dev.luthier.spec.ModelSpec;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.EpochReport;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that go on from other runs. */
class StretchTest {

  @TempDir private Path directory;

  /** Four epochs of four steps each, under a schedule of the whole training. */
  private static ModelSpec model(String optimizer) {
    return Trials.model(
        "name: \"m\" input { name: \"x\" }",
        "layer { name: \"hidden\" dense { units: 6 activation: RELU } }",
        "layer { name: \"drop\" dropout { rate: 0.2 } }",
        "layer { name: \"norm\" batch_normalization {} }",
        "layer { name: \"logits\" dense { units: 3 } }",
        "loss { softmax_cross_entropy {} } metric: ACCURACY",
        "optimizer { " + optimizer + " }",
        "training { epochs: 4 batch_size: 32 }");
  }

  private static ModelSpec model() {
    return model("adam { learning_rate: 0.02 } schedule { cosine {} }");
  }

  private RunDirectory run(String name) {
    return new RunDirectory(directory.resolve(name));
  }

  private RunRecord train(
      String name,
      ModelSpec model,
      long seed,
      Optional<Stretch> stretch,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    TrainingRequest request =
        new TrainingRequest(
            model,
            DataDescription.of("iris"),
            directory,
            run(name).root(),
            seed,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            run(name).exists(),
            TrainingRequest.Outputs.FIGURES,
            Optional.empty(),
            Optional.empty(),
            stretch);
    // Time goes by so slowly that a trainer runs single steps.
    AtomicLong now = new AtomicLong();
    return new TrainingRun(request, InstantSource.system(), () -> now.addAndGet(250_000_000L))
        .train(listener, stop);
  }

  private RunRecord train(String name, ModelSpec model, long seed, Optional<Stretch> stretch)
      throws IOException {
    return train(name, model, seed, stretch, new TrainingListener() {}, () -> false);
  }

  private Optional<Stretch> after(String parent, int start, int end) {
    return Optional.of(new Stretch(Optional.of(run(parent).root()), start, end));
  }

  private static Optional<Stretch> anew(int end) {
    return Optional.of(new Stretch(Optional.empty(), 0, end));
  }

  private Checkpoints.Restored newest(String name) throws IOException {
    return new Checkpoints(run(name).checkpoints()).newest().orElseThrow();
  }

  private void assertSameVariables(String expected, String found) throws IOException {
    String file = "variables.data-00000-of-00001";
    assertEquals(
        -1,
        Files.mismatch(
            newest(expected).directory().resolve(file), newest(found).directory().resolve(file)));
  }

  @Test
  void stretchesOfOneSeedAreTheWholeTraining() throws IOException {
    RunRecord whole = train("whole", model(), 3, Optional.empty());
    RunRecord first = train("first", model(), 3, anew(2));
    assertEquals(2, first.epochs());
    assertEquals(RunRecord.State.COMPLETE, first.state());
    List<Integer> epochs = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            epochs.add(report.epoch());
          }
        };
    RunRecord second = train("second", model(), 3, after("first", 2, 4), listener, () -> false);
    assertEquals(List.of(3, 4), epochs);
    assertEquals(4, second.epochs());
    assertEquals(whole.steps(), second.steps());
    assertEquals(whole.loss(), second.loss());
    assertEquals(whole.validation(), second.validation());
    assertSameVariables("whole", "second");
  }

  /** Plain steps, with nothing that training moves but weights. */
  private static ModelSpec plain(String rate) {
    return Trials.model(
        "name: \"m\" input { name: \"x\" }",
        "layer { name: \"hidden\" dense { units: 6 activation: RELU } }",
        "layer { name: \"logits\" dense { units: 3 } }",
        "loss { softmax_cross_entropy {} } metric: ACCURACY",
        "optimizer { sgd { learning_rate: " + rate + " } }",
        "training { epochs: 4 batch_size: 32 }");
  }

  @Test
  void withoutLearningTheFiguresAreTheParents() throws IOException {
    RunRecord parent = train("parent", plain("0.1"), 3, anew(2));
    // So small a step changes no float32 that is not tiny itself.
    RunRecord child = train("child", plain("1e-38"), 3, after("parent", 2, 3));
    assertEquals(parent.validation(), child.validation());
    RunRecord fresh = train("fresh", plain("1e-38"), 3, anew(1));
    assertNotEquals(parent.validation(), fresh.validation());
  }

  @Test
  void aStretchThatWasInterruptedGoesOnFromItsOwnCheckpoint() throws IOException {
    train("first", model(), 3, anew(2));
    train("calm", model(), 8, after("first", 2, 4));
    AtomicLong steps = new AtomicLong();
    TrainingListener counter =
        new TrainingListener() {
          @Override
          public void onSteps(int epoch, int batch, long step) {
            steps.incrementAndGet();
          }
        };
    RunRecord stopped =
        train("stopped", model(), 8, after("first", 2, 4), counter, () -> steps.get() >= 5);
    assertEquals(RunRecord.State.INTERRUPTED, stopped.state());
    // Nothing more of the parent is needed.
    run("first").deleteWeights();
    RunRecord resumed = train("stopped", model(), 8, after("first", 2, 4));
    assertEquals(RunRecord.State.COMPLETE, resumed.state());
    assertSameVariables("calm", "stopped");
    // A complete one is not run again.
    assertEquals(resumed, train("stopped", model(), 8, after("first", 2, 4)));
  }

  @Test
  void aStretchThatLeftNoCheckpointBeginsWithItsParentAgain() throws IOException {
    train("first", model(), 3, anew(2));
    train("calm", model(), 8, after("first", 2, 4));
    train("ended", model(), 8, after("first", 2, 4));
    // As a process leaves it that ended before, or amidst, its first checkpoint.
    try (Stream<Path> checkpoints = Files.list(run("ended").checkpoints())) {
      for (Path checkpoint : checkpoints.toList()) {
        Replacement.delete(checkpoint);
      }
    }
    train("ended", model(), 8, after("first", 2, 4));
    assertSameVariables("calm", "ended");
  }

  @Test
  void figuresOfSpeedAreOfTheStretchAlone() throws IOException {
    RunRecord first = train("first", model(), 3, anew(2));
    RunRecord second = train("second", model(), 3, after("first", 2, 4));
    // Each reading of the clock is a quarter of a second after the last one.
    assertEquals(first.seconds(), second.seconds(), 1e-9);
    assertEquals(first.samplesPerSecond(), second.samplesPerSecond(), 1e-9);
  }

  @Test
  void weightsThatAreGoneOrDamagedAreNamed() throws IOException {
    train("first", model(), 3, anew(2));
    RunException another =
        assertThrows(RunException.class, () -> train("other", model(), 3, after("first", 1, 4)));
    assertTrue(another.getMessage().contains("cannot be inherited"), another.getMessage());
    try (Stream<Path> checkpoints = Files.list(run("first").checkpoints())) {
      for (Path checkpoint : checkpoints.toList()) {
        Files.writeString(checkpoint.resolve("variables.index"), "damaged");
      }
    }
    RunException damaged =
        assertThrows(RunException.class, () -> train("heir", model(), 3, after("first", 2, 4)));
    assertTrue(damaged.getMessage().contains("cannot be inherited"), damaged.getMessage());
    run("first").deleteWeights();
    IOException gone =
        assertThrows(IOException.class, () -> train("orphan", model(), 3, after("first", 2, 4)));
    assertTrue(
        gone.getMessage().startsWith(run("first").checkpoints() + " is not there"),
        gone.getMessage());
  }

  @Test
  void refusesWhatIsNoStretch() {
    Path parent = Path.of("parent");
    assertThrows(IllegalArgumentException.class, () -> new Stretch(Optional.empty(), 2, 4));
    assertThrows(IllegalArgumentException.class, () -> new Stretch(Optional.of(parent), 0, 4));
    assertThrows(IllegalArgumentException.class, () -> new Stretch(Optional.of(parent), 4, 4));
  }
}
