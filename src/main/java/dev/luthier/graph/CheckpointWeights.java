package dev.luthier.graph;

import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.Variable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** Reads what an inference needs from a checkpoint, and writes a checkpoint of weights alone. */
public final class CheckpointWeights {

  private CheckpointWeights() {}

  /**
   * Weights and states by full name, row-major.
   *
   * @param checkpoint common path of its files
   */
  public static Map<String, float[]> read(Network network, Path checkpoint) {
    List<String> names = new ArrayList<>();
    for (Node node : network.nodes()) {
      for (Variable variable : node.variables()) {
        if (variable.role() != Variable.Role.RATE) {
          names.add(NetworkVariables.name(node, variable));
        }
      }
    }
    if (names.isEmpty()) {
      return Map.of();
    }
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<Class<? extends TType>> types = new ArrayList<>();
      names.forEach(name -> types.add(TFloat32.class));
      List<? extends Operand<?>> restored =
          tf.train
              .restore(
                  tf.constant(checkpoint.toString()),
                  tf.array(names.toArray(new String[0])),
                  tf.array(names.stream().map(name -> "").toArray(String[]::new)),
                  types)
              .tensors();
      Session.Runner runner = session.runner();
      restored.forEach(runner::fetch);
      Map<String, float[]> weights = new LinkedHashMap<>();
      try (Result result = runner.run()) {
        for (int i = 0; i < names.size(); i++) {
          TFloat32 tensor = (TFloat32) result.get(i);
          float[] values = new float[Math.toIntExact(tensor.size())];
          tensor.asRawTensor().data().asFloats().read(values);
          weights.put(names.get(i), values);
        }
      }
      return weights;
    }
  }

  /**
   * Writes weights and states that come from elsewhere, with the settings that the network asks
   * for: enough to evaluate and to export, not to go on with a training.
   *
   * @param weights by full name, row-major, all that the network has
   * @param checkpoint common path of the files
   * @throws IOException where the files cannot be written
   */
  public static void write(Network network, Map<String, float[]> weights, Path checkpoint)
      throws IOException {
    try (Graph graph = new Graph()) {
      NameScopes scopes = new NameScopes(Ops.create(graph));
      VariableTable table = new VariableTable();
      NetworkVariables.enter(table, network, 0);
      NetworkVariables.enterStrengths(table, network, 1);
      Handles handles = new Handles(scopes, table);
      InitialValues initial = InitialValues.add(scopes, handles, table);
      List<GraphVariable> given = table.where(GraphVariable.Role::exported);
      Saver saver = Saver.add(scopes, handles, table.where(GraphVariable.Role::saved));
      try (Session session = new Session(graph)) {
        initial.run(session.runner(), table);
        SavedModelExporter.assign(session, scopes.at("assigned_values"), handles, given, weights);
        saver.write(session, checkpoint);
      }
    }
  }
}
