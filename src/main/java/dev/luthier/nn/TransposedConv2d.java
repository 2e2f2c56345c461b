package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Keras' Conv2DTranspose, the gradient of a convolution with respect to its input: {@code [height,
 * width, channels]} to {@code [height', width', filters]}.
 *
 * <p>{@link Padding#SAME} gives {@code height * stride}; {@link Padding#VALID} gives {@code (height
 * - 1) * stride + kernel}, but at least {@code height * stride}; explicit padding p gives {@code
 * (height - 1) * stride + kernel - 2p}, as in PyTorch.
 *
 * @param filters channels of the output
 * @param kernelSize height and width, or one number for both
 * @param stride places between neighbouring inputs in the output, one number or two
 * @param padding what is cut off the edges of the output
 * @param activation applied to the sum
 * @param useBias whether a bias is added
 * @param kernelInitializer of the kernel, {@code [height, width, filters, channels]}
 * @param biasInitializer of the bias, {@code [filters]}
 * @param kernelRegularizer of the kernel
 * @param biasRegularizer of the bias
 * @param activityRegularizer of the output, as in {@link Dense}
 * @param kernelConstraint of the kernel
 */
public record TransposedConv2d(
    int filters,
    List<Integer> kernelSize,
    List<Integer> stride,
    Padding padding,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Optional<Regularizer> kernelRegularizer,
    Optional<Regularizer> biasRegularizer,
    Optional<Regularizer> activityRegularizer,
    Optional<MaxNorm> kernelConstraint)
    implements Layer {

  public TransposedConv2d {
    Window.positive("filters", filters);
    kernelSize = Window.pair(Window.positive("kernel_size", kernelSize));
    stride = Window.pair(Window.positive("stride", stride));
    OutputStage.checkActivityRegularizer(activityRegularizer);
  }

  /** A layer with Keras' defaults: no padding, no activation, a bias. */
  public static TransposedConv2d of(int filters, int kernelSize, int stride) {
    return new TransposedConv2d(
        filters,
        List.of(kernelSize),
        List.of(stride),
        Padding.VALID,
        Activation.LINEAR,
        true,
        VarianceScaling.GLOROT_UNIFORM,
        Initializer.Constant.ZEROS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape full = fullShape(InputShapes.image(inputs));
    if (!(padding instanceof Padding.Explicit explicit)) {
      return full;
    }
    List<Integer> cut = Window.pair(explicit.sizes());
    Shape output = Shape.of(full.get(0) - 2 * cut.get(0), full.get(1) - 2 * cut.get(1), filters);
    if (output.get(0) < 1 || output.get(1) < 1) {
      throw new IllegalArgumentException(
          "needs an output larger than twice its padding, was given "
              + inputs.get(0)
              + ", which makes "
              + full
              + " before padding "
              + explicit.sizes()
              + " is cut off; write less explicit_padding");
    }
    return output;
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    Shape kernel =
        Shape.of(kernelSize.get(0), kernelSize.get(1), filters, InputShapes.image(inputs).get(-1));
    List<Variable> variables = new ArrayList<>();
    variables.add(
        Variable.weight("kernel", kernel, kernelInitializer)
            .withRegularizer(kernelRegularizer)
            .withConstraint(kernelConstraint));
    variables.addAll(output().variables(filters, biasInitializer, biasRegularizer));
    return variables;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    Operand<TFloat32> sum =
        Convolution.transposed(
            tf,
            x,
            scope.read("kernel"),
            Window.of(kernelSize, stride, padding),
            fullShape(Samples.shape(x)));
    return output().apply(scope, cut(tf, sum, outputShape(List.of(Samples.shape(x)))));
  }

  private Operand<TFloat32> cut(Ops tf, Operand<TFloat32> full, Shape output) {
    if (!(padding instanceof Padding.Explicit explicit)) {
      return full;
    }
    List<Integer> cut = Window.pair(explicit.sizes());
    return tf.slice(
        full,
        tf.constant(new int[] {0, cut.get(0), cut.get(1), 0}),
        tf.constant(new int[] {-1, (int) output.get(0), (int) output.get(1), -1}));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return InputShapes.image(inputs).size() * kernelSize.get(0) * kernelSize.get(1) * filters;
  }

  /** What there is before explicit padding is cut off. */
  private Shape fullShape(Shape input) {
    long[] lengths = new long[2];
    for (int axis = 0; axis < 2; axis++) {
      long step = stride.get(axis);
      long kernel = kernelSize.get(axis);
      lengths[axis] =
          padding instanceof Padding.Same
              ? input.get(axis) * step
              : (input.get(axis) - 1) * step
                  + (padding instanceof Padding.Valid ? Math.max(kernel, step) : kernel);
    }
    return Shape.of(lengths[0], lengths[1], filters);
  }

  private OutputStage output() {
    return new OutputStage(activation, useBias, activityRegularizer);
  }
}
