package dev.luthier.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.data.Iterator;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/**
 * Resource handles of variables and iterators in one graph. A handle op names its variable, so all
 * graphs of a session that ask for one name share the value; in a function, {@link FunctionBody}
 * turns the op into an argument.
 */
final class Handles {

  private final NameScopes scopes;
  private final VariableTable table;
  private final Map<String, Operand<? extends TType>> handles = new LinkedHashMap<>();

  Handles(NameScopes scopes, VariableTable table) {
    this.scopes = scopes;
    this.table = table;
  }

  /** Handles of the same variables in another graph. */
  Handles in(Ops other) {
    return new Handles(new NameScopes(other), table);
  }

  /** The handle of a variable. */
  Operand<? extends TType> get(String name) {
    return handles.computeIfAbsent(name, this::create);
  }

  /** Whether there is such a variable. */
  boolean contains(String name) {
    return table.contains(name);
  }

  /** The present value of a variable, read anew at every call. */
  <T extends TType> Operand<T> read(String name, Class<T> type) {
    return scope(name).withName("read_" + last(name)).readVariableOp(get(name), type);
  }

  Operand<TFloat32> read(String name) {
    return read(name, TFloat32.class);
  }

  /**
   * The handle of an iterator over batches, which {@link #get} gives as well from then on.
   *
   * @param shape of a batch
   */
  Operand<? extends TType> iterator(String name, Class<? extends TType> type, Shape shape) {
    return handles.computeIfAbsent(
        name,
        shared ->
            Iterator.create(
                onHost(scope(shared).withName(last(shared))).scope(),
                shared,
                "",
                List.of(type),
                List.of(shape)));
  }

  /** Iterators are on the CPU, whatever device there is. */
  static Ops onHost(Ops tf) {
    return tf.withDevice(DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).build());
  }

  private VarHandleOp create(String name) {
    GraphVariable variable = table.get(name);
    Ops tf = scope(name).withName(last(name));
    return (variable.isCounter() && table.countsOnHost() ? onHost(tf) : tf)
        .varHandleOp(variable.type(), variable.shape(), VarHandleOp.sharedName(name));
  }

  private Ops scope(String name) {
    int slash = name.lastIndexOf('/');
    return slash < 0 ? scopes.root() : scopes.at(name.substring(0, slash));
  }

  private static String last(String name) {
    return name.substring(name.lastIndexOf('/') + 1);
  }
}
