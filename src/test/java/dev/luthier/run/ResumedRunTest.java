package dev.luthier.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.TextFormat;
import dev.luthier.Pictures;
import dev.luthier.Pictures.Stored;
import dev.luthier.Trials;
import dev.luthier.data.DataDescription;
import dev.luthier.data.Streaming;
import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.SampleException;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.tensorboard.ShownEvents;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.EpochReport;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the end of a process may leave of a run, and what goes on from there. */
class ResumedRunTest {

  private static final TrainingListener NOBODY = new TrainingListener() {};
  private static final Instant BEGIN = Instant.ofEpochSecond(1_700_000_000L);
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Four steps an epoch. */
  private static ModelSpec model(int epochs) {
    return Trials.model(
        "name: \"m\" input { name: \"x\" }",
        "layer { name: \"hidden\" dense { units: 6 activation: RELU } }",
        "layer { name: \"drop\" dropout { rate: 0.2 } }",
        "layer { name: \"logits\" dense { units: 3 } }",
        "loss { softmax_cross_entropy {} } metric: [ACCURACY, CONFUSION_MATRIX]",
        "optimizer { adam { learning_rate: 0.02 }",
        "  schedule { reduce_on_plateau { metric: 'validation/accuracy' patience: 1 } } }",
        "training { epochs: " + epochs + " batch_size: 32 summary_steps: 3",
        "  early_stopping { patience: 9 } }");
  }

  @TempDir private Path directory;

  private Path path(String run) {
    return directory.resolve(run);
  }

  private RunRecord train(
      String run,
      ModelSpec model,
      DataDescription data,
      InstantSource clock,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    TrainingRequest request =
        new TrainingRequest(
            model,
            data,
            directory,
            path(run),
            3,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            new RunDirectory(path(run)).exists(),
            TrainingRequest.Outputs.ALL);
    // Time goes by so slowly that a trainer runs single steps.
    AtomicLong now = new AtomicLong();
    return new TrainingRun(request, clock, () -> now.addAndGet(250_000_000L)).train(listener, stop);
  }

  private RunRecord train(String run) throws IOException {
    return train(run, model(5));
  }

  private RunRecord train(String run, ModelSpec model) throws IOException {
    InstantSource clock = InstantSource.fixed(BEGIN);
    return train(run, model, DataDescription.of("iris"), clock, NOBODY, () -> false);
  }

  /** Trains so many steps at most. */
  private RunRecord trainSteps(String run, int steps, InstantSource clock) throws IOException {
    AtomicLong done = new AtomicLong();
    TrainingListener counter =
        new TrainingListener() {
          @Override
          public void onSteps(int epoch, int batch, long step) {
            done.incrementAndGet();
          }
        };
    return train(
        run, model(5), DataDescription.of("iris"), clock, counter, () -> done.get() >= steps);
  }

  private void assertSameEvents(String expected, String found) throws IOException {
    for (String part : List.of("train", "validation", "steps")) {
      assertEquals(
          "",
          ShownEvents.of(path(expected).resolve(part))
              .difference(ShownEvents.of(path(found).resolve(part))),
          part);
    }
  }

  /**
   * The record that a run begins with, or has had for as long as its process was not at its end.
   */
  private void forgetFigures(String run) throws IOException {
    Path file = path(run).resolve("run.json");
    ObjectNode record = (ObjectNode) JSON.readTree(file.toFile());
    record.remove(List.of("loss", "validation"));
    record.put("state", "RUNNING").put("epochs", 0).put("steps", 0).put("seconds", 0);
    record.put("samples_per_second", 0).putObject("metrics");
    JSON.writeValue(file.toFile(), record);
  }

