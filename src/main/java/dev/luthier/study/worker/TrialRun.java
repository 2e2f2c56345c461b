package dev.luthier.study.worker;

import dev.luthier.data.Replacement;
import dev.luthier.run.RunDirectory;
import dev.luthier.run.RunException;
import dev.luthier.run.RunRecord;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.SpecException;
import dev.luthier.train.Checkpoints;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;

/**
 * The directory of a trial's run, in which processes may have ended at any moment, or the machine.
 *
 * @param directory of the run
 */
record TrialRun(RunDirectory directory) {

  /**
   * Removes what earlier attempts have left half-written, and all of a run that cannot be read any
   * more: a trial that is run anew gives the same.
   *
   * @return whether there is a run to go on with
   */
  boolean cleared() throws IOException {
    Replacement.settle(directory.root());
    Replacement.settle(directory.checkpoints());
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
    } catch (IOException | RunException | SpecException e) {
      return false;
    }
  }

  /** Parts of a batch in which it was trained; 1 where there is no run that can be read. */
  int parts() {
    if (!Files.exists(directory.model())) {
      return 1;
    }
    try {
      return MemoryLadder.partsOf(ModelFile.read(directory.model(), List.of()).definition());
    } catch (SpecException e) {
      return 1;
    }
  }

  /** Removes all but events: the next run's tell TensorBoard to drop them. */
  void forget() throws IOException {
    Files.deleteIfExists(directory.record());
    Files.deleteIfExists(directory.model());
    directory.deleteWeights();
  }
}
