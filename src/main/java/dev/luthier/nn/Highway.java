package dev.luthier.nn;

import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A highway layer, Srivastava et al. 2015: t * activation(x W + b) + (1 - t) * x with the transform
 * gate t = sigmoid(x V + c), which decides for every value how much of it is changed; {@code [...,
 * n]} stays {@code [..., n]}.
 *
 * <p>Reports {@code transform}, the mean of t.
 *
 * @param activation of what is put in place of x
 * @param kernelInitializer of W and V, {@code [n, n]}
 * @param gateBiasInitializer of c, {@code [n]}; below 0, as in the paper, so that a deep stack
 *     passes its input on at first
 * @param kernelRegularizer of W and V
 */
public record Highway(
    Activation activation,
    Initializer kernelInitializer,
    Initializer gateBiasInitializer,
    Optional<Regularizer> kernelRegularizer)
    implements Layer {

  public static final Initializer.Constant MOSTLY_CLOSED = new Initializer.Constant(-1);

  /** A layer with defaults. */
  public static Highway of(Activation activation) {
    return new Highway(activation, VarianceScaling.GLOROT_UNIFORM, MOSTLY_CLOSED, Optional.empty());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.vectors(inputs);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    long size = InputShapes.vectors(inputs).get(-1);
    return List.of(
        kernel("kernel", size),
        Variable.weight("bias", Shape.of(size), Initializer.Constant.ZEROS),
        kernel("gate_kernel", size),
        Variable.weight("gate_bias", Shape.of(size), gateBiasInitializer));
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public List<String> figures(List<Shape> inputs) {
    return List.of("transform");
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    Operand<TFloat32> rows = Samples.rows(tf, x);
    Operand<TFloat32> changed = activation.apply(tf, product(scope, rows, ""));
    Operand<TFloat32> gates = tf.math.sigmoid(product(scope, rows, "gate_"));
    scope.report("transform", () -> tf.math.mean(gates, tf.constant(new int[] {0, 1})));
    // t h + (1 - t) x with one product less.
    Operand<TFloat32> mixed = tf.math.add(rows, tf.math.mul(gates, tf.math.sub(changed, rows)));
    return Samples.reshape(tf, mixed, Samples.shape(x));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    Shape input = InputShapes.vectors(inputs);
    return 2 * input.size() * input.get(-1);
  }

  private Variable kernel(String name, long size) {
    return Variable.weight(name, Shape.of(size, size), kernelInitializer)
        .withRegularizer(kernelRegularizer);
  }

  private static Operand<TFloat32> product(LayerScope scope, Operand<TFloat32> x, String prefix) {
    Ops tf = scope.tf();
    return tf.nn.biasAdd(
        tf.linalg.matMul(x, scope.read(prefix + "kernel")), scope.read(prefix + "bias"));
  }
}
