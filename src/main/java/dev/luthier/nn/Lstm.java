package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Long short-term memory, Hochreiter &amp; Schmidhuber 1997 with the forget gate of Gers et al.
 * 2000: {@code [length, channels]} to {@code [units]}, or {@code [length, units]} with all outputs;
 * twice as many units in both directions.
 *
 * <p>With z = x kernel + h recurrent_kernel + bias, whose columns are those of i, f, c and o: c' =
 * sigmoid(z_f) c + sigmoid(z_i) tanh(z_c) and h' = sigmoid(z_o) tanh(c'). Masked positions leave h
 * and c as they are. PyTorch orders the gates i, f, g, o and has two biases.
 *
 * @param units of h and c
 * @param returnSequences whether h is returned at all positions or only after the last step
 * @param bidirectional whether a second direction reads the sequence from its end; its outputs
 *     follow the first one's. Variables are then named {@code forward/...} and {@code backward/...}
 * @param dropout share of the input's features that a training step drops, at all positions of a
 *     sample alike; both directions drop the same, in Keras each draws its own
 * @param useBias whether a bias is added
 * @param unitForgetBias whether the forget gates' bias begins at 1 (Jozefowicz et al. 2015)
 * @param weights how they begin and what they cost
 */
public record Lstm(
    int units,
    boolean returnSequences,
    boolean bidirectional,
    float dropout,
    boolean useBias,
    boolean unitForgetBias,
    RecurrentWeights weights)
    implements Layer {

  public Lstm {
    Window.positive("units", units);
    Dropout.checkRate("dropout", dropout);
  }

  /** A layer with Keras' defaults, which returns the last output. */
  public static Lstm of(int units) {
    return new Lstm(units, false, false, 0, true, true, RecurrentWeights.STANDARD);
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
        new Gates(units, useBias, unitForgetBias, weights),
        returnSequences,
        bidirectional,
        dropout);
  }

  private record Gates(int units, boolean useBias, boolean unitForgetBias, RecurrentWeights weights)
      implements Cell {

    @Override
    public int states() {
      return 2;
    }

    @Override
    public int gates() {
      return 4;
    }

    @Override
    public List<Variable> variables(long channels) {
      List<Variable> variables = new ArrayList<>(weights.kernels(channels, units, gates()));
      Shape columns = Shape.of((long) gates() * units);
      if (useBias) {
        Initializer bias = weights.biasInitializer();
        variables.add(
            Variable.weight("bias", columns, unitForgetBias ? new ForgetBias(bias) : bias)
                .withRegularizer(weights.biasRegularizer()));
      }
      return variables;
    }

    @Override
    public Step begin(LayerScope scope, Operand<TFloat32> sequences) {
      Ops tf = scope.tf();
      Operand<TFloat32> product = Recurrence.product(tf, sequences, scope.read("kernel"));
      List<Operand<TFloat32>> inputs =
          Recurrence.positions(tf, useBias ? tf.nn.biasAdd(product, scope.read("bias")) : product);
      Operand<TFloat32> recurrent = scope.read("recurrent_kernel");
      return (position, states) -> step(tf, inputs.get(position), recurrent, states);
    }

    private static List<Operand<TFloat32>> step(
        Ops tf,
        Operand<TFloat32> input,
        Operand<TFloat32> recurrent,
        List<Operand<TFloat32>> states) {
      // AddN, unlike Add, needs no work on shapes for its gradient.
      Operand<TFloat32> z =
          tf.math.addN(List.of(input, tf.linalg.matMul(states.get(0), recurrent)));
      List<Operand<TFloat32>> gates = new ArrayList<>();
      tf.split(tf.constant(-1), z, 4L).forEach(gates::add);
      Operand<TFloat32> kept = tf.math.mul(tf.math.sigmoid(gates.get(1)), states.get(1));
      Operand<TFloat32> added =
          tf.math.mul(tf.math.sigmoid(gates.get(0)), tf.math.tanh(gates.get(2)));
      Operand<TFloat32> c = tf.math.addN(List.of(kept, added));
      Operand<TFloat32> h = tf.math.mul(tf.math.sigmoid(gates.get(3)), tf.math.tanh(c));
      return List.of(h, c);
    }
  }
}
