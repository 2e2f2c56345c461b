package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * A convolution of images: {@code [height, width, channels]} to {@code [height', width', filters]}.
 *
 * <p>As in Keras, stride and dilation exclude each other.
 *
 * @param filters channels of the output
 * @param kernelSize height and width, or one number for both
 * @param stride of the kernel, one number or two
 * @param padding beyond the edges, with zeros
 * @param dilation distance of a kernel's neighbouring places, one number or two
 * @param activation applied to the sum
 * @param useBias whether a bias is added
 * @param kernelInitializer of the kernel, {@code [height, width, channels, filters]}
 * @param biasInitializer of the bias, {@code [filters]}
 * @param kernelRegularizer of the kernel
 * @param biasRegularizer of the bias
 * @param activityRegularizer of the output, as in {@link Dense}
 * @param kernelConstraint of the kernel
 */
public record Conv2d(
    int filters,
    List<Integer> kernelSize,
    List<Integer> stride,
    Padding padding,
    List<Integer> dilation,
    Activation activation,
    boolean useBias,
    Initializer kernelInitializer,
    Initializer biasInitializer,
    Optional<Regularizer> kernelRegularizer,
    Optional<Regularizer> biasRegularizer,
    Optional<Regularizer> activityRegularizer,
    Optional<MaxNorm> kernelConstraint)
    implements Layer {

  public Conv2d {
    Window.positive("filters", filters);
    kernelSize = Window.pair(Window.positive("kernel_size", kernelSize));
    stride = Window.pair(Window.positive("stride", stride));
    dilation = Window.pair(Window.positive("dilation", dilation));
    Window.checkDilation(stride, dilation);
    OutputStage.checkActivityRegularizer(activityRegularizer);
  }

  /** A layer with Keras' defaults: stride 1, no padding, no activation, a bias. */
  public static Conv2d of(int filters, int kernelSize) {
    return new Conv2d(
        filters,
        List.of(kernelSize),
        List.of(1),
        Padding.VALID,
        List.of(1),
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
  public Conv2d withFilters(int newFilters) {
    return new Conv2d(
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
    return window().outputShape(InputShapes.image(inputs), filters);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    Shape kernel =
        Shape.of(kernelSize.get(0), kernelSize.get(1), InputShapes.image(inputs).get(-1), filters);
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
    Operand<TFloat32> sum =
        Convolution.full(scope.tf(), inputs.get(0), scope.read("kernel"), window());
    return output().apply(scope, sum);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    long places = (long) kernelSize.get(0) * kernelSize.get(1) * inputs.get(0).get(-1);
    return outputShape(inputs).size() * places;
  }

  private Window window() {
    return new Window(kernelSize, stride, dilation, padding);
  }

  private OutputStage output() {
    return new OutputStage(activation, useBias, activityRegularizer);
  }
}
