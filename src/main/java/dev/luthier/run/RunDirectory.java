package dev.luthier.run;

import dev.luthier.data.Replacement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Where the parts of a run lie.
 *
 * @param root the run's directory
 */
public record RunDirectory(Path root) {

  /** The resolved model: settings, shapes and preprocessing included. */
  public Path model() {
    return root.resolve("model.textproto");
  }

  /** What was run and what came of it. */
  public Path record() {
    return root.resolve("run.json");
  }

  public Path checkpoints() {
    return root.resolve("checkpoint");
  }

  public Path savedModel() {
    return root.resolve("model");
  }

  /** An empty file that a training holds a lock on. */
  Path lock() {
    return root.resolve(".lock");
  }

  /** Removes checkpoints and SavedModel; events, figures and the model file stay. */
  public void deleteWeights() throws IOException {
    Replacement.delete(checkpoints());
    Replacement.delete(savedModel());
  }

  /** Whether there is a run, finished or not. Its model file may be missing where it just began. */
  public boolean exists() {
    return Files.isRegularFile(record());
  }

  /**
   * Whether a new run may begin here: the directory is absent or empty, but for what a run leaves
   * that was ended as it began.
   */
  public boolean isFree() throws IOException {
    if (!Files.exists(root)) {
      return true;
    }
    if (!Files.isDirectory(root)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.allMatch(
          entry -> entry.equals(lock()) || Replacement.isUnfinished(entry, record()));
    }
  }
}
