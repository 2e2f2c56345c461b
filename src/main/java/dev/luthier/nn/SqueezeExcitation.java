package dev.luthier.nn;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Squeeze and excitation, Hu et al. 2018: each channel of an image or a sequence is multiplied by a
 * gate that sees the means of all channels. x * gate(activation(mean(x) W1 + b1) W2 + b2), where
 * the means are over all positions but padding; the shape stays.
 *
 * <p>Reports {@code gate}, the mean of the gates. As in the paper both products have a bias;
 * torchvision's are 1x1 convolutions, which compute the same.
 *
 * @param ratio channels to one unit of the squeezed vector; at least one unit is left
 * @param units of the squeezed vector, instead of the ratio
 * @param activation of the squeezed vector; the paper's is RELU
 * @param gate what makes gates of the second product; the paper's is SIGMOID
 * @param kernelInitializer of both kernels, {@code [channels, units]} and {@code [units, channels]}
 * @param kernelRegularizer of both kernels
 */
public record SqueezeExcitation(
    int ratio,
    Optional<Integer> units,
    Activation activation,
    Activation gate,
    Initializer kernelInitializer,
    Optional<Regularizer> kernelRegularizer)
    implements Layer {

  public static final int DEFAULT_RATIO = 16;

  public SqueezeExcitation {
    Window.positive("ratio", ratio);
    units.ifPresent(number -> Window.positive("units", number));
  }

  /** A layer with the paper's functions. */
  public static SqueezeExcitation of(int ratio) {
    return new SqueezeExcitation(
        ratio,
        Optional.empty(),
        Activation.RELU,
        Activation.SIGMOID,
        VarianceScaling.GLOROT_UNIFORM,
        Optional.empty());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.sequenceOrImage(inputs);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    long channels = InputShapes.sequenceOrImage(inputs).get(-1);
    long squeezed = squeezed(channels);
    return List.of(
        kernel("squeeze_kernel", channels, squeezed),
        Variable.weight("squeeze_bias", Shape.of(squeezed), Initializer.Constant.ZEROS),
        kernel("excitation_kernel", squeezed, channels),
        Variable.weight("excitation_bias", Shape.of(channels), Initializer.Constant.ZEROS));
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public List<String> figures(List<Shape> inputs) {
    return List.of("gate");
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    Operand<TFloat32> squeezed =
        activation.apply(tf, product(scope, PositionMean.of(scope, 0, x), "squeeze"));
    Operand<TFloat32> gates = gate.apply(tf, product(scope, squeezed, "excitation"));
    scope.report("gate", () -> tf.math.mean(gates, tf.constant(new int[] {0, 1})));
    return tf.math.mul(x, PositionMean.broadcast(tf, gates, Samples.shape(x)));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    long channels = InputShapes.sequenceOrImage(inputs).get(-1);
    return 2 * channels * squeezed(channels);
  }

  private Variable kernel(String name, long in, long out) {
    return Variable.weight(name, Shape.of(in, out), kernelInitializer)
        .withRegularizer(kernelRegularizer);
  }

  private static Operand<TFloat32> product(
      LayerScope scope, Operand<TFloat32> x, String variables) {
    Ops tf = scope.tf();
    return tf.nn.biasAdd(
        tf.linalg.matMul(x, scope.read(variables + "_kernel")), scope.read(variables + "_bias"));
  }

  private long squeezed(long channels) {
    return units.map(Integer::longValue).orElse(Math.max(1, channels / ratio));
  }
}
