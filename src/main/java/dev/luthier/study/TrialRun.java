package dev.luthier.study;

import dev.luthier.run.RunDirectory;
import dev.luthier.run.RunRecord;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.SpecException;
import dev.luthier.train.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The directory of a trial's run, in which processes may have ended at any moment, or the machine.
 *
 * @param directory of the run
 */
record TrialRun(RunDirectory directory) {

  private static final String UNFINISHED = ".unfinished";

  /**
   * Removes what earlier attempts have left half-written, and all of a run that cannot be read any
   * more: a trial that is run anew gives the same.
   *
   * @return whether there is a run to go on with
   */
  boolean cleared() throws IOException {
    removeUnfinished(directory.root());
    removeUnfinished(directory.checkpoints());
    if (directory.exists() && isSound()) {
      return true;
    }
    forget();
    return false;
  }

  private boolean isSound() {
    try {
      RunRecord.read(directory.record());
      ModelFile.read(directory.model(), List.of());
      new Checkpoints(directory.checkpoints()).latest();
      return true;
    } catch (IOException | SpecException e) {
      return false;
    }
  }

  /** Removes all but events: the next run's tell TensorBoard to drop them. */
  void forget() throws IOException {
    Files.deleteIfExists(directory.record());
    Files.deleteIfExists(directory.model());
    directory.deleteWeights();
  }

  /** Removes files and directories that were being written when a process ended. */
  static void removeUnfinished(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    List<Path> unfinished;
    try (Stream<Path> entries = Files.list(directory)) {
      unfinished =
          entries.filter(entry -> entry.getFileName().toString().endsWith(UNFINISHED)).toList();
    }
    for (Path entry : unfinished) {
      try (Stream<Path> tree = Files.walk(entry)) {
        for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(each);
        }
      }
    }
  }
}
