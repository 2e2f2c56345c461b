package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A depthwise convolution followed by a 1x1 convolution: {@code [height, width, channels]} to
 * {@code [height', width', filters]}.
 *
 * @param filters channels of the output
 * @param kernelSize height and width of the depthwise kernel, or one number for both
 * @param stride of the depthwise kernel in both directions
 * @param padding beyond the edges, with zeros
 * @param depthMultiplier depthwise outputs of a channel
 * @param activation applied to the sum
 * @param useBias whether a bias is added, at the end only
 * @param depthwiseInitializer of {@code [height, width, channels, depthMultiplier]}
 * @param pointwiseInitializer of {@code [1, 1, channels * depthMultiplier, filters]}
 * @param biasInitializer of the bias, {@code [filters]}
 * @param depthwiseRegularizer of the depthwise kernel
 * @param pointwiseRegularizer of the pointwise kernel
 * @param biasRegularizer of the bias
 * @param activityRegularizer of the output, as in {@link Dense}
 */
public record SeparableConv2d(
    int filters,
    List<Integer> kernelSize,
    int stride,
    Padding padding,
    int depthMultiplier,
    Activation activation,
    boolean useBias,
    Initializer depthwiseInitializer,
    Initializer pointwiseInitializer,
    Initializer biasInitializer,
    Optional<Regularizer> depthwiseRegularizer,
    Optional<Regularizer> pointwiseRegularizer,
    Optional<Regularizer> biasRegularizer,
    Optional<Regularizer> activityRegularizer)
    implements Layer {

  private static final Window POINT = Window.of(List.of(1), List.of(1), Padding.VALID);

  public SeparableConv2d {
    Window.positive("filters", filters);
    kernelSize = Window.pair(Window.positive("kernel_size", kernelSize));
    Window.positive("stride", stride);
    Window.positive("depth_multiplier", depthMultiplier);
    OutputStage.checkActivityRegularizer(activityRegularizer);
  }

  /** A layer with Keras' defaults: stride 1, no padding, multiplier 1, no activation, a bias. */
  public static SeparableConv2d of(int filters, int kernelSize) {
    return new SeparableConv2d(
        filters,
        List.of(kernelSize),
        1,
        Padding.VALID,
        1,
        Activation.LINEAR,
        true,
        VarianceScaling.GLOROT_UNIFORM,
        VarianceScaling.GLOROT_UNIFORM,
        Initializer.Constant.ZEROS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return window().outputShape(InputShapes.image(inputs), filters);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    long channels = InputShapes.image(inputs).get(-1);
    Shape depthwise = Shape.of(kernelSize.get(0), kernelSize.get(1), channels, depthMultiplier);
    Shape pointwise = Shape.of(1, 1, channels * depthMultiplier, filters);
    List<Variable> variables = new ArrayList<>();
    variables.add(
        Variable.weight("depthwise_kernel", depthwise, depthwiseInitializer)
            .withRegularizer(depthwiseRegularizer));
    variables.add(
        Variable.weight("pointwise_kernel", pointwise, pointwiseInitializer)
            .withRegularizer(pointwiseRegularizer));
    variables.addAll(output().variables(filters, biasInitializer, biasRegularizer));
    return variables;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> apart =
        Convolution.depthwise(tf, inputs.get(0), scope.read("depthwise_kernel"), window());
    Operand<TFloat32> sum = Convolution.full(tf, apart, scope.read("pointwise_kernel"), POINT);
    return output().apply(scope, sum);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    long channels = InputShapes.image(inputs).get(-1) * depthMultiplier;
    long ofOnePosition = channels * (kernelSize.get(0) * kernelSize.get(1) + filters);
    return window().positions(inputs.get(0)) * ofOnePosition;
  }

  private Window window() {
    return Window.of(kernelSize, List.of(stride), padding);
  }

  private OutputStage output() {
    return new OutputStage(activation, useBias, activityRegularizer);
  }
}
