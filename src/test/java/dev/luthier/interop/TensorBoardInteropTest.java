package dev.luthier.interop;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.interop.TensorBoardServer.Loading;
import dev.luthier.tensorboard.ConfusionMatrixImage;
import dev.luthier.tensorboard.EventWriter;
import dev.luthier.tensorboard.Histogram;
import dev.luthier.tensorboard.ImageGrid;
import dev.luthier.tensorboard.Png;
import dev.luthier.tensorboard.Summaries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** The real TensorBoard shows what {@link EventWriter} wrote. */
@Tag("interop")
class TensorBoardInteropTest {

  private static final long STARTED = 1_700_000_000L;
  private static final int EPOCHS = 10;
  private static final float[] WEIGHTS = {-1, -0.5f, 0, 0.25f, 0.5f, 1, Float.NaN};
  private static final Png CONFUSION =
      ConfusionMatrixImage.of(new double[][] {{9, 1}, {2, 8}}, List.of("cat", "dog"));
  private static final List<Png> SAMPLES =
      ImageGrid.ofBytes(new byte[] {0, 50, 100, (byte) 200, 1, 2, 3, 4}, 2, 2, 1).images();

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource
  void showsARun(Loading loading) throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.required();
    writeRun();
    try (TensorBoardServer server = TensorBoardServer.start(python, directory, loading)) {
      server.await("/data/runs", runs -> texts(runs).equals(Set.of("train", "validation")));
      server.await(scalars("validation", "epoch_loss"), points -> points.size() == EPOCHS);
      server.await("/data/plugin/images/tags", tags -> tags.path("train").has("pixels"));
      assertScalars(server);
      assertHistograms(server);
      assertImages(server);
      assertGraph(server);
      assertFalse(reportsCorruption(server), server.log());
    }
  }

  @ParameterizedTest
  @EnumSource
  void dropsTheStepsThatAResumedRunRunsAgain(Loading loading)
      throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.required();
    Path run = directory.resolve("train");
    try (EventWriter writer = EventWriter.open(run, clock(STARTED))) {
      for (int step = 0; step < 8; step++) {
        writer.scalar("epoch_loss", 1, step);
      }
    }
    try (EventWriter writer = EventWriter.resume(run, clock(STARTED + 60), 5)) {
      writer.scalar("epoch_loss", 2, 5);
      writer.scalar("epoch_loss", 2, 6);
    }
    try (TensorBoardServer server = TensorBoardServer.start(python, directory, loading)) {
      JsonNode points =
          server.await(
              scalars("train", "epoch_loss"),
              answer -> answer.size() > 0 && last(answer).get(2).intValue() == 2);
      assertEquals(
          List.of("0:1", "1:1", "2:1", "3:1", "4:1", "5:2", "6:2"),
          StreamSupport.stream(points.spliterator(), false)
              .map(point -> point.get(1).intValue() + ":" + point.get(2).intValue())
              .toList());
    }
  }

  @Test
  void everyRecordIsWhole() throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.required();
    List<Path> files = writeRun();
    assertEquals(
        "[" + (2 + EPOCHS + 4) + ", " + (2 + EPOCHS) + "]",
        python.run(Duration.ofMinutes(2), "read_events.py", files.toArray()));
  }

  /** Without this, the silence of the other tests would prove nothing. */
  @Test
  void corruptRecordsWouldBeReported() throws IOException, InterruptedException {
    PythonInterpreter python = PythonInterpreter.required();
    Path file = writeRun().get(0);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
    AssertionError failure =
        assertThrows(
            AssertionError.class, () -> python.run(Duration.ofMinutes(2), "read_events.py", file));
    assertTrue(failure.getMessage().contains("corrupted record"), failure.getMessage());
    try (TensorBoardServer server =
        TensorBoardServer.start(python, directory, Loading.DATA_SERVER)) {
      server.await(scalars("train", "epoch_loss"), points -> points.size() == EPOCHS);
      assertTrue(reportsCorruption(server), server.log());
    }
  }

  private List<Path> writeRun() throws IOException {
    List<Path> files = new ArrayList<>();
    try (EventWriter writer = EventWriter.open(directory.resolve("train"), clock(STARTED))) {
      files.add(writer.file());
      writer.graph(
          GraphDef.newBuilder()
              .addNode(NodeDef.newBuilder().setName("hidden/kernel").setOp("VarHandleOp"))
              .build(),
          0);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        writer.scalar("epoch_loss", 1.0 / (1 + epoch), epoch);
      }
      writer.write(Summaries.histogram("hidden/kernel", WEIGHTS), 3);
      writer.write(Summaries.images("confusion_matrix", List.of(CONFUSION)), 4);
      writer.write(Summaries.images("pixels", SAMPLES), 0);
    }
    Path validation = directory.resolve("validation");
    try (EventWriter writer = EventWriter.open(validation, clock(STARTED))) {
      files.add(writer.file());
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        writer.scalar("epoch_loss", 2.0 / (1 + epoch), epoch);
      }
    }
    return files;
  }

  private static void assertScalars(TensorBoardServer server)
      throws IOException, InterruptedException {
    JsonNode tags = server.json("/data/plugin/scalars/tags");
    assertEquals(Set.of("epoch_loss"), names(tags.get("train")));
    assertEquals(Set.of("epoch_loss"), names(tags.get("validation")));
    JsonNode points = server.json(scalars("train", "epoch_loss"));
    assertEquals(EPOCHS, points.size());
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      JsonNode point = points.get(epoch);
      assertEquals(STARTED, point.get(0).doubleValue());
      assertEquals(epoch, point.get(1).intValue());
      assertEquals((float) (1.0 / (1 + epoch)), point.get(2).floatValue());
    }
  }

  private static void assertHistograms(TensorBoardServer server)
      throws IOException, InterruptedException {
    assertEquals(
        Set.of("hidden/kernel"), names(server.json("/data/plugin/histograms/tags").get("train")));
    JsonNode histograms =
        server.json(
            TensorBoardServer.path(
                "/data/plugin/histograms/histograms", "run", "train", "tag", "hidden/kernel"));
    assertEquals(1, histograms.size());
    assertEquals(3, histograms.get(0).get(1).intValue());
    JsonNode buckets = histograms.get(0).get(2);
    Histogram expected = Histogram.of(WEIGHTS);
    assertEquals(Histogram.BUCKETS, buckets.size());
    for (int bucket = 0; bucket < Histogram.BUCKETS; bucket++) {
      assertEquals(expected.leftEdge(bucket), buckets.get(bucket).get(0).doubleValue());
      assertEquals(expected.rightEdge(bucket), buckets.get(bucket).get(1).doubleValue());
      assertEquals(expected.count(bucket), buckets.get(bucket).get(2).longValue());
    }
  }

  private static void assertImages(TensorBoardServer server)
      throws IOException, InterruptedException {
    JsonNode tags = server.json("/data/plugin/images/tags").get("train");
    assertEquals(Set.of("confusion_matrix", "pixels"), names(tags));
    assertEquals(2, tags.get("pixels").get("samples").intValue());
    assertImage(server, "confusion_matrix", 0, 4, CONFUSION);
    assertImage(server, "pixels", 0, 0, SAMPLES.get(0));
    assertImage(server, "pixels", 1, 0, SAMPLES.get(1));
  }

  private static void assertImage(
      TensorBoardServer server, String tag, int sample, int step, Png expected)
      throws IOException, InterruptedException {
    JsonNode images =
        server.json(
            TensorBoardServer.path(
                "/data/plugin/images/images",
                "run",
                "train",
                "tag",
                tag,
                "sample",
                Integer.toString(sample)));
    assertEquals(1, images.size());
    assertEquals(step, images.get(0).get("step").intValue());
    assertArrayEquals(
        expected.bytes().toByteArray(),
        server.bytes(
            "/data/plugin/images/individualImage?" + images.get(0).get("query").textValue()));
  }

  private static void assertGraph(TensorBoardServer server)
      throws IOException, InterruptedException {
    JsonNode info = server.json("/data/plugin/graphs/info");
    assertEquals(Set.of("train"), names(info));
    assertTrue(info.get("train").get("run_graph").booleanValue());
    String graph = server.text(TensorBoardServer.path("/data/plugin/graphs/graph", "run", "train"));
    assertTrue(graph.contains("name: \"hidden/kernel\""), graph);
  }

  /** The words of the data server for a wrong checksum, a torn or an unreadable record. */
  private static boolean reportsCorruption(TensorBoardServer server) throws IOException {
    return server.log().contains("Read error");
  }

  private static String scalars(String run, String tag) {
    return TensorBoardServer.path("/data/plugin/scalars/scalars", "run", run, "tag", tag);
  }

  private static InstantSource clock(long seconds) {
    return InstantSource.fixed(Instant.ofEpochSecond(seconds));
  }

  private static JsonNode last(JsonNode list) {
    return list.get(list.size() - 1);
  }

  private static Set<String> texts(JsonNode list) {
    Set<String> texts = new HashSet<>();
    list.forEach(text -> texts.add(text.textValue()));
    return texts;
  }

  private static Set<String> names(JsonNode object) {
    Set<String> names = new HashSet<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
