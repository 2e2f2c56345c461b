package dev.luthier.run;

import dev.luthier.spec.ModelSpec;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.TrainingOptions;
import dev.luthier.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;

/**
 * A run that goes on from where it stopped.
 *
 * @param directory of the run
 * @param before what its {@code run.json} says
 */
record Resumption(RunDirectory directory, RunRecord before) {

  /**
   * Where the run stands, if it has nothing left to train or to write.
   *
   * @param options up to whose epochs it is to be trained
   * @param wantsExport whether a SavedModel is to be there, too
   */
  Optional<TrainingState> finished(TrainingOptions options, boolean wantsExport)
      throws IOException {
    if (before.state() != RunRecord.State.COMPLETE
        || (wantsExport && !Files.isDirectory(directory.savedModel()))) {
      return Optional.empty();
    }
    return new Checkpoints(directory.checkpoints())
        .latest()
        .map(Checkpoints.Restored::state)
        .filter(state -> state.finished(options.epochs()));
  }

  /**
   * Refuses what was not trained there before.
   *
   * @param resolved the model that is to go on
   * @param record of the run that is to go on
   * @throws RunException where it is another model, other data or another seed
   */
  void require(ModelSpec resolved, RunRecord record) throws IOException {
    InitialWeights.requireTraining(before, directory);
    if (!before.data().digest().equals(record.data().digest())) {
      throw new RunException(
          "the data are not those that "
              + directory.root()
              + " was trained on ("
              + before.data().path()
              + "); resume with the same data");
    }
    if (before.seed() != record.seed()) {
      throw new RunException(
          directory.root()
              + " was begun with --seed "
              + before.seed()
              + ", not "
              + record.seed()
              + "; resume with the same seed");
    }
    if (Files.isRegularFile(directory.model())) {
      ModelDifference.between(directory.model(), resolved)
          .ifPresent(
              difference -> {
                throw new RunException(
                    "the model is not that of " + directory.root() + ": " + difference);
              });
    } else if (Files.exists(directory.checkpoints())) {
      throw new RunException(
          directory.root() + " has lost its model.textproto; train anew in another directory");
    }
  }
}
