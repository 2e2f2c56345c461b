package dev.luthier.nn;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;

/** Accumulates statistics as an epoch does: variables in a graph, one run a batch. */
final class Accumulation {

  private Accumulation() {}

  /**
   * The totals of an epoch of batches of the given sizes.
   *
   * @param classes right class ids, or null
   * @param targets right values, or null
   */
  static Map<Statistic, double[]> totals(
      Set<Statistic> statistics,
      float[][] predictions,
      int[] classes,
      float[][] targets,
      int[] batches) {
    int outputs = predictions[0].length;
    Map<Statistic, double[]> totals = new HashMap<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TInt32> from = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      Placeholder<TInt32> size = tf.placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
      Operand<TInt32> rows = tf.range(from, tf.math.add(from, size), tf.constant(1));
      Operand<TInt32> axis = tf.constant(0);
      Statistic.Batch batch =
          new Statistic.Batch(
              tf.gather(tf.constant(predictions), rows, axis),
              tf.gather(tf.constant(predictions), rows, axis),
              classes == null
                  ? null
                  : tf.gather(tf.dtypes.cast(tf.constant(classes), TInt64.class), rows, axis),
              targets == null ? null : tf.gather(tf.constant(targets), rows, axis),
              from);
      Map<Statistic, Operand<TFloat64>> values = new HashMap<>();
      List<Op> zeros = new ArrayList<>();
      List<Op> additions = new ArrayList<>();
      for (Statistic statistic : statistics) {
        Shape shape = statistic.shape(outputs, predictions.length);
        VarHandleOp total =
            tf.varHandleOp(TFloat64.class, shape, VarHandleOp.sharedName(statistic.toString()));
        zeros.add(tf.assignVariableOp(total, tf.zeros(tf.constant(shape), TFloat64.class)));
        additions.add(statistic.add(tf, total, batch));
        values.put(
            statistic,
            tf.reshape(tf.readVariableOp(total, TFloat64.class), tf.constant(new int[] {-1})));
      }
      run(session, zeros, Map.of());
      int position = 0;
      for (int count : batches) {
        run(session, additions, Map.of(from, position, size, count));
        position += count;
      }
      values.forEach(
          (statistic, value) -> {
            try (TFloat64 total = (TFloat64) session.runner().fetch(value).run().get(0)) {
              double[] flat = new double[(int) total.size()];
              for (int i = 0; i < flat.length; i++) {
                flat[i] = total.getDouble(i);
              }
              totals.put(statistic, flat);
            }
          });
    }
    return totals;
  }

  private static void run(
      Session session, List<Op> ops, Map<Placeholder<TInt32>, Integer> scalars) {
    List<TInt32> tensors = new ArrayList<>();
    try {
      Session.Runner runner = session.runner();
      ops.forEach(runner::addTarget);
      scalars.forEach(
          (placeholder, value) -> {
            tensors.add(TInt32.scalarOf(value));
            runner.feed(placeholder, tensors.get(tensors.size() - 1));
          });
      runner.run().close();
    } finally {
      tensors.forEach(TInt32::close);
    }
  }

  /** One output a sample. */
  static float[][] column(float... values) {
    float[][] column = new float[values.length][1];
    for (int i = 0; i < values.length; i++) {
      column[i][0] = values[i];
    }
    return column;
  }
}
