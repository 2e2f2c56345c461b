package dev.luthier.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.TextFormat;
import dev.luthier.Pictures;
import dev.luthier.Pictures.Stored;
import dev.luthier.Trials;
import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.Scaling;
import dev.luthier.data.StreamedTensors;
import dev.luthier.data.Streaming;
import dev.luthier.data.TargetKind;
import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.Figures;
import dev.luthier.graph.SampleException;
import dev.luthier.graph.SessionPool;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.proto.DataDef;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.EpochReport;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Streamed samples train a model as the same samples in memory do, to the last bit. */
class StreamedRunTest {

  private static final ModelSpec MODEL =
      Trials.model(
          "name: \"small\" input { name: \"pixels\" }",
          "layer { name: \"conv\" conv2d { filters: 3 kernel_size: 3 activation: RELU } }",
          "layer { name: \"flat\" flatten {} }",
          "layer { name: \"drop\" dropout { rate: 0.3 } }",
          "layer { name: \"logits\" dense { units: 2 } }",
          "loss { softmax_cross_entropy {} } metric: [ACCURACY, CONFUSION_MATRIX]",
          "optimizer { adam { learning_rate: 0.01 } }",
          "training { epochs: 3 batch_size: 8 validation_fraction: 0.25 }");

  @TempDir Path directory;

  private static DataDescription data(String text, Streaming.Mode mode) throws IOException {
    DataDef.Builder def = DataDef.newBuilder();
    TextFormat.merge(text + " scaling: STANDARDIZE", def);
    return DataMapping.fromProto(def.build(), Path.of(""))
        .withStreaming(new Streaming(mode, Streaming.DEFAULT_BOUND));
  }

  private RunRecord train(
      String run,
      ModelSpec model,
      DataDescription data,
      boolean resume,
      List<EpochReport> reports,
      BooleanSupplier stop)
      throws IOException {
    return train(run, model, data, 3, resume, reports, stop, new SessionPool(0));
  }