  private static Set<String> names(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return Set.copyOf(entries.map(entry -> entry.getFileName().toString()).toList());
    }
  }

  @Test
  void theEndIsWrittenWhereOnlyTheLastCheckpointWas() throws IOException {
    RunRecord expected = train("straight");
    train("run");
    forgetFigures("run");
    Path model = path("run").resolve("model");
    Files.move(model, path("run").resolve("model.unfinished"));
    Files.createDirectories(path("run").resolve("checkpoint/step-000000099.unfinished"));
    RunRecord resumed = train("run");
    assertEquals(expected, resumed);
    assertEquals(expected, RunRecord.read(path("run").resolve("run.json")));
    assertSameEvents("straight", "run");
    assertEquals(names(path("straight")), names(path("run")));
    assertEquals(names(path("straight").resolve("model")), names(model));
    assertEquals(
        names(path("straight").resolve("checkpoint")), names(path("run").resolve("checkpoint")));
  }

  @Test
  void theRecordIsWrittenWhereOnlyItWasMissing() throws IOException {
    RunRecord expected = train("straight");
    train("run");
    forgetFigures("run");
    assertEquals(expected, train("run"));
    assertSameEvents("straight", "run");
    assertFalse(Files.exists(path("run").resolve("model.former")));
  }

  @Test
  void figuresOfTheLastEpochAreInTheCheckpoint() throws IOException {
    RunRecord stopped = trainSteps("run", 6, InstantSource.fixed(BEGIN));
    assertEquals(1, stopped.epochs());
    forgetFigures("run");
    assertEquals(stopped, trainSteps("run", 0, InstantSource.fixed(BEGIN)));
  }

  @Test
  void moreEpochsEndAsIfTheyHadBeenAskedForAtOnce() throws IOException {
    train("run", model(3));
    RunRecord resumed = train("run");
    RunRecord expected = train("straight");
    assertEquals(expected.validation(), resumed.validation());
    assertEquals(expected.loss(), resumed.loss());
    assertSameEvents("straight", "run");
  }

  /** A computer whose clock is set back, by much, each time that the run goes on. */
  @Test
  void eventsAreReadInTheirOrderWhateverTheClockSays() throws IOException {
    train("straight");
    Instant now = BEGIN;
    for (int part = 0; part < 5; part++) {
      trainSteps("run", 3, InstantSource.fixed(now));
      now = now.minus(Duration.ofDays(365));
    }
    AtomicLong jumps = new AtomicLong();
    train(
        "run",
        model(5),
        DataDescription.of("iris"),
        () -> BEGIN.plusSeconds(jumps.incrementAndGet() % 2 == 0 ? 1_000_000_000L : -1_000_000_000),
        NOBODY,
        () -> false);
    assertSameEvents("straight", "run");
    RunRecord record = RunRecord.read(path("run").resolve("run.json"));
    assertTrue(record.seconds() > 0 && record.seconds() < 60, "seconds " + record.seconds());
  }

  @Test
  void aTornRecordOfEventsIsCutOff() throws IOException {
    train("straight");
    trainSteps("run", 9, InstantSource.fixed(BEGIN));
    for (String part : List.of("train", "validation", "steps")) {
      try (Stream<Path> files = Files.list(path("run").resolve(part))) {
        for (Path file : files.toList()) {
          // The head of a record, and nothing of its data.
          byte[] bytes = Files.readAllBytes(file);
          Files.write(file, Arrays.copyOf(bytes, 12), StandardOpenOption.APPEND);
        }
      }
    }
    train("run");
    assertSameEvents("straight", "run");
  }

  @Test
  void aRunThatHadHardlyBegunBegins() throws IOException {
    RunRecord expected = train("straight");
    Files.createDirectories(path("named"));
    Files.writeString(path("named").resolve("run.json.unfinished"), "{ \"mo");
    assertEquals(expected, train("named"));
    assertEquals(names(path("straight")), names(path("named")));

    Files.createDirectories(path("recorded"));
    Files.copy(path("straight").resolve("run.json"), path("recorded").resolve("run.json"));
    forgetFigures("recorded");
    assertEquals(expected, train("recorded"));
    assertEquals(names(path("straight")), names(path("recorded")));
  }

  @Test
  void aDamagedCheckpointIsToldOfAndTakesNothingButTime() throws IOException {
    RunRecord expected = train("straight");
    trainSteps("run", 9, InstantSource.fixed(BEGIN));
    Path newest =
        new Checkpoints(path("run").resolve("checkpoint")).latest().orElseThrow().directory();
    Path variables = newest.resolve("variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(variables);
    bytes[bytes.length / 2] ^= 4;
    Files.write(variables, bytes);
    RunDirectory run = new RunDirectory(path("run"));
    IOException refused =
        assertThrows(IOException.class, () -> Export.run(run.root(), path("exported")));
    assertEquals(
        newest
            + " is damaged: variables.data-00000-of-00001 is not as it was written; train --resume"
            + " goes on from the one before it",
        refused.getMessage());
    List<String> told = new ArrayList<>();
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onDamagedCheckpoint(Checkpoints.Damage damage) {
            told.add(damage.checkpoint().getFileName() + ": " + damage.problem());
          }
        };
    RunRecord resumed =
        train(
            "run",
            model(5),
            DataDescription.of("iris"),
            InstantSource.fixed(BEGIN),
            listener,
            () -> false);
    assertEquals(
        List.of("step-000000009: variables.data-00000-of-00001 is not as it was written"), told);
    assertEquals(expected.validation(), resumed.validation());
    assertSameEvents("straight", "run");
  }

  /** Streamed samples are read while the training runs. */
  @Test
  void dataThatVanishAreNamedAndMayComeBack() throws IOException {
    DataDef.Builder def = DataDef.newBuilder();
    TextFormat.merge(Pictures.write(directory, Stored.FOLDERS), def);
    DataDescription data =
        DataMapping.fromProto(def.build(), Path.of(""))
            .withStreaming(new Streaming(Streaming.Mode.ALWAYS, Streaming.DEFAULT_BOUND));
    ModelSpec pictures =
        Trials.model(
            "name: \"small\" input { name: \"pixels\" } layer { name: \"flat\" flatten {} }",
            "layer { name: \"logits\" dense { units: 2 } } loss { softmax_cross_entropy {} }",
            "optimizer { adam {} } training { epochs: 4 batch_size: 8 summary_steps: 3 }");
    Path picture = directory.resolve("images/train/red/image121.png");
    byte[] whole = Files.readAllBytes(picture);
    train("straight", pictures, data, InstantSource.system(), NOBODY, () -> false);
    Map<String, Fault> faults =
        Map.of(
            "vanished", () -> Files.delete(picture),
            "cut", () -> Files.write(picture, Arrays.copyOf(whole, whole.length / 3)));
    for (Map.Entry<String, Fault> fault : faults.entrySet()) {
      String run = fault.getKey();
      TrainingListener culprit = afterFirstEpoch(fault.getValue());
      SampleException thrown =
          assertThrows(
              SampleException.class,
              () -> train(run, pictures, data, InstantSource.system(), culprit, () -> false));
      assertTrue(thrown.getMessage().startsWith(picture.toString()), thrown.getMessage());
      assertEquals(1, thrown.getMessage().lines().count());
      assertEquals(RunRecord.State.FAILED, RunRecord.read(path(run).resolve("run.json")).state());
      Files.write(picture, whole);
      train(run, pictures, data, InstantSource.system(), NOBODY, () -> false);
      assertSameEvents("straight", run);
    }
  }

  /** What somebody does to the data. */
  private interface Fault {
    void happens() throws IOException;
  }

  private static TrainingListener afterFirstEpoch(Fault fault) {
    return new TrainingListener() {
      @Override
      public void onEpoch(EpochReport report) {
        if (report.epoch() == 1) {
          try {
            fault.happens();
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        }
      }
    };
  }
}
