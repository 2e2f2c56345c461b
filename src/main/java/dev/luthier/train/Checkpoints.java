package dev.luthier.train;

import dev.luthier.data.Replacement;
import dev.luthier.graph.CheckpointWeights;
import dev.luthier.graph.TrialSession;
import dev.luthier.nn.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * The checkpoints of a run: a directory each, named after the step, with the variables in
 * TensorFlow's format and the {@link TrainingState} beside them.
 *
 * <p>A checkpoint appears whole or not at all, and is read only where every byte is as it was
 * written. The newest two and the best are kept, so that a damaged one leaves the one before.
 */
public final class Checkpoints {

  private static final String VARIABLES = "variables";
  private static final String PREFIX = "step-";
  private static final int KEPT = 2;

  private final Path directory;
  private final Set<Path> unsynced = new HashSet<>();

  /** A checkpoint that was read back. */
  public record Restored(TrainingState state, Path directory) {

    /** Common path of the files that hold the variables. */
    public Path variables() {
      return directory.resolve(VARIABLES);
    }
  }

  /**
   * A checkpoint that cannot be used.
   *
   * @param checkpoint its directory
   * @param problem one line
   */
  public record Damage(Path checkpoint, String problem) {}

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
    Replacement.ofDirectory(
        target,
        durable,
        unfinished -> {
          session.save(unfinished.resolve(VARIABLES));
          StateFile.write(unfinished, state);
        });
    if (durable) {
      for (Path earlier : unsynced) {
        if (Files.isDirectory(earlier)) {
          Replacement.forceTree(earlier);
        }
      }
      unsynced.clear();
    } else {
      unsynced.add(target);
    }
    prune(state.best().step());
  }

  /**
   * Writes the only checkpoint of a run whose weights come from elsewhere.
   *
   * @param weights by full name, row-major, all that the network has
   * @param state before the first step
   */
  public void write(Network network, Map<String, float[]> weights, TrainingState state)
      throws IOException {
    Files.createDirectories(directory);
    Replacement.ofDirectory(
        directory.resolve(name(state.step())),
        false,
        unfinished -> {
          CheckpointWeights.write(network, weights, unfinished.resolve(VARIABLES));
          StateFile.write(unfinished, state);
        });
  }

  /**
   * The newest checkpoint that can be read, loaded into a session. Damaged ones after it are
   * removed, and so is what was begun and not finished.
   *
   * @param onDamaged is told of each damaged one
   * @return empty where there is none
   * @throws IOException where there are some, and none can be read
   */
  public Optional<Restored> restoreLatest(TrialSession session, Consumer<Damage> onDamaged)
      throws IOException {
    Replacement.settle(directory);
    List<Damage> damaged = new ArrayList<>();
    for (Path checkpoint : all()) {
      try {
        Restored restored = read(checkpoint);
        session.restore(restored.variables());
        for (Damage newer : damaged) {
          // Else it would be the newest one still, and pass for the run's result.
          Replacement.delete(newer.checkpoint());
          onDamaged.accept(newer);
        }
        return Optional.of(restored);
      } catch (IOException e) {
        damaged.add(new Damage(checkpoint, e.getMessage()));
      } catch (TensorFlowException e) {
        damaged.add(new Damage(checkpoint, e.getMessage().lines().findFirst().orElse("")));
      }
    }
    return none(damaged);
  }

  /**
   * The newest checkpoint that is as it was written.
   *
   * @return empty where there is none
   * @throws IOException where there are some, and none can be read
   */
  public Optional<Restored> latest() throws IOException {
    List<Damage> damaged = new ArrayList<>();
    for (Path checkpoint : all()) {
      try {
        return Optional.of(read(checkpoint));
      } catch (IOException e) {
        damaged.add(new Damage(checkpoint, e.getMessage()));
      }
    }
    return none(damaged);
  }

  private Optional<Restored> none(List<Damage> damaged) throws IOException {
    if (damaged.isEmpty()) {
      return Optional.empty();
    }
    throw new IOException(
        "no checkpoint in "
            + directory
            + " can be read, in the newest "
            + damaged.get(0).problem()
            + "; train anew in another directory");
  }

  /**
   * The newest checkpoint.
   *
   * @return empty where there is none
   * @throws IOException where it is damaged
   */
  public Optional<Restored> newest() throws IOException {
    List<Path> newestFirst = all();
    return newestFirst.isEmpty()
        ? Optional.empty()
        : Optional.of(whole(newestFirst.get(0), "train --resume goes on from the one before it"));
  }

  /**
   * The checkpoint of a step, such as that of the best epoch.
   *
   * @throws IOException where it is not there or is damaged
   */
  public Restored at(long step) throws IOException {
    return whole(directory.resolve(name(step)), "its weights are lost, train anew");
  }

  private static Restored whole(Path checkpoint, String remedy) throws IOException {
    try {
      return read(checkpoint);
    } catch (IOException e) {
      throw new IOException(checkpoint + " is damaged: " + e.getMessage() + "; " + remedy, e);
    }
  }

  private void prune(long bestStep) throws IOException {
    List<Path> newestFirst = all();
    String best = name(bestStep);
    for (int i = KEPT; i < newestFirst.size(); i++) {
      if (!newestFirst.get(i).getFileName().toString().equals(best)) {
        Replacement.delete(newestFirst.get(i));
      }
    }
  }

  /** Newest first. */
  private List<Path> all() throws IOException {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(path -> path.getFileName().toString().matches(PREFIX + "\\d{1,18}"))
          .sorted(Comparator.comparing(Checkpoints::step).reversed())
          .toList();
    }
  }

  private static Restored read(Path checkpoint) throws IOException {
    TrainingState state = StateFile.read(checkpoint);
    if (state.step() != step(checkpoint)) {
      throw new IOException("its state is that of step " + state.step());
    }
    return new Restored(state, checkpoint);
  }

  private static long step(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
  }

  private static String name(long step) {
    return String.format("%s%09d", PREFIX, step);
  }
}
