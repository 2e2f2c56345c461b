package dev.luthier.run;

import dev.luthier.data.DataDescription;
import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.ElementType;
import dev.luthier.data.Preprocessing;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.Replacement;
import dev.luthier.data.TensorEncoding;
import dev.luthier.nn.Loss;
import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.Variable;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.TrainingState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.ndarray.Shape;

/**
 * Writes a run whose weights come from another tool: model, checkpoint, SavedModel and record. It
 * can be evaluated, predicted with and exported, and another training can begin with its weights.
 */
public final class ImportedRun {

  private final ModelSpec spec;
  private final Map<String, float[]> weights;

  /**
   * A run to be written.
   *
   * @param spec the model
   * @param weights by full name, row-major, all that the model has
   */
  public ImportedRun(ModelSpec spec, Map<String, float[]> weights) {
    this.spec = spec;
    this.weights = Map.copyOf(weights);
  }

  /** The same for data: their scaling and the names of their classes become a part of the model. */
  public ImportedRun with(DataDescription data, Path dataDirectory) throws IOException {
    Dataset dataset =
        new DataReader(dataDirectory).read(data, ReadOptions.training(Binding.targetKind(spec)));
    Binding binding = Binding.of(spec, dataset, dataset.trainRows());
    return new ImportedRun(
        spec.withModel(binding.network().model()).withPreprocessing(binding.preprocessing()),
        weights);
  }

  /**
   * Writes the run, whole or not at all.
   *
   * @param directory an absent or empty one
   * @param source where the weights come from, for the record
   * @throws RunException where something is in the directory
   */
  public void write(Path directory, String source) throws IOException {
    Path target = directory.toAbsolutePath().normalize();
    if (!new RunDirectory(target).isFree()) {
      throw new RunException(directory + " is not empty; name a new or an empty directory");
    }
    ModelSpec resolved =
        spec.preprocessing().isPresent() ? spec : spec.withPreprocessing(asTheyAre(spec));
    Network network = Network.of(resolved.model(), Map.of());
    Files.createDirectories(target.getParent());
    Replacement.ofDirectory(
        target,
        true,
        unfinished -> {
          RunDirectory run = new RunDirectory(unfinished);
          ModelFile.write(run.model(), resolved, false);
          Checkpoints checkpoints = new Checkpoints(run.checkpoints());
          checkpoints.write(
              network,
              weights,
              TrainingState.initial(resolved.optimization().optimizer().learningRate()));
          Export.write(resolved, checkpoints.newest().orElseThrow().variables(), run.savedModel());
          record(source, network).write(run.record(), false);
        });
  }

  /** Raw values are the network's input, and classes are called by their numbers. */
  private static Preprocessing asTheyAre(ModelSpec spec) {
    Network network = Network.of(spec.model(), Map.of());
    String input = spec.model().inputs().get(0).name();
    List<Integer> shape =
        Arrays.stream(network.inputShapes().get(input).asArray())
            .mapToObj(Math::toIntExact)
            .toList();
    TensorEncoding encoding =
        new TensorEncoding(input, shape, ElementType.FLOAT32, 1, 0, List.of(), List.of());
    Node output = network.output();
    Shape outputShape = output.outputShape();
    if (outputShape.numDimensions() != 1) {
      throw new RunException(
          "the model gives "
              + outputShape
              + ", a sample's output must be one vector; add a layer such as global average"
              + " pooling at its end");
    }
    int units = Math.toIntExact(outputShape.get(0));
    if (spec.model().loss() instanceof Loss.Classification loss) {
      return new Preprocessing(List.of(encoding), named("", loss.classes(units)), List.of());
    }
    return new Preprocessing(List.of(encoding), List.of(), named(output.name() + "_", units));
  }

  private static List<String> named(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
  }

  private RunRecord record(String source, Network network) {
    return new RunRecord(
        spec.model().name(),
        RunRecord.State.COMPLETE,
        0,
        RunRecord.Versions.ofThisProcess(),
        "none",
        1,
        new RunRecord.Data(source, RunRecord.Data.IMPORTED, 1, 0, 0),
        0,
        0,
        0,
        0,
        null,
        Map.of(),
        null,
        null,
        null,
        network.parameters(Variable.Role.WEIGHT),
        network.multiplyAdds(),
        null);
  }
}
