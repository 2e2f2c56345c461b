package dev.luthier.run;

import dev.luthier.data.Replacement;
import dev.luthier.graph.PrunedUnits;
import dev.luthier.graph.SavedModelExporter;
import dev.luthier.nn.Network;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes SavedModels, whole or not at all. */
public final class Export {

  /** Where a SavedModel holds the model file that it was made from; servers pass it over. */
  static final Path MODEL_FILE = Path.of("assets.extra", "model.textproto");

  private Export() {}

  /**
   * Exports a run's result: the best epoch's weights where early stopping restores them, else the
   * last ones.
   *
   * @param target an absent or empty directory
   * @return what became of the layers of gates
   * @throws RunException where there is no run, no checkpoint, something at the target, or another
   *     export into it under way
   */
  public static List<PrunedUnits> run(Path run, Path target) throws IOException {
    RunDirectory directory = new RunDirectory(run);
    if (!directory.exists()) {
      throw new RunException(run + " is not a run; name a directory that train has written");
    }
    requireFree(target);
    ModelSpec spec = RunModel.read(directory).spec();
    Path variables = RunModel.result(directory, spec).variables();
    Path absolute = target.toAbsolutePath().normalize();
    Files.createDirectories(absolute.getParent());
    try (ExportLock lock = new ExportLock(absolute)) {
      lock.take();
      requireFree(target);
      return write(spec, variables, absolute);
    }
  }

  private static void requireFree(Path target) throws IOException {
    if (!new RunDirectory(target).isFree()) {
      throw new RunException(target + " is not empty; name a new or an empty directory");
    }
  }

  /** Writes a SavedModel in the place of whatever is at the target. */
  static List<PrunedUnits> write(ModelSpec spec, Path checkpoint, Path target) throws IOException {
    Network network = Network.of(spec.model(), Map.of());
    List<PrunedUnits> pruned = new ArrayList<>();
    Files.createDirectories(target.toAbsolutePath().getParent());
    Replacement.ofDirectory(
        target,
        true,
        unfinished -> {
          pruned.addAll(
              new SavedModelExporter(network, spec.preprocessing().orElseThrow())
                  .export(checkpoint, unfinished));
          Path modelFile = unfinished.resolve(MODEL_FILE);
          Files.createDirectories(modelFile.getParent());
          ModelFile.write(modelFile, spec, false);
        });
    return List.copyOf(pruned);
  }
}
