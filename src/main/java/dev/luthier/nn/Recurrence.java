package dev.luthier.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * A cell at each position of a sequence, one after the other: {@code [length, channels]} to {@code
 * [units]}, or {@code [length, units]} with all outputs. All steps stand in the graph, since
 * TensorFlow's C++ has no gradient of a loop.
 *
 * <p>As in Keras, states pass by masked positions unchanged, so that the output there is the one
 * before, zeros at first. A second, backward direction starts at the end with weights of its own;
 * its outputs stand after the forward ones in the last dimension, and all outputs of both at masked
 * positions are zeros.
 *
 * @param cell of one position
 * @param returnSequences whether all outputs are returned or only that of the last step
 * @param bidirectional whether there is a backward direction too
 * @param dropout share of the input's features that a training step drops, at all positions alike
 */
record Recurrence(Cell cell, boolean returnSequences, boolean bidirectional, float dropout) {

  private static final String RATE = "rate";

  Shape outputShape(List<Shape> inputs) {
    long length = InputShapes.sequence(inputs).get(0);
    Shape output = Shape.of((long) directions() * cell.units());
    return returnSequences ? output.prepend(length) : output;
  }

  List<Variable> variables(List<Shape> inputs) {
    List<Variable> ofOne = cell.variables(InputShapes.sequence(inputs).get(-1));
    List<Variable> variables = new ArrayList<>();
    if (bidirectional) {
      ofOne.forEach(variable -> variables.add(variable.within("forward")));
      ofOne.forEach(variable -> variables.add(variable.within("backward")));
    } else {
      variables.addAll(ofOne);
    }
    if (dropout > 0) {
      variables.add(Variable.rate(RATE, dropout));
    }
    return variables;
  }

  long multiplyAdds(List<Shape> inputs) {
    Shape input = InputShapes.sequence(inputs);
    long columns = (long) cell.gates() * cell.units();
    return directions() * input.get(0) * (input.get(-1) + cell.units()) * columns;
  }

  Operand<TFloat32> apply(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.tf();
    Operand<TFloat32> sequences =
        tf.linalg.transpose(dropped(scope, x), tf.constant(new int[] {1, 0, 2}));
    Optional<List<Operand<TBool>>> kept = scope.mask(0).map(mask -> kept(tf, mask));
    Operand<TFloat32> zeros =
        tf.fill(
            tf.stack(List.of(Samples.count(tf, x), tf.constant(cell.units()))), tf.constant(0f));
    if (!bidirectional) {
      return run(scope, sequences, kept, zeros, false);
    }
    Operand<TFloat32> both =
        tf.concat(
            List.of(
                run(new NamedScope(scope, "forward"), sequences, kept, zeros, false),
                run(new NamedScope(scope, "backward"), sequences, kept, zeros, true)),
            tf.constant(-1));
    Optional<Operand<TFloat32>> mask = scope.mask(0);
    return returnSequences && mask.isPresent()
        ? tf.math.mul(both, tf.expandDims(mask.get(), tf.constant(-1)))
        : both;
  }

  private Operand<TFloat32> dropped(LayerScope scope, Operand<TFloat32> x) {
    if (dropout == 0 || !scope.training()) {
      return x;
    }
    Ops tf = scope.tf();
    int channels = (int) x.shape().get(-1);
    return Dropout.drop(
        scope, x, tf.stack(List.of(Samples.count(tf, x), tf.constant(1), tf.constant(channels))));
  }

  /** Which samples have a position of their own, {@code [batch, 1]} for each position. */
  private static List<Operand<TBool>> kept(Ops tf, Operand<TFloat32> mask) {
    Operand<TBool> column = tf.dtypes.cast(tf.expandDims(mask, tf.constant(-1)), TBool.class);
    List<Operand<TBool>> kept = new ArrayList<>();
    tf.unstack(column, mask.shape().get(1), Unstack.axis(1L)).forEach(kept::add);
    return kept;
  }

  private Operand<TFloat32> run(
      LayerScope scope,
      Operand<TFloat32> sequences,
      Optional<List<Operand<TBool>>> kept,
      Operand<TFloat32> zeros,
      boolean backward) {
    Ops tf = scope.tf();
    int length = (int) sequences.shape().get(0);
    Cell.Step step = cell.begin(scope, sequences);
    List<Operand<TFloat32>> outputs = new ArrayList<>(Collections.nCopies(length, zeros));
    List<Operand<TFloat32>> states = Collections.nCopies(cell.states(), zeros);
    for (int i = 0; i < length; i++) {
      int position = backward ? length - 1 - i : i;
      List<Operand<TFloat32>> next = step.after(position, states);
      states = kept.isPresent() ? choose(tf, kept.get().get(position), next, states) : next;
      outputs.set(position, states.get(0));
    }
    return returnSequences ? tf.stack(outputs, Stack.axis(1L)) : states.get(0);
  }

  private static List<Operand<TFloat32>> choose(
      Ops tf, Operand<TBool> kept, List<Operand<TFloat32>> next, List<Operand<TFloat32>> before) {
    List<Operand<TFloat32>> chosen = new ArrayList<>();
    for (int i = 0; i < next.size(); i++) {
      chosen.add(tf.select(kept, next.get(i), before.get(i)));
    }
    return chosen;
  }

  /** The product of all positions with a kernel, {@code [length, batch, channels]} to columns. */
  static Operand<TFloat32> product(Ops tf, Operand<TFloat32> sequences, Operand<TFloat32> kernel) {
    long columns = kernel.shape().get(-1);
    Operand<TFloat32> rows = tf.linalg.matMul(Samples.rows(tf, sequences), kernel);
    return tf.reshape(rows, tf.constant(Shape.of(sequences.shape().get(0), -1, columns)));
  }

  /** One operand for each position. */
  static List<Operand<TFloat32>> positions(Ops tf, Operand<TFloat32> sequences) {
    List<Operand<TFloat32>> positions = new ArrayList<>();
    tf.unstack(sequences, sequences.shape().get(0)).forEach(positions::add);
    return positions;
  }

  private int directions() {
    return bidirectional ? 2 : 1;
  }
}
