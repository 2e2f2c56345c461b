package dev.luthier.run;

import dev.luthier.data.DataDescription;
import dev.luthier.device.DeviceChoice;
import dev.luthier.spec.ModelSpec;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What is to be trained, on what, and where to.
 *
 * @param model as its file describes it, settings applied
 * @param data to train on
 * @param dataDirectory where fetched data sets lie
 * @param directory of the run
 * @param seed of everything random
 * @param device to train on
 * @param threads of a session; empty for as many as the model is worth
 * @param resume whether to go on where a run stopped
 * @param outputs what is written beside figures and checkpoints
 * @param deviceName what run.json calls the device; empty for what this process calls it
 * @param initialWeights directory of another run, whose weights this one begins with
 * @param stretch the part of the training that is run; empty for all of it
 */
public record TrainingRequest(
    ModelSpec model,
    DataDescription data,
    Path dataDirectory,
    Path directory,
    long seed,
    DeviceChoice device,
    OptionalInt threads,
    boolean resume,
    Outputs outputs,
    Optional<String> deviceName,
    Optional<Path> initialWeights,
    Optional<Stretch> stretch) {

  /** One that names its device as this process does and begins with weights of its own. */
  public TrainingRequest(
      ModelSpec model,
      DataDescription data,
      Path dataDirectory,
      Path directory,
      long seed,
      DeviceChoice device,
      OptionalInt threads,
      boolean resume,
      Outputs outputs) {
    this(
        model,
        data,
        dataDirectory,
        directory,
        seed,
        device,
        threads,
        resume,
        outputs,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with weights of another run to begin with. */
  public TrainingRequest withInitialWeights(Path run) {
    return new TrainingRequest(
        model,
        data,
        dataDirectory,
        directory,
        seed,
        device,
        threads,
        resume,
        outputs,
        deviceName,
        Optional.of(run),
        stretch);
  }

  /** What a run writes beside figures and checkpoints. */
  public enum Outputs {
    /** The graph, pictures of first samples and of the confusion, and a SavedModel at the end. */
    ALL,
    /** Nothing: many runs are compared, and one of them exported later. */
    FIGURES
  }
}
