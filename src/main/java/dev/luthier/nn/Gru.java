package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Gated recurrent unit, Cho et al. 2014: {@code [length, channels]} to {@code [units]}, or {@code
 * [length, units]} with all outputs; twice as many units in both directions.
 *
 * <p>The kernels' columns are those of z, r and the candidate c. With x and h standing for their
 * products with the kernels, biases added: h' = z h + (1 - z) c, where z = sigmoid(x_z + h_z), r =
 * sigmoid(x_r + h_r) and c = tanh(x_c + r h_c). That is with the reset after the product, as in
 * Keras and PyTorch; the paper's form resets before it: c = tanh(x_c + (r h) recurrent_kernel_c).
 * Masked positions leave h as it is. PyTorch orders the gates r, z, n.
 *
 * @param units of h
 * @param returnSequences whether h is returned at all positions or only after the last step
 * @param bidirectional whether a second direction reads the sequence from its end, as in {@link
 *     Lstm}
 * @param dropout share of the input's features that a training step drops, as in {@link Lstm}
 * @param useBias whether biases are added: one for x and one for h, {@code [2, 3 * units]}; with
 *     the reset before, one for both, {@code [3 * units]}
 * @param resetAfter whether r multiplies the product and not the state
 * @param weights how they begin and what they cost
 */
public record Gru(
    int units,
    boolean returnSequences,
    boolean bidirectional,
    float dropout,
    boolean useBias,
    boolean resetAfter,
    RecurrentWeights weights)
    implements Layer {

  public Gru {
    Window.positive("units", units);
    Dropout.checkRate("dropout", dropout);
  }

  /** A layer with Keras' defaults, which returns the last output. */
  public static Gru of(int units) {
    return new Gru(units, false, false, 0, true, true, RecurrentWeights.STANDARD);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return recurrence().outputShape(inputs);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    return recurrence().variables(inputs);
  }

  @Override
  public boolean keepsPositions() {
    return returnSequences;
  }

  @Override
  public boolean isDeterministic() {
    return dropout == 0;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return recurrence().apply(scope, inputs.get(0));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return recurrence().multiplyAdds(inputs);
  }

  private Recurrence recurrence() {
    return new Recurrence(
        new Gates(units, useBias, resetAfter, weights), returnSequences, bidirectional, dropout);
  }

  private record Gates(int units, boolean useBias, boolean resetAfter, RecurrentWeights weights)
      implements Cell {

    @Override
    public int states() {
      return 1;
    }

    @Override
    public int gates() {
      return 3;
    }

    @Override
    public List<Variable> variables(long channels) {
      List<Variable> variables = new ArrayList<>(weights.kernels(channels, units, gates()));
      Shape columns = Shape.of((long) gates() * units);
      if (useBias) {
        variables.add(
            Variable.weight(
                    "bias", resetAfter ? columns.prepend(2) : columns, weights.biasInitializer())
                .withRegularizer(weights.biasRegularizer()));
      }
      return variables;
    }

    @Override
    public Step begin(LayerScope scope, Operand<TFloat32> sequences) {
      Ops tf = scope.tf();
      List<Operand<TFloat32>> biases = new ArrayList<>();
      if (useBias && resetAfter) {
        tf.unstack(scope.read("bias"), 2L).forEach(biases::add);
      } else if (useBias) {
        biases.add(scope.read("bias"));
      }
      Operand<TFloat32> product = Recurrence.product(tf, sequences, scope.read("kernel"));
      List<Operand<TFloat32>> parts =
          split(tf, useBias ? tf.nn.biasAdd(product, biases.get(0)) : product);
      List<Operand<TFloat32>> gates = Recurrence.positions(tf, parts.get(0));
      List<Operand<TFloat32>> candidates = Recurrence.positions(tf, parts.get(1));
      Operand<TFloat32> recurrent = scope.read("recurrent_kernel");
      if (!resetAfter) {
        List<Operand<TFloat32>> kernels = split(tf, recurrent);
        return (position, states) ->
            resetBefore(tf, gates.get(position), candidates.get(position), kernels, states.get(0));
      }
      return (position, states) -> {
        Operand<TFloat32> inner = tf.linalg.matMul(states.get(0), recurrent);
        return resetAfter(
            tf,
            gates.get(position),
            candidates.get(position),
            split(tf, useBias ? tf.nn.biasAdd(inner, biases.get(1)) : inner),
            states.get(0));
      };
    }

    private static List<Operand<TFloat32>> resetAfter(
        Ops tf,
        Operand<TFloat32> gates,
        Operand<TFloat32> candidate,
        List<Operand<TFloat32>> inner,
        Operand<TFloat32> h) {
      List<Operand<TFloat32>> zr = open(tf, gates, inner.get(0));
      Operand<TFloat32> reset = tf.math.mul(zr.get(1), inner.get(1));
      return mix(tf, zr.get(0), h, tf.math.tanh(tf.math.addN(List.of(candidate, reset))));
    }

    private static List<Operand<TFloat32>> resetBefore(
        Ops tf,
        Operand<TFloat32> gates,
        Operand<TFloat32> candidate,
        List<Operand<TFloat32>> kernels,
        Operand<TFloat32> h) {
      List<Operand<TFloat32>> zr = open(tf, gates, tf.linalg.matMul(h, kernels.get(0)));
      Operand<TFloat32> inner = tf.linalg.matMul(tf.math.mul(zr.get(1), h), kernels.get(1));
      return mix(tf, zr.get(0), h, tf.math.tanh(tf.math.addN(List.of(candidate, inner))));
    }

    /** z and r. */
    private static List<Operand<TFloat32>> open(
        Ops tf, Operand<TFloat32> input, Operand<TFloat32> inner) {
      Operand<TFloat32> open = tf.math.sigmoid(tf.math.addN(List.of(input, inner)));
      List<Operand<TFloat32>> gates = new ArrayList<>();
      tf.split(tf.constant(-1), open, 2L).forEach(gates::add);
      return gates;
    }

    /** z h + (1 - z) c as c + z (h - c). */
    private static List<Operand<TFloat32>> mix(
        Ops tf, Operand<TFloat32> z, Operand<TFloat32> h, Operand<TFloat32> candidate) {
      Operand<TFloat32> kept = tf.math.mul(z, tf.math.sub(h, candidate));
      return List.of(tf.math.addN(List.of(candidate, kept)));
    }

    /** The columns of both gates, and those of the candidate. */
    private List<Operand<TFloat32>> split(Ops tf, Operand<TFloat32> columns) {
      Operand<TInt32> sizes = tf.constant(new int[] {2 * units, units});
      List<Operand<TFloat32>> parts = new ArrayList<>();
      tf.splitV(columns, sizes, tf.constant(-1), 2L).forEach(parts::add);
      return parts;
    }
  }
}
