package dev.luthier.tensorboard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Value;
import dev.luthier.tensorboard.HParamsWriter.Outcome;
import dev.luthier.tensorboard.proto.HParamsPluginData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

class HParamsWriterTest {

  private static final SearchSpace SPACE =
      SearchSpace.of(
          Parameter.of("units", IntRange.of(32, 512).withStep(32)),
          Parameter.of("optimizer", Choice.of("adam", "rmsprop")),
          Parameter.of("nesterov", Choice.ofFlags())
              .when(new Condition.OneOf("optimizer", List.of(Value.of("rmsprop")))),
          Parameter.of("depth", Choice.fixed(Value.of(3L))));

  @TempDir Path directory;

  private final JsonNode golden = golden();
  private final InstantSource clock =
      InstantSource.fixed(Instant.ofEpochMilli((long) (1000 * golden.get("time").doubleValue())));
  private final HParamsWriter hparams = new HParamsWriter("study", SPACE, clock);

  private static JsonNode golden() {
    try (InputStream in = HParamsWriterTest.class.getResourceAsStream("/golden/hparams.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void recordsAreThoseOfTensorBoard() throws IOException {
    Path file;
    try (EventWriter writer = EventWriter.open(directory, clock)) {
      file = writer.file();
      hparams.experiment(
          writer,
          List.of(
              HParamsMetric.objective("validation/loss"),
              HParamsMetric.ofFigure("validation/accuracy"),
              HParamsMetric.ofFigure("loss")));
      hparams.start(
          writer,
          "0003",
          new Assignment(
              Map.of(
                  "units", Value.of(64L),
                  "optimizer", Value.of("rmsprop"),
                  "nesterov", Value.of(true),
                  "depth", Value.of(3L))));
      hparams.end(writer, Outcome.SUCCESS);
      hparams.end(writer, Outcome.FAILURE);
    }
    List<Event> events = EventReader.read(file);
    assertRecord("experiment", events.get(2));
    assertRecord("start", events.get(3));
    assertRecord("success", events.get(4));
    assertRecord("failure", events.get(5));
    assertEquals(6, events.size());
  }

  /** Fields by another number would be unknown ones, and those count in a comparison. */
  private void assertRecord(String name, Event event) throws IOException {
    JsonNode expected = golden.get(name);
    Summary.Value value = event.getSummary().getValue(0);
    assertEquals(expected.get("tag").textValue(), value.getTag());
    assertEquals(
        expected.get("plugin").textValue(), value.getMetadata().getPluginData().getPluginName());
    assertEquals(
        HParamsPluginData.parseFrom(HexFormat.of().parseHex(expected.get("content").textValue())),
        HParamsPluginData.parseFrom(value.getMetadata().getPluginData().getContent()));
  }

  @Test
  void theObjectivesStandBeforeTheEnd() throws IOException {
    Path file;
    try (EventWriter writer = EventWriter.open(directory, clock)) {
      file = writer.file();
      hparams.end(writer, Outcome.SUCCESS, 0.5, 1200);
    }
    List<Event> events = EventReader.read(file);
    assertEquals("objective", events.get(2).getSummary().getValue(0).getTag());
    assertEquals(0.5f, events.get(2).getSummary().getValue(0).getSimpleValue());
    assertEquals("objective_2", events.get(3).getSummary().getValue(0).getTag());
    assertEquals(1200f, events.get(3).getSummary().getValue(0).getSimpleValue());
    assertEquals("objective_2", HParamsMetric.objective(1, "parameters").tag());
    assertEquals("objective (parameters)", HParamsMetric.objective(1, "parameters").title());
    assertEquals("_hparams_/session_end_info", events.get(4).getSummary().getValue(0).getTag());
  }

  @Test
  void anAssignmentOfAnotherSpaceIsRefused() throws IOException {
    try (EventWriter writer = EventWriter.open(directory, clock)) {
      Assignment other = new Assignment(Map.of("layers", Value.of(2L)));
      assertThrows(IllegalArgumentException.class, () -> hparams.start(writer, "0000", other));
    }
  }
}
