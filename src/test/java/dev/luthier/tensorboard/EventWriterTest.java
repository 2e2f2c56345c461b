package dev.luthier.tensorboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.Summary;

class EventWriterTest {

  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.ofEpochSecond(1_700_000_000L, 250_000_000));

  @TempDir Path directory;

  @Test
  void writesTheSameBytesAsTensorBoardsWriter() throws IOException {
    JsonNode golden = GoldenTensorBoard.read();
    assertEquals(golden.get("wall_time").doubleValue(), CLOCK.millis() / 1e3);
    try (EventWriter writer = EventWriter.resume(directory, CLOCK, 7)) {
      writer.scalar("loss", 0.5, 0);
      writer.scalar("loss", 0.25, 1);
      writer.scalar("epoch_accuracy", Double.NaN, 127);
      writer.scalar("layer/β", -1e30, 128);
      writer.scalar("loss", 0.1, 1L << 40);
      writer.graph(
          GraphDef.newBuilder()
              .addNode(NodeDef.newBuilder().setName("pixels").setOp("Placeholder"))
              .build(),
          3);
      writer.flush();
      assertEquals(
          golden.get("event_file").textValue(),
          HexFormat.of().formatHex(Files.readAllBytes(writer.file())));
    }
  }

  @Test
  void aFileBeginsWithItsVersionAndASessionStart() throws IOException {
    try (EventWriter writer = EventWriter.open(directory.resolve("runs/iris/train"), CLOCK)) {
      List<Event> events = EventReader.read(writer.file());
      assertEquals("brain.Event:2", events.get(0).getFileVersion());
      assertEquals(SessionLog.SessionStatus.START, events.get(1).getSessionLog().getStatus());
      assertEquals(0, events.get(1).getStep());
      assertEquals(2, events.size());
    }
  }

  @Test
  void namesFilesSoThatTensorBoardFindsAndOrdersThem() throws IOException {
    try (EventWriter first = EventWriter.open(directory, CLOCK);
        EventWriter second = EventWriter.open(directory, CLOCK)) {
      String prefix = "events\\.out\\.tfevents\\.1700000000\\..+\\.";
      long process = ProcessHandle.current().pid();
      assertTrue(first.file().getFileName().toString().matches(prefix + process + "\\.0"));
      assertTrue(second.file().getFileName().toString().matches(prefix + process + "\\.1"));
    }
  }

  @Test
  void aFileIsReadAfterThoseThatAreThereWhateverTheClockSays() throws IOException {
    Files.createFile(directory.resolve("events.out.tfevents.1800000000.zebra.99999.0"));
    for (int i = 1; i <= 12; i++) {
      try (EventWriter writer = EventWriter.open(directory, CLOCK)) {
        List<Path> files;
        try (Stream<Path> entries = Files.list(directory)) {
          files = entries.sorted().toList();
        }
        assertEquals(i + 1, files.size());
        assertEquals(writer.file(), files.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"zzz", "9999999999.host.1.0", "99999999999.host.1.0", "5", ""})
  void namesThatSortAfterEveryTimeAreLeftAlone(String rest) throws IOException {
    Path other = Files.createFile(directory.resolve("events.out.tfevents." + rest));
    try (EventWriter writer = EventWriter.resume(directory, CLOCK, 1)) {
      writer.scalar("loss", 1, 1);
    }
    assertEquals(0, Files.size(other));
    try (Stream<Path> files = Files.list(directory)) {
      assertEquals(2, files.count());
    }
  }

  @Test
  void resumingCutsOffATornRecord() throws IOException {
    Path torn;
    try (EventWriter writer = EventWriter.open(directory, CLOCK)) {
      writer.scalar("loss", 1, 1);
      torn = writer.file();
    }
    byte[] whole = Files.readAllBytes(torn);
    for (int length : List.of(1, 8, 12, 13, 39)) {
      byte[] bytes = Arrays.copyOf(whole, whole.length + length);
      System.arraycopy(whole, 0, bytes, whole.length, Math.min(length, 13));
      Files.write(torn, bytes);
      EventWriter.resume(directory, CLOCK, 1).close();
      assertArrayEquals(whole, Files.readAllBytes(torn));
      try (Stream<Path> entries = Files.list(directory)) {
        Files.delete(entries.filter(file -> !file.equals(torn)).findFirst().orElseThrow());
      }
    }
  }

  @Test
  void readersSeeOnlyWholeRecords() throws IOException {
    try (EventWriter writer = EventWriter.open(directory, CLOCK)) {
      writer.scalar("loss", 1, 1);
      assertEquals(2, EventReader.read(writer.file()).size(), "the scalar is still buffered");
      writer.flush();
      assertEquals(3, EventReader.read(writer.file()).size());
      int scalars = 5_000;
      for (int step = 0; step < scalars; step++) {
        writer.scalar("loss", 1, step);
      }
      int seen = EventReader.read(writer.file()).size();
      assertTrue(seen > 3 && seen < 3 + scalars, "a full buffer is written by itself, saw " + seen);
      writer.flush();
      assertEquals(3 + scalars, EventReader.read(writer.file()).size());
    }
  }

  @Test
  void writesEventsLargerThanItsBuffer() throws IOException {
    ByteString large = ByteString.copyFrom(new byte[300_000]);
    try (EventWriter writer = EventWriter.open(directory, CLOCK)) {
      writer.scalar("loss", 1, 1);
      writer.write(Summaries.images("pixels", List.of(new Png(1, 1, large))), 2);
      writer.scalar("loss", 3, 3);
      writer.flush();
      List<Event> events = EventReader.read(writer.file());
      assertEquals(List.of(0L, 0L, 1L, 2L, 3L), events.stream().map(Event::getStep).toList());
      assertEquals(large, events.get(3).getSummary().getValue(0).getTensor().getStringVal(2));
    }
  }

  @Test
  void manyThreadsMayWrite() throws Exception {
    int threads = 4;
    int scalars = 2_000;
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try (EventWriter writer = EventWriter.open(directory, CLOCK)) {
      List<? extends Future<?>> tasks =
          IntStream.range(0, threads)
              .mapToObj(
                  thread ->
                      executor.submit(
                          () -> {
                            for (int step = 0; step < scalars; step++) {
                              writer.scalar("thread" + thread, step, step);
                            }
                          }))
              .toList();
      for (Future<?> task : tasks) {
        task.get();
      }
      writer.flush();
      List<Summary.Value> values =
          EventReader.read(writer.file()).stream()
              .flatMap(event -> event.getSummary().getValueList().stream())
              .toList();
      for (int thread = 0; thread < threads; thread++) {
        String tag = "thread" + thread;
        assertArrayEquals(
            IntStream.range(0, scalars).asDoubleStream().toArray(),
            values.stream()
                .filter(value -> value.getTag().equals(tag))
                .mapToDouble(Summary.Value::getSimpleValue)
                .toArray());
      }
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void refusesNegativeStepsAndUseAfterClose() throws IOException {
    EventWriter writer = EventWriter.open(directory, CLOCK);
    IllegalArgumentException negative =
        assertThrows(IllegalArgumentException.class, () -> writer.scalar("loss", 1, -1));
    assertTrue(negative.getMessage().startsWith("step must not be negative, was -1;"));
    writer.close();
    writer.close();
    assertThrows(IllegalStateException.class, () -> writer.scalar("loss", 1, 1));
    assertThrows(IllegalStateException.class, writer::flush);
    assertFalse(EventReader.read(writer.file()).isEmpty());
  }
}
