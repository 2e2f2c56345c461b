package dev.luthier.graph;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.train.Restore;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/**
 * The ops that write and read a set of variables in TensorFlow's checkpoint format ({@code
 * prefix.index} and {@code prefix.data-00000-of-00001}).
 *
 * @param prefix placeholder of the files' common path, a scalar
 * @param save writes all variables
 * @param saved the prefix, once all variables are written
 * @param restore reads all variables
 */
record Saver(Operand<TString> prefix, Op save, Operand<TString> saved, Op restore) {

  /** Adds the ops in a scope of their own, {@code save}. */
  static Saver add(NameScopes scopes, Handles handles, List<GraphVariable> variables) {
    return add(scopes.at("save"), handles, variables);
  }

  /** Adds the ops in a scope. */
  static Saver add(Ops tf, Handles handles, List<GraphVariable> variables) {
    Operand<TString> prefix =
        tf.withName("prefix").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    Operand<TString> names =
        tf.array(variables.stream().map(GraphVariable::name).toArray(String[]::new));
    Operand<TString> slices =
        tf.array(variables.stream().map(variable -> "").toArray(String[]::new));

    List<Operand<?>> values = new ArrayList<>();
    for (GraphVariable variable : variables) {
      values.add(tf.readVariableOp(handles.get(variable.name()), variable.type()));
    }
    Op save = tf.train.save(prefix, names, slices, values);
    Operand<TString> saved =
        tf.withControlDependencies(List.of(save)).withName("saved").identity(prefix);

    List<Class<? extends TType>> types = new ArrayList<>();
    variables.forEach(variable -> types.add(variable.type()));
    Restore restored = tf.train.restore(prefix, names, slices, types);
    List<Op> assigned = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      assigned.add(
          tf.assignVariableOp(
              handles.get(variables.get(i).name()), restored.tensors().get(i).asOutput()));
    }
    Op restore = tf.withControlDependencies(assigned).withName("restore").noOp();
    return new Saver(prefix, save, saved, restore);
  }

  /** Reads all variables. */
  void read(Session session, Path path) {
    try (TString value = TString.scalarOf(path.toString())) {
      session.runner().feed(prefix, value).addTarget(restore).run().close();
    }
  }

  /**
   * Writes all variables.
   *
   * @throws IOException where the files cannot be written
   */
  void write(Session session, Path path) throws IOException {
    try (TString value = TString.scalarOf(path.toString())) {
      session.runner().feed(prefix, value).addTarget(save).run().close();
    } catch (TensorFlowException e) {
      // The message without the graph's nodes, and without the name of a file for the meantime.
      String reason = String.valueOf(e.getMessage()).split("\\R|\\[\\[", 2)[0].strip();
      throw new IOException(reason.replaceFirst("^/\\S+; ", ""), e);
    }
  }
}
