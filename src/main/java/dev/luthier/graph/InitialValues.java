package dev.luthier.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The op that gives variables their first values. Seeds and settings of a trial are fed, so one
 * graph serves all trials that differ in nothing else.
 *
 * @param seeds placeholder of the seeds of drawn values, int32 {@code [drawn, 2]}
 * @param settings placeholder of the given values, one after the other
 * @param assign gives all variables their values
 */
record InitialValues(Operand<TInt32> seeds, Operand<TFloat32> settings, Op assign) {

  /** Adds the op for all variables but the samples. */
  static InitialValues add(NameScopes scopes, Handles handles, VariableTable table) {
    Ops tf = scopes.at("initial_values");
    Operand<TInt32> seeds =
        tf.withName("seeds").placeholder(TInt32.class, Placeholder.shape(Shape.of(-1, 2)));
    Operand<TFloat32> settings =
        tf.withName("settings").placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1)));
    List<Op> assigned = new ArrayList<>();
    int drawn = 0;
    int given = 0;
    for (GraphVariable variable : variables(table)) {
      Operand<? extends TType> value;
      if (variable.initialValue() instanceof GraphVariable.InitialValue.Fixed fixed) {
        value = fixed.value().apply(tf);
      } else if (variable.initialValue() instanceof GraphVariable.InitialValue.Drawn draw) {
        value = draw.value().apply(tf, tf.gather(seeds, tf.constant(drawn++), tf.constant(0)));
      } else {
        int size = Math.toIntExact(variable.shape().size());
        value =
            tf.reshape(
                tf.slice(settings, tf.constant(new int[] {given}), tf.constant(new int[] {size})),
                tf.constant(variable.shape().asArray()));
        given += size;
      }
      assigned.add(tf.assignVariableOp(handles.get(variable.name()), value));
    }
    return new InitialValues(
        seeds,
        settings,
        scopes.root().withControlDependencies(assigned).withName("initialize").noOp());
  }

  /**
   * Gives all variables the values that a table says.
   *
   * @param runner of the run, to which anything may have been added
   */
  void run(Session.Runner runner, VariableTable table) {
    List<Long> drawn = new ArrayList<>();
    List<Float> given = new ArrayList<>();
    for (GraphVariable variable : variables(table)) {
      if (variable.initialValue() instanceof GraphVariable.InitialValue.Drawn draw) {
        drawn.add(draw.seed());
      } else if (variable.initialValue() instanceof GraphVariable.InitialValue.Given setting) {
        given.addAll(setting.values());
      }
    }
    int[] words = new int[2 * drawn.size()];
    for (int i = 0; i < drawn.size(); i++) {
      words[2 * i] = (int) (drawn.get(i) >>> 32);
      words[2 * i + 1] = drawn.get(i).intValue();
    }
    float[] values = new float[given.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = given.get(i);
    }
    try (TInt32 fedSeeds =
            TInt32.tensorOf(Shape.of(drawn.size(), 2), DataBuffers.of(words, true, false));
        TFloat32 fedSettings =
            TFloat32.tensorOf(Shape.of(values.length), DataBuffers.of(values, true, false))) {
      runner.feed(seeds, fedSeeds).feed(settings, fedSettings).addTarget(assign).run().close();
    }
  }

  private static List<GraphVariable> variables(VariableTable table) {
    return table.where(role -> role != GraphVariable.Role.DATA);
  }
}
