package dev.luthier.graph;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.tensorflow.internal.types.registry.TensorTypeRegistry;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** All variables of a trial by name, in the order in which they were defined. */
final class VariableTable {

  /** About what a string takes, such as a path. */
  private static final int TEXT_BYTES = 128;

  private final Map<String, GraphVariable> variables = new LinkedHashMap<>();
  private final boolean countsOnHost;

  /** A table whose counters are on the host. */
  VariableTable() {
    this(true);
  }

  /**
   * A table.
   *
   * @param countsOnHost whether counters are there, where their values are wanted, also where the
   *     rest is on a GPU
   */
  VariableTable(boolean countsOnHost) {
    this.countsOnHost = countsOnHost;
  }

  boolean countsOnHost() {
    return countsOnHost;
  }

  /** Enters a variable; its name must be new. */
  void add(GraphVariable variable) {
    if (variables.putIfAbsent(variable.name(), variable) != null) {
      throw new IllegalStateException("variable " + variable.name() + " is defined twice");
    }
  }

  /** Enters a variable that is zero at first. */
  <T extends TType> void addZeros(
      String name, Class<T> type, Shape shape, GraphVariable.Role role) {
    add(
        new GraphVariable(
            name,
            type,
            shape,
            role,
            new GraphVariable.InitialValue.Fixed(
                tf -> tf.zeros(tf.constant(shape.asArray()), type))));
  }

  /** Enters a float scalar. */
  void addScalar(String name, float value, GraphVariable.Role role) {
    add(
        new GraphVariable(
            name,
            TFloat32.class,
            Shape.scalar(),
            role,
            new GraphVariable.InitialValue.Given(List.of(value))));
  }

  GraphVariable get(String name) {
    GraphVariable variable = variables.get(name);
    if (variable == null) {
      throw new IllegalArgumentException("there is no variable " + name);
    }
    return variable;
  }

  boolean contains(String name) {
    return variables.containsKey(name);
  }

  /** Whether another table has the same variables, whatever their first values. */
  boolean hasVariablesOf(VariableTable other) {
    return variables.values().stream()
        .map(GraphVariable::withoutValue)
        .toList()
        .equals(other.variables.values().stream().map(GraphVariable::withoutValue).toList());
  }

  /** Bytes of all values. */
  long bytes() {
    return variables.values().stream()
        .mapToLong(variable -> variable.shape().size() * bytes(variable))
        .sum();
  }

  private static int bytes(GraphVariable variable) {
    int bytes = TensorTypeRegistry.find(variable.type()).byteSize();
    return bytes < 0 ? TEXT_BYTES : bytes;
  }

  Collection<GraphVariable> all() {
    return variables.values();
  }

  List<GraphVariable> where(Predicate<GraphVariable.Role> role) {
    return variables.values().stream().filter(variable -> role.test(variable.role())).toList();
  }
}
