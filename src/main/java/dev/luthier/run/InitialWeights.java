package dev.luthier.run;

import dev.luthier.graph.CheckpointWeights;
import dev.luthier.graph.TrialSession;
import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.Variable;
import dev.luthier.spec.ModelSpec;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.ndarray.Shape;

/**
 * The weights and states of another run that a training begins with: those of the same name and
 * shape.
 *
 * @param values by full name, row-major
 * @param anew names of those that the other run does not have
 */
record InitialWeights(Map<String, float[]> values, List<String> anew) {

  /**
   * Those that a request asks for; empty where it asks for none, or the run has begun with them.
   *
   * @param begun directory of the run that is to begin with them
   */
  static Optional<InitialWeights> of(TrainingRequest request, RunDirectory begun, Network network)
      throws IOException {
    return request.initialWeights().isEmpty() || Files.exists(begun.checkpoints())
        ? Optional.empty()
        : Optional.of(of(request.initialWeights().get(), network));
  }

  /** Refuses to go on with a run that was imported: it has no data and no optimizer's state. */
  static void requireTraining(RunRecord before, RunDirectory directory) {
    if (before.data().digest().equals(RunRecord.Data.IMPORTED)) {
      throw new RunException(
          directory.root()
              + " is an import and no training; begin one with its weights in another directory:"
              + " --weights "
              + directory.root());
    }
  }

  /**
   * Reads them.
   *
   * @param run directory of the other run
   * @throws RunException where it is no run, or has no such weights
   */
  private static InitialWeights of(Path run, Network network) throws IOException {
    RunDirectory directory = new RunDirectory(run);
    if (!directory.exists()) {
      throw new RunException(
          run + " is not a run; name a directory that train or import has written");
    }
    ModelSpec spec = RunModel.read(directory).spec();
    Network other = Network.of(spec.model(), Map.of());
    Map<String, Shape> shapes = shapes(other);
    Map<String, float[]> all =
        CheckpointWeights.read(other, RunModel.result(directory, spec).variables());
    Map<String, float[]> values = new LinkedHashMap<>();
    List<String> anew = new ArrayList<>();
    shapes(network)
        .forEach(
            (name, shape) -> {
              if (shape.equals(shapes.get(name))) {
                values.put(name, all.get(name));
              } else {
                anew.add(name);
              }
            });
    if (values.isEmpty()) {
      throw new RunException(
          run
              + " has no weights of this model's names and shapes, but "
              + shapes.keySet().stream().limit(5).toList()
              + "; give the layers the names that they have in its model.textproto");
    }
    return new InitialWeights(values, anew);
  }

  private static Map<String, Shape> shapes(Network network) {
    Map<String, Shape> shapes = new LinkedHashMap<>();
    for (Node node : network.nodes()) {
      for (Variable variable : node.variables()) {
        if (variable.role() != Variable.Role.RATE) {
          shapes.put(node.name() + "/" + variable.name(), variable.shape());
        }
      }
    }
    return shapes;
  }

  void assign(TrialSession session, TrainingListener listener) {
    values.forEach(session::assign);
    listener.onInitialWeights(List.copyOf(values.keySet()), anew);
  }
}
