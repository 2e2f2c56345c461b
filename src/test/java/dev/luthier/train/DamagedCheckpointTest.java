package dev.luthier.train;

import static dev.luthier.train.Trainings.NOISY;
import static dev.luthier.train.Trainings.session;
import static dev.luthier.train.Trainings.train;
import static dev.luthier.train.Trainings.verySlow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.Effort;
import dev.luthier.graph.TrialSession;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A checkpoint in which anything is not as it was written leaves the one before. */
@Tag(Effort.RELIABILITY)
class DamagedCheckpointTest {

  private static final int NEWEST = 20;
  private static final int BEFORE = 15;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path directory;
  private Path newest;

  @BeforeEach
  void trainToTheEnd() throws IOException {
    try (TrialSession session = session(NOISY, 7)) {
      train(directory, session, NOISY, new TrainingLog(session), () -> false, verySlow());
    }
    newest = directory.resolve("step-0000000" + NEWEST);
    assertEquals(NEWEST, latest());
  }

  private long latest() throws IOException {
    return latestState().step();
  }

  private TrainingState latestState() throws IOException {
    return new Checkpoints(directory).latest().orElseThrow().state();
  }

  @ParameterizedTest
  @ValueSource(strings = {"state.json", "variables.index", "variables.data-00000-of-00001"})
  void aChangedBitIsNoticed(String file) throws IOException {
    Path damaged = newest.resolve(file);
    byte[] whole = Files.readAllBytes(damaged);
    TrainingState state = latestState();
    Random random = new Random(1);
    int flips = Effort.of(50, 8 * whole.length);
    for (int flip = 0; flip < flips; flip++) {
      int bit = flips == 8 * whole.length ? flip : random.nextInt(8 * whole.length);
      byte[] bytes = whole.clone();
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(damaged, bytes);
      TrainingState read = latestState();
      // The last digit of a number may be another one, and the number the same.
      assertTrue(read.step() == BEFORE || read.equals(state), file + ", bit " + bit);
    }
    Files.write(damaged, whole);
    assertEquals(NEWEST, latest());
  }

  @Test
  void aStateThatDoesNotFitIsRefused() throws IOException {
    Path file = newest.resolve("state.json");
    List<String> problems = new ArrayList<>();
    for (String change : List.of("epoch", "step", "stoppedEarly", "seconds", "plateau", "no")) {
      ObjectNode whole = (ObjectNode) JSON.readTree(Files.readAllBytes(file));
      ObjectNode changed = whole.deepCopy();
      ObjectNode state = (ObjectNode) changed.get("state");
      switch (change) {
        case "epoch" -> state.put("epoch", 2);
        case "step" -> state.put("step", 15);
        case "stoppedEarly" -> state.put("stoppedEarly", !state.get("stoppedEarly").asBoolean());
        case "seconds" -> state.put("seconds", "NaN");
        case "plateau" -> state.remove("plateau");
        default -> state.put("unknown", 1);
      }
      JSON.writeValue(file.toFile(), changed);
      if (latest() != BEFORE) {
        problems.add(change);
      }
      JSON.writeValue(file.toFile(), whole);
    }
    assertEquals(List.of(), problems);
    Files.writeString(file, "null");
    assertEquals(BEFORE, latest());
  }

  @Test
  void variablesOfAnotherStepAreNoticed() throws IOException {
    for (String name : List.of("variables.index", "variables.data-00000-of-00001")) {
      Files.write(
          newest.resolve(name),
          Files.readAllBytes(directory.resolve("step-0000000" + BEFORE).resolve(name)));
    }
    assertEquals(BEFORE, latest());
  }

  @Test
  void whoGoesOnIsToldAndTheDamagedOneIsRemoved() throws IOException {
    Files.delete(newest.resolve("variables.index"));
    try (TrialSession session = session(NOISY, 7)) {
      List<Checkpoints.Damage> told = new ArrayList<>();
      Checkpoints.Restored restored =
          new Checkpoints(directory).restoreLatest(session, told::add).orElseThrow();
      assertEquals(BEFORE, restored.state().step());
      assertEquals(List.of(new Checkpoints.Damage(newest, "variables.index is missing")), told);
      assertTrue(Files.notExists(newest));
    }
  }
}
