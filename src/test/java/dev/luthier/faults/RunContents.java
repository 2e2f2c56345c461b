package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.tensorboard.ShownEvents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.proto.SavedModel;

/**
 * All of a finished run that two trainings alike must have in common, to the last bit: what takes
 * time, and when, is left out.
 *
 * @param files digest of each file of checkpoints and SavedModel that holds variables, by path;
 *     texts as they are
 * @param record {@code run.json}
 * @param state {@code state.json} of each checkpoint that both must have, by name
 * @param savedModel the graph and its signatures
 * @param events by directory
 */
record RunContents(
    Map<String, String> files,
    JsonNode record,
    Map<String, JsonNode> state,
    SavedModel savedModel,
    Map<String, ShownEvents> events) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> TIMES =
      List.of("seconds", "samples_per_second", "epochSeconds");

  static RunContents of(Path run) throws IOException {
    Map<String, String> files = new TreeMap<>();
    Map<String, JsonNode> state = new TreeMap<>();
    // How many older ones there are depends on how long the training took.
    for (Path checkpoint : List.of(newest(run), best(run))) {
      String name = checkpoint.getFileName().toString();
      for (String file : List.of("variables.index", "variables.data-00000-of-00001")) {
        files.put(name + "/" + file, digest(checkpoint.resolve(file)));
      }
      state.put(name, timeless(state(checkpoint)));
    }
    Path variables = run.resolve("model").resolve("variables");
    for (Path file : list(variables)) {
      files.put("model/" + file.getFileName(), digest(file));
    }
    files.put("model.textproto", Files.readString(run.resolve("model.textproto")));
    Map<String, ShownEvents> events = new TreeMap<>();
    for (Path entry : list(run)) {
      String name = entry.getFileName().toString();
      if (Files.isDirectory(entry) && !name.equals("model") && !name.equals("checkpoint")) {
        events.put(name, ShownEvents.of(entry));
      }
    }
    try (var graph = Files.newInputStream(run.resolve("model").resolve("saved_model.pb"))) {
      return new RunContents(
          files,
          timeless(JSON.readTree(run.resolve("run.json").toFile())),
          state,
          SavedModel.parseFrom(graph),
          events);
    }
  }

  /** Fails where something differs, saying what. */
  void assertSame(RunContents other) {
    assertEquals(record.toPrettyString(), other.record.toPrettyString());
    assertEquals(state.toString(), other.state.toString());
    assertEquals(files, other.files);
    assertEquals(events.keySet(), other.events.keySet());
    events.forEach(
        (directory, shown) ->
            assertEquals("", shown.difference(other.events.get(directory)), directory));
    assertTrue(savedModel.equals(other.savedModel), "the SavedModel's graph");
  }

  /** Names of directories that a run has beside those that are compared. */
  static List<String> leftOvers(Path run) throws IOException {
    try (Stream<Path> tree = Files.walk(run)) {
      return tree.map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".unfinished") || name.endsWith(".former"))
          .toList();
    }
  }

  private static Path newest(Path run) throws IOException {
    List<Path> checkpoints = list(run.resolve("checkpoint"));
    return checkpoints.get(checkpoints.size() - 1);
  }

  private static Path best(Path run) throws IOException {
    long step = state(newest(run)).get("best").get("step").longValue();
    return run.resolve("checkpoint").resolve("step-%09d".formatted(step));
  }

  private static JsonNode state(Path checkpoint) throws IOException {
    return JSON.readTree(checkpoint.resolve("state.json").toFile()).get("state");
  }

  private static JsonNode timeless(JsonNode node) {
    ObjectNode copy = node.deepCopy();
    copy.remove(TIMES);
    return copy;
  }

  private static List<Path> list(Path directory) throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.sorted().toList();
    }
  }

  private static String digest(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
