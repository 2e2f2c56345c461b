package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A convolution of sequences: {@code [length, channels]} to {@code [length', filters]}.
 *
 * <p>As in Keras, stride and dilation exclude each other, and vectors at masked positions are
 * convolved as any others.
 *
 * @param filters channels of the output
 * @param kernelSize length of the kernel
 * @param stride of the kernel
 * @param padding beyond the ends, with zeros; explicit padding is one number
 * @param dilation distance of the kernel's neighbouring places
 * @param activation applied to the sum
 * @param useBias whether a bias is added
 * @param kernelInitializer of the kernel, {@code [length, channels, filters]}
 * @param biasInitializer of the bias, {@code [filters]}
 * @param kernelRegularizer of the kernel
 * @param biasRegularizer of the bias
 * @param activityRegularizer of the output, as in {@link Dense}
 * @param kernelConstraint of the kernel
 */
public record Conv1d(
    int filters,
    int kernelSize,
    int stride,
    Padding padding,
    int dilation,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Optional<Regularizer> kernelRegularizer,
    Optional<Regularizer> biasRegularizer,
    Optional<Regularizer> activityRegularizer,
    Optional<MaxNorm> kernelConstraint)
    implements Layer {

  public Conv1d {
    Window.positive("filters", filters);
    Window.positive("kernel_size", kernelSize);
    Window.positive("stride", stride);
    Window.positive("dilation", dilation);
    Window.checkDilation(List.of(stride), List.of(dilation));
    if (padding instanceof Padding.Explicit explicit && explicit.sizes().size() != 1) {
      throw new IllegalArgumentException(
          "explicit_padding of conv1d must be one number, was "
              + explicit.sizes()
              + "; write one such as 1");
    }
    OutputStage.checkActivityRegularizer(activityRegularizer);
  }

  /** A layer with Keras' defaults: stride 1, no padding, no activation, a bias. */
  public static Conv1d of(int filters, int kernelSize) {
    return new Conv1d(
        filters,
        kernelSize,
        1,
        Padding.VALID,
        1,
        Activation.LINEAR,
        true,
        VarianceScaling.GLOROT_UNIFORM,
        Initializer.Constant.ZEROS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same with another number of filters. */
  public Conv1d withFilters(int newFilters) {
    return new Conv1d(
        newFilters,
        kernelSize,
        stride,
        padding,
        dilation,
        activation,
        useBias,
        kernelInitializer,
        biasInitializer,
        kernelRegularizer,
        biasRegularizer,
        activityRegularizer,
        kernelConstraint);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape image = InputShapes.sequence(inputs).prepend(1);
    return window().outputShape(image, filters).tail();
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    Shape kernel = Shape.of(kernelSize, InputShapes.sequence(inputs).get(-1), filters);
    List<Variable> variables = new ArrayList<>();
    variables.add(
        Variable.weight("kernel", kernel, kernelInitializer)
            .withRegularizer(kernelRegularizer)
            .withConstraint(kernelConstraint));
    variables.addAll(output().variables(filters, biasInitializer, biasRegularizer));
    return variables;
  }

  @Override
  public boolean keepsPositions() {
    int reach = dilation * (kernelSize - 1);
    int around = padding instanceof Padding.Explicit explicit ? 2 * explicit.sizes().get(0) : 0;
    return stride == 1 && (padding == Padding.SAME || around == reach);
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> sum =
        Convolution.full(
            tf,
            Samples.images(tf, inputs.get(0)),
            tf.expandDims(scope.read("kernel"), tf.constant(0)),
            window());
    return output().apply(scope, Samples.sequences(tf, sum));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return outputShape(inputs).size() * kernelSize * inputs.get(0).get(-1);
  }

  private Window window() {
    return Window.ofSequence(kernelSize, stride, dilation, padding);
  }

  private OutputStage output() {
    return new OutputStage(activation, useBias, activityRegularizer);
  }
}
