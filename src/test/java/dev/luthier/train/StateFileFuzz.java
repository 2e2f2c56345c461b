package dev.luthier.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.fuzz.FuzzTarget;
import dev.luthier.fuzz.Parts;
import dev.luthier.optim.PlateauState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A checkpoint's {@code state.json}: as bytes, and states with right checksums. */
public final class StateFileFuzz implements FuzzTarget {

  private static final int SEALED = 1;
  private static final int STEP = 40;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path checkpoint;
  private final Checkpoints checkpoints;

  public StateFileFuzz(Path directory) throws IOException {
    checkpoints = new Checkpoints(directory);
    checkpoint = Files.createDirectories(directory.resolve("step-0000000" + STEP));
    Files.write(checkpoint.resolve("variables.index"), new byte[] {1, 2, 3});
  }

  @Override
  public List<byte[]> seeds() throws IOException {
    TrainingState state =
        new TrainingState(
            3,
            7,
            STEP,
            new BestEpoch(1, 20, 0.5, 1),
            new PlateauState(0.01f, true, 0.5, 1, 0),
            0.25,
            1.5,
            false,
            new EpochFigures(Map.of("loss", 0.5), Map.of("loss", Double.NaN)));
    StateFile.write(checkpoint, state);
    byte[] file = Files.readAllBytes(checkpoint.resolve("state.json"));
    return List.of(
        Parts.of(SEALED, JSON.writeValueAsBytes(state)),
        Parts.of(SEALED, JSON.writeValueAsBytes(TrainingState.initial(0.1f))),
        Parts.of(0, file));
  }

  @Override
  public List<String> words() {
    return List.of("{", "}", "[", "]", ":", ",", "\"", "null", "true", "NaN", "1e999", "\"best\":");
  }

  @Override
  public void read(byte[] input) throws IOException {
    Parts parts = new Parts(input);
    boolean isSealed = (parts.next() & SEALED) != 0;
    byte[] text = parts.rest();
    if (!isSealed || !seal(text)) {
      Files.write(checkpoint.resolve("state.json"), text);
    }
    TrainingState state = checkpoints.latest().orElseThrow().state();
    if (state.best() == null || state.step() != STEP) {
      throw new AssertionError("a state that cannot be: " + state);
    }
  }

  /** Writes a state as if it had been so; not where the text is none. */
  private boolean seal(byte[] text) throws IOException {
    try {
      TrainingState state = JSON.readValue(text, TrainingState.class);
      if (state == null) {
        return false;
      }
      StateFile.write(checkpoint, state);
      return true;
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  @Override
  public boolean isDocumented(Throwable thrown) {
    return thrown instanceof IOException;
  }

  @Override
  public long allowance(int inputBytes) {
    return (16L << 20) + 2048L * inputBytes;
  }
}
