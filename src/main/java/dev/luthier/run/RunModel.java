package dev.luthier.run;

import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.EarlyStopping;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The model of a run and the weights that are its result. */
final class RunModel {

  private RunModel() {}

  /** The resolved model of a run. */
  static ModelFile read(RunDirectory directory) {
    return ModelFile.read(directory.model(), List.of());
  }

  /** The checkpoint that is a run's result so far. */
  static Checkpoints.Restored result(RunDirectory directory, ModelSpec spec) throws IOException {
    Checkpoints checkpoints = new Checkpoints(directory.checkpoints());
    Optional<Checkpoints.Restored> latest = checkpoints.newest();
    if (latest.isEmpty()) {
      throw new RunException(
          directory.root() + " has no checkpoint yet; train it with --resume first");
    }
    boolean best =
        spec.training().earlyStopping().map(EarlyStopping::restoreBest).orElse(false)
            && latest.get().state().best().epoch() > 0;
    return best ? checkpoints.at(latest.get().state().best().step()) : latest.get();
  }

  /** The file in a SavedModel that says how it was made. */
  static ModelSpec ofSavedModel(Path savedModel) {
    Path file = savedModel.resolve(Export.MODEL_FILE);
    if (!java.nio.file.Files.isRegularFile(file)) {
      throw new RunException(
          savedModel
              + " is neither a run nor a SavedModel that export has written: there is no "
              + Export.MODEL_FILE
              + " in it; name a directory that train or export has written");
    }
    return ModelFile.read(file, List.of()).spec();
  }
}
