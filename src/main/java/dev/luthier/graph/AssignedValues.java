package dev.luthier.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * The ops that give variables values from outside: samples, weights, states and rates.
 *
 * @param assignments by the variable's name
 */
record AssignedValues(Map<String, Assignment> assignments) {

  /**
   * A variable that can be given a value.
   *
   * @param shape of the variable; a placeholder of a scalar does not know its own
   * @param value placeholder
   * @param assign gives the variable the fed value
   */
  record Assignment(Shape shape, Operand<? extends TType> value, Op assign) {}

  /** Adds the ops to a graph. */
  static AssignedValues add(GraphSite site) {
    List<GraphVariable> variables =
        new ArrayList<>(
            site.table()
                .where(
                    role ->
                        switch (role) {
                          case DATA, WEIGHT, STATE, RATE -> true;
                          case ENCODING, OPTIMIZER, SCRATCH, TOTAL, EVALUATION -> false;
                        }));
    Stream.of(TrainingStep.LEARNING_RATE, LossScale.FACTOR)
        .filter(site.table()::contains)
        .map(site.table()::get)
        .forEach(variables::add);
    Ops tf = site.scopes().at("assigned_values");
    Map<String, Assignment> assignments = new LinkedHashMap<>();
    for (GraphVariable variable : variables) {
      Operand<? extends TType> value =
          tf.placeholder(variable.type(), Placeholder.shape(variable.shape()));
      assignments.put(
          variable.name(),
          new Assignment(
              variable.shape(),
              value,
              tf.assignVariableOp(site.handles().get(variable.name()), value)));
    }
    return new AssignedValues(assignments);
  }

  /** Has a run give variables their values. */
  void feed(Session.Runner runner, Map<String, Tensor> values) {
    values.forEach(
        (name, value) -> {
          Assignment assignment = assignments.get(name);
          runner.feed(assignment.value, value).addTarget(assignment.assign);
        });
  }

  /**
   * Gives a variable of floats its values.
   *
   * @param values row-major, as many as the variable has
   * @throws IllegalArgumentException where there is no such variable
   */
  void set(Session session, String name, float... values) {
    Assignment assignment = assignments.get(name);
    if (assignment == null) {
      throw new IllegalArgumentException(
          "there is no variable " + name + " that can be set, but " + assignments.keySet());
    }
    Shape shape = assignment.shape;
    if (shape.size() != values.length) {
      throw new IllegalArgumentException(
          name + " must have " + shape.size() + " values, had " + values.length);
    }
    try (TFloat32 value = TFloat32.tensorOf(shape, DataBuffers.of(values, true, false))) {
      Session.Runner runner = session.runner();
      feed(runner, Map.of(name, value));
      runner.run().close();
    }
  }
}