  private RunRecord train(
      String run,
      ModelSpec model,
      DataDescription data,
      long seed,
      boolean resume,
      List<EpochReport> reports,
      BooleanSupplier stop,
      SessionPool sessions)
      throws IOException {
    TrainingRequest request =
        new TrainingRequest(
            model,
            data,
            directory,
            directory.resolve(run),
            seed,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            resume,
            TrainingRequest.Outputs.ALL);
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void onEpoch(EpochReport report) {
            reports.add(report);
          }
        };
    // Time goes by so slowly that a trainer runs single steps.
    AtomicLong now = new AtomicLong();
    return new TrainingRun(
            request,
            () -> Instant.EPOCH.plusMillis(now.get()),
            () -> now.addAndGet(250_000_000L),
            sessions)
        .train(listener, stop);
  }

  private RunRecord train(String run, DataDescription data, List<EpochReport> reports)
      throws IOException {
    return train(run, MODEL, data, false, reports, () -> false);
  }

  private byte[] weights(String run) throws IOException {
    Path checkpoints = directory.resolve(run).resolve("checkpoint");
    return Files.readAllBytes(
        new Checkpoints(checkpoints)
            .latest()
            .orElseThrow()
            .directory()
            .resolve("variables.data-00000-of-00001"));
  }

  private static List<Figures> training(List<EpochReport> reports) {
    return reports.stream().map(EpochReport::training).toList();
  }

  @ParameterizedTest
  @EnumSource
  void trainsAsFromMemory(Stored stored) throws IOException {
    String text = Pictures.write(directory, stored);
    List<EpochReport> inMemory = new ArrayList<>();
    List<EpochReport> streamed = new ArrayList<>();
    RunRecord expected = train("memory", data(text, Streaming.Mode.NEVER), inMemory);
    RunRecord found = train("streamed", data(text, Streaming.Mode.ALWAYS), streamed);
    assertEquals(43, expected.data().train());
    assertEquals(15, expected.data().validation());
    assertEquals(expected.validation(), found.validation());
    for (int epoch = 0; epoch < 3; epoch++) {
      assertEquals(training(inMemory).get(epoch).loss(), training(streamed).get(epoch).loss(), 0.0);
      assertEquals(
          training(inMemory).get(epoch).metrics(), training(streamed).get(epoch).metrics());
    }
    assertArrayEquals(weights("memory"), weights("streamed"));
  }

  @ParameterizedTest
  @EnumSource(names = {"FOLDERS", "ENCODED_RECORDS"})
  void evaluatesAndPredictsAsFromMemory(Stored stored) throws IOException {
    String text = Pictures.write(directory, stored);
    train("run", data(text, Streaming.Mode.NEVER), new ArrayList<>());
    Figures expected = evaluate(data(text, Streaming.Mode.NEVER));
    Figures found = evaluate(data(text, Streaming.Mode.ALWAYS));
    assertEquals(12, found.samples());
    assertEquals(expected.loss(), found.loss(), 0.0);
    assertEquals(expected.metrics(), found.metrics());
    assertArrayEquals(
        predict(data(text, Streaming.Mode.NEVER)), predict(data(text, Streaming.Mode.ALWAYS)));
  }

  private Figures evaluate(DataDescription data) throws IOException {
    return Evaluation.evaluate(
        directory.resolve("run"),
        data,
        directory,
        Optional.empty(),
        new DeviceChoice.Cpu(),
        OptionalInt.of(1));
  }

  private float[][] predict(DataDescription data) throws IOException {
    return Prediction.of(directory.resolve("run"), data, directory, new DeviceChoice.Cpu(), 1)
        .values();
  }

  @Test
  void goesOnInTheMiddleOfAnEpoch() throws IOException {
    DataDescription data =
        data(Pictures.write(directory, Stored.ENCODED_RECORDS), Streaming.Mode.ALWAYS);
    train("whole", data, new ArrayList<>());
    // Epochs have 6 steps.
    AtomicInteger asked = new AtomicInteger();
    RunRecord stopped =
        train("parts", MODEL, data, false, new ArrayList<>(), () -> asked.incrementAndGet() > 8);
    assertEquals(RunRecord.State.INTERRUPTED, stopped.state());
    assertTrue(stopped.steps() % 6 != 0, "stopped after " + stopped.steps() + " steps");
    train("parts", MODEL, data, true, new ArrayList<>(), () -> false);
    assertArrayEquals(weights("whole"), weights("parts"));
  }

  @Test
  void aSessionThatIsUsedAgainStreamsFromTheStart() throws IOException {
    String text = Pictures.write(directory, Stored.FOLDERS) + " split_seed: 1";
    DataDescription data = data(text, Streaming.Mode.ALWAYS);
    for (int seed = 0; seed < 2; seed++) {
      train(
          "own" + seed,
          MODEL,
          data,
          seed,
          false,
          new ArrayList<>(),
          () -> false,
          new SessionPool(0));
    }
    try (SessionPool sessions = new SessionPool(1 << 30)) {
      for (int seed = 0; seed < 2; seed++) {
        train("again" + seed, MODEL, data, seed, false, new ArrayList<>(), () -> false, sessions);
        assertArrayEquals(weights("own" + seed), weights("again" + seed));
      }
    }
  }

  @Test
  void namesAnImageThatCannotBeDecoded() throws IOException {
    DataDescription data = data(Pictures.write(directory, Stored.FOLDERS), Streaming.Mode.ALWAYS);
    Path file = directory.resolve("images/train/red/image121.png");
    DataDescription plain = data.withScaling(Scaling.UNIT);
    Files.writeString(file, "this was an image");
    String message =
        assertThrows(SampleException.class, () -> train("run", plain, new ArrayList<>()))
            .getMessage();
    assertTrue(message.startsWith(file + ": the sample cannot be read: "), message);
    assertEquals(1, message.lines().count());
    assertEquals(RunRecord.State.FAILED, RunRecord.read(directory.resolve("run/run.json")).state());
    assertTrue(Files.notExists(directory.resolve("run/model")));
  }

  @Test
  void refusesAnOptimizerThatLooksAtAllSamplesAtOnce() throws IOException {
    DataDescription data = data(Pictures.write(directory, Stored.FOLDERS), Streaming.Mode.ALWAYS);
    ModelSpec model =
        Trials.model(
            "name: \"small\" input { name: \"pixels\" } layer { name: \"flat\" flatten {} }",
            "layer { name: \"logits\" dense { units: 2 } } loss { softmax_cross_entropy {} }",
            "optimizer { lbfgs {} } training { epochs: 1 batch_size: 8 }");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> train("run", model, data, false, new ArrayList<>(), () -> false))
            .getMessage();
    assertTrue(message.contains("streaming: NEVER"), message);
    assertTrue(Files.notExists(directory.resolve("run")));
  }

  @Test
  void theSizeOfTheDecodedSamplesDecides() throws IOException {
    for (Stored stored : List.of(Stored.FOLDERS, Stored.BYTE_RECORDS)) {
      DataDescription data = data(Pictures.write(directory, stored), Streaming.Mode.AUTO);
      long images = stored == Stored.FOLDERS ? Pictures.SAMPLES : Pictures.SAMPLES - 12;
      long bytes = images * Pictures.HEIGHT * Pictures.WIDTH * 3;
      assertTrue(streamed(data.withStreaming(new Streaming(Streaming.Mode.AUTO, bytes - 1))));
      assertFalse(streamed(data.withStreaming(new Streaming(Streaming.Mode.AUTO, bytes))));
    }
  }

  private boolean streamed(DataDescription data) {
    return new DataReader(directory).read(data, ReadOptions.training(TargetKind.CLASSES)).features()
        instanceof StreamedTensors;
  }
}
