package dev.luthier.train;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.graph.TrialSession;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * The checkpoints of a run: a directory each, named after the step, with the variables in
 * TensorFlow's format and the {@link TrainingState} beside them.
 *
 * <p>A checkpoint appears whole or not at all: it is written under another name and then renamed.
 * The newest two and the best are kept, so that a damaged one leaves the one before.
 */
public final class Checkpoints {

  private static final String STATE = "state.json";
  private static final String VARIABLES = "variables";
  private static final String PREFIX = "step-";
  private static final int KEPT = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path directory;
  private final Set<Path> unsynced = new HashSet<>();

  /** A checkpoint that was read back. */
  public record Restored(TrainingState state, Path directory) {

    /** Common path of the files that hold the variables. */
    public Path variables() {
      return directory.resolve(VARIABLES);
    }
  }

  public Checkpoints(Path directory) {
    this.directory = directory;
  }

  /**
   * Writes a checkpoint and removes those that are not needed any more.
   *
   * @param durable whether to wait until it, and those before it, would survive a power failure
   */
  public void save(TrialSession session, TrainingState state, boolean durable) throws IOException {
    Files.createDirectories(directory);
    Path target = directory.resolve(name(state.step()));
    Path unfinished = directory.resolve(target.getFileName() + ".unfinished");
    delete(unfinished);
    Files.createDirectory(unfinished);
    session.save(unfinished.resolve(VARIABLES));
    JSON.writeValue(unfinished.resolve(STATE).toFile(), state);
    if (durable) {
      sync(unfinished);
    }
    if (Files.exists(target)) {
      // The same step once more, such as a state that is now finished: the newer one replaces it.
      delete(target);
    }
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    if (durable) {
      for (Path earlier : unsynced) {
        if (Files.isDirectory(earlier)) {
          sync(earlier);
        }
      }
      unsynced.clear();
      syncDirectory(directory);
    } else {
      unsynced.add(target);
    }
    prune(state.best().step());
  }

  /**
   * The newest checkpoint that can be read, loaded into a session. Damaged ones after it are
   * removed.
   *
   * @return empty where there is none
   */
  public Optional<Restored> restoreLatest(TrialSession session) throws IOException {
    List<Path> damaged = new ArrayList<>();
    Exception cause = null;
    for (Path checkpoint : all()) {
      try {
        Restored restored = read(checkpoint);
        session.restore(restored.variables());
        for (Path newer : damaged) {
          // Else it would be the newest one still, and pass for the run's result.
          delete(newer);
        }
        return Optional.of(restored);
      } catch (IOException | TensorFlowException e) {
        damaged.add(checkpoint);
        cause = e;
      }
    }
    return none(cause);
  }

  /**
   * The newest checkpoint whose state can be read, without looking into its variables.
   *
   * @return empty where there is none
   */
  public Optional<Restored> latest() throws IOException {
    Exception cause = null;
    for (Path checkpoint : all()) {
      try {
        return Optional.of(read(checkpoint));
      } catch (IOException e) {
        cause = e;
      }
    }
    return none(cause);
  }

  private Optional<Restored> none(Exception cause) throws IOException {
    if (cause != null) {
      throw new IOException("no checkpoint in " + directory + " can be read", cause);
    }
    return Optional.empty();
  }

  /**
   * The checkpoint of a step, such as that of the best epoch.
   *
   * @throws IOException where it is not there or cannot be read
   */
  public Restored at(long step) throws IOException {
    return read(directory.resolve(name(step)));
  }

  private void prune(long bestStep) throws IOException {
    List<Path> newestFirst = all();
    String best = name(bestStep);
    for (int i = KEPT; i < newestFirst.size(); i++) {
      if (!newestFirst.get(i).getFileName().toString().equals(best)) {
        delete(newestFirst.get(i));
      }
    }
  }

  private List<Path> all() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> path.getFileName().toString().matches(PREFIX + "\\d+"))
          .sorted(Comparator.comparing((Path path) -> path.getFileName().toString()).reversed())
          .toList();
    }
  }

  private static Restored read(Path checkpoint) throws IOException {
    return new Restored(
        JSON.readValue(checkpoint.resolve(STATE).toFile(), TrainingState.class), checkpoint);
  }

  private static String name(long step) {
    return String.format("%s%09d", PREFIX, step);
  }

  private static void sync(Path checkpoint) throws IOException {
    List<Path> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(checkpoint)) {
      entries.forEach(files::add);
    }
    for (Path file : files) {
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }
    syncDirectory(checkpoint);
  }

  private static void syncDirectory(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void delete(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(path)) {
      for (Path entry : tree.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }
}
