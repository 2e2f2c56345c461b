package dev.luthier.graph;

import dev.luthier.nn.Exit;
import dev.luthier.nn.Initializer;
import dev.luthier.nn.Network;
import dev.luthier.nn.Node;
import dev.luthier.nn.Variable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Enters the variables of a network into a table and knows which of them are weights. */
final class NetworkVariables {

  /** Names of the strengths of a regularizer, beside the weight that it is for. */
  static final String L1 = "_l1";

  static final String L2 = "_l2";

  /** A trained variable of a network under its full name. */
  record Weight(String name, Variable variable) {}

  private NetworkVariables() {}

  /** The full name of a layer's variable. */
  static String name(Node node, Variable variable) {
    return node.name() + "/" + variable.name();
  }

  /** The trained variables, in the order of the layers: never found by looking at a graph. */
  static List<Weight> weights(Network network) {
    List<Weight> weights = new ArrayList<>();
    for (Node node : network.nodes()) {
      for (Variable variable : node.variables()) {
        if (variable.role() == Variable.Role.WEIGHT) {
          weights.add(new Weight(name(node, variable), variable));
        }
      }
    }
    return weights;
  }

  /** Enters weights, states and settings. */
  static void enter(VariableTable table, Network network, long seed) {
    for (Node node : network.nodes()) {
      for (Variable variable : node.variables()) {
        String name = name(node, variable);
        GraphVariable.Role role =
            switch (variable.role()) {
              case WEIGHT -> GraphVariable.Role.WEIGHT;
              case STATE -> GraphVariable.Role.STATE;
              case RATE -> GraphVariable.Role.RATE;
            };
        table.add(
            new GraphVariable(
                name,
                TFloat32.class,
                variable.shape(),
                role,
                initialValue(variable, Seeds.derive(seed, name))));
      }
    }
    for (Exit exit : network.model().exits()) {
      table.addScalar(exit.lossWeightVariable(), exit.lossWeight(), GraphVariable.Role.RATE);
      table.addScalar(exit.confidenceVariable(), exit.confidence(), GraphVariable.Role.RATE);
    }
  }

  private static GraphVariable.InitialValue initialValue(Variable variable, long seed) {
    if (variable.role() == Variable.Role.RATE
        && variable.initializer() instanceof Initializer.Constant constant) {
      return new GraphVariable.InitialValue.Given(List.of(constant.value()));
    }
    return new GraphVariable.InitialValue.Drawn(
        seed, (tf, drawn) -> variable.initializer().value(tf, variable.shape(), drawn));
  }

  /**
   * Enters the strengths of regularizers that are not zero, given the number of training samples.
   */
  static void enterStrengths(VariableTable table, Network network, long trainingSamples) {
    for (Node node : network.nodes()) {
      for (Variable variable : node.variables()) {
        variable
            .regularizer()
            .ifPresent(
                regularizer -> {
                  String name = name(node, variable);
                  strength(table, name + L1, regularizer.l1(trainingSamples));
                  strength(table, name + L2, regularizer.l2(trainingSamples));
                });
      }
    }
  }

  private static void strength(VariableTable table, String name, float value) {
    if (value != 0) {
      table.addScalar(name, value, GraphVariable.Role.RATE);
    }
  }

  /** The sum of the weights' l1 penalties and of what layers add; empty where there are none. */
  static Optional<Operand<TFloat32>> penalties(
      Ops tf, Handles handles, TrialSpec spec, ForwardPass pass) {
    List<Operand<TFloat32>> terms = new ArrayList<>();
    for (Weight weight : weights(spec.network())) {
      if (handles.contains(weight.name() + L1)) {
        Operand<TFloat32> sum = sum(tf, tf.math.abs(pass.read(weight.name())));
        terms.add(tf.math.mul(handles.read(weight.name() + L1), sum));
      }
    }
    terms.addAll(pass.losses());
    return terms.stream().reduce(tf.math::add);
  }

  /**
   * The sum of the weights' l2 penalties; empty where there are none.
   *
   * @param read the value of a weight by its full name
   */
  static Optional<Operand<TFloat32>> squares(
      Ops tf, Handles handles, TrialSpec spec, Function<String, Operand<TFloat32>> read) {
    List<Operand<TFloat32>> terms = new ArrayList<>();
    for (Weight weight : weights(spec.network())) {
      if (handles.contains(weight.name() + L2)) {
        // L2Loss is half of the sum of squares, in one fused op.
        Operand<TFloat32> twice = tf.math.mul(tf.constant(2f), handles.read(weight.name() + L2));
        terms.add(tf.math.mul(twice, tf.nn.l2Loss(read.apply(weight.name()))));
      }
    }
    return terms.stream().reduce(tf.math::add);
  }

  private static Operand<TFloat32> sum(Ops tf, Operand<TFloat32> value) {
    return tf.reduceSum(tf.reshape(value, tf.constant(new int[] {-1})), tf.constant(0));
  }
}
