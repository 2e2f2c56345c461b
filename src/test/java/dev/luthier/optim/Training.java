package dev.luthier.optim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Some weights and an optimization of them, in a graph of their own: what a test needs of a
 * trainer.
 */
final class Training implements AutoCloseable {

  /** The gradients of a step, in the order of the weights, given the weights and a fed scalar. */
  interface Gradients {
    List<Operand<TFloat32>> of(Ops tf, List<Operand<TFloat32>> weights, Operand<TInt64> step);
  }

  private final Graph graph = new Graph();
  private final Session session;
  private final List<Operand<TFloat32>> reads = new ArrayList<>();
  private final Op train;

  Training(
      Optimization optimization, List<FloatNdArray> start, Gradients gradients, long totalSteps) {
    Ops tf = Ops.create(graph);
    List<Op> initializers = new ArrayList<>();
    List<Operand<? extends TType>> handles = new ArrayList<>();
    List<Map<String, Operand<? extends TType>>> slots = new ArrayList<>();
    for (int i = 0; i < start.size(); i++) {
      Shape shape = start.get(i).shape();
      VarHandleOp handle = variable(tf, "weight" + i, shape, TFloat32.class);
      initializers.add(tf.assignVariableOp(handle, tf.constant(start.get(i))));
      handles.add(handle);
      Map<String, Operand<? extends TType>> slotHandles = new HashMap<>();
      for (Optimizer.Slot slot : optimization.optimizer().slots()) {
        VarHandleOp slotHandle =
            variable(tf, "weight" + i + "_" + slot.name(), shape, TFloat32.class);
        initializers.add(
            tf.assignVariableOp(
                slotHandle, tf.fill(tf.constant(shape), tf.constant(slot.initialValue()))));
        slotHandles.put(slot.name(), slotHandle);
      }
      slots.add(slotHandles);
      reads.add(tf.readVariableOp(handle, TFloat32.class));
    }
    VarHandleOp stepHandle = variable(tf, "step", Shape.scalar(), TInt64.class);
    initializers.add(tf.assignVariableOp(stepHandle, tf.constant(0L)));

    Operand<TInt64> step = tf.readVariableOp(stepHandle, TInt64.class);
    List<Operand<TFloat32>> computed = gradients.of(tf, reads, step);
    List<Operand<TFloat32>> clipped =
        optimization.clipping().map(clipping -> clipping.clip(tf, computed)).orElse(computed);
    Operand<TFloat32> rate =
        optimization
            .schedule()
            .rate(tf, tf.constant(optimization.optimizer().learningRate()), step, totalSteps);
    List<Optimizer.Update> updates = new ArrayList<>();
    List<Op> read = new ArrayList<>();
    for (int i = 0; i < start.size(); i++) {
      updates.add(new Optimizer.Update(handles.get(i), reads.get(i), clipped.get(i), slots.get(i)));
      read.add(clipped.get(i));
    }
    read.add(step);
    List<Op> changes =
        new ArrayList<>(
            optimization.optimizer().apply(tf.withControlDependencies(read), rate, step, updates));
    changes.add(
        tf.withControlDependencies(changes).assignAddVariableOp(stepHandle, tf.constant(1L)));
    train = tf.withControlDependencies(changes).noOp();

    session = new Session(graph);
    Session.Runner runner = session.runner();
    initializers.forEach(runner::addTarget);
    runner.run().close();
  }

  private static VarHandleOp variable(
      Ops tf, String name, Shape shape, Class<? extends TType> type) {
    return tf.varHandleOp(type, shape, VarHandleOp.sharedName(name));
  }

  void steps(int count) {
    for (int i = 0; i < count; i++) {
      session.runner().addTarget(train).run().close();
    }
  }

  /** The values of a weight, row by row. */
  float[] weight(int index) {
    try (var result = session.runner().fetch(reads.get(index)).run()) {
      TFloat32 value = (TFloat32) result.get(0);
      float[] values = new float[(int) value.size()];
      int[] next = {0};
      value.scalars().forEach(scalar -> values[next[0]++] = scalar.getFloat());
      return values;
    }
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }

  /** The learning rates of some steps. */
  static float[] rates(Schedule schedule, float learningRate, long totalSteps, List<Long> steps) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      Placeholder<TInt64> step = tf.placeholder(TInt64.class, Placeholder.shape(Shape.scalar()));
      Operand<TFloat32> rate = schedule.rate(tf, tf.constant(learningRate), step, totalSteps);
      float[] rates = new float[steps.size()];
      for (int i = 0; i < rates.length; i++) {
        try (TInt64 fed = TInt64.scalarOf(steps.get(i));
            var result = session.runner().feed(step, fed).fetch(rate).run()) {
          rates[i] = ((TFloat32) result.get(0)).getFloat();
        }
      }
      return rates;
    }
  }

  static FloatNdArray vector(float... values) {
    return NdArrays.vectorOf(values);
  }
}
