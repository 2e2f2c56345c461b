package dev.luthier.run;

import dev.luthier.graph.PrunedUnits;
import dev.luthier.graph.SavedModelExporter;
import dev.luthier.nn.Network;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

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
   * @throws RunException where there is no run, no checkpoint, or something at the target
   */
  public static List<PrunedUnits> run(Path run, Path target) throws IOException {
    RunDirectory directory = new RunDirectory(run);
    if (!directory.exists()) {
      throw new RunException(run + " is not a run; name a directory that train has written");
    }
    if (!new RunDirectory(target).isFree()) {
      throw new RunException(target + " is not empty; name a new or an empty directory");
    }
    ModelSpec spec = RunModel.read(directory).spec();
    return write(
        spec, RunModel.result(directory, spec).variables(), target.toAbsolutePath().normalize());
  }

  /** Writes a SavedModel over whatever is at the target. */
  static List<PrunedUnits> write(ModelSpec spec, Path checkpoint, Path target) throws IOException {
    Path unfinished = target.resolveSibling(target.getFileName() + ".unfinished");
    delete(unfinished);
    Network network = Network.of(spec.model(), Map.of());
    List<PrunedUnits> pruned =
        new SavedModelExporter(network, spec.preprocessing().orElseThrow())
            .export(checkpoint, unfinished);
    Path modelFile = unfinished.resolve(MODEL_FILE);
    Files.createDirectories(modelFile.getParent());
    ModelFile.write(modelFile, spec);
    delete(target);
    Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
    return pruned;
  }

  /** Removes a directory with all that is in it; another process may be doing the same. */
  static void delete(Path path) throws IOException {
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
