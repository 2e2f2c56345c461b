package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * Each channel convolved by itself: {@code [height, width, channels]} to {@code [height', width',
 * channels * depthMultiplier]}; the outputs of one channel are neighbours.
 *
 * @param kernelSize height and width, or one number for both
 * @param stride of the kernel in both directions
 * @param padding beyond the edges, with zeros
 * @param depthMultiplier outputs of a channel
 * @param activation applied to the sum
 * @param useBias whether a bias is added
 * @param depthwiseInitializer of the kernel, {@code [height, width, channels, depthMultiplier]};
 *     the variable is named {@code kernel}, as in Keras 3
 * @param biasInitializer of the bias, {@code [channels * depthMultiplier]}
 * @param depthwiseRegularizer of the kernel
 * @param biasRegularizer of the bias
 * @param activityRegularizer of the output, as in {@link Dense}
 */
public record DepthwiseConv2d(
    List<Integer> kernelSize,
    int stride,
    Padding padding,
    int depthMultiplier,
    Activation activation,
    boolean useBias,
    Initializer depthwiseInitializer,
    Initializer biasInitializer,
    Optional<Regularizer> depthwiseRegularizer,
    Optional<Regularizer> biasRegularizer,
    Optional<Regularizer> activityRegularizer)
    implements Layer {

  public DepthwiseConv2d {
    kernelSize = Window.pair(Window.positive("kernel_size", kernelSize));
    Window.positive("stride", stride);
    Window.positive("depth_multiplier", depthMultiplier);
    OutputStage.checkActivityRegularizer(activityRegularizer);
  }

  /** A layer with Keras' defaults: stride 1, no padding, multiplier 1, no activation, a bias. */
  public static DepthwiseConv2d of(int kernelSize) {
    return new DepthwiseConv2d(
        List.of(kernelSize),
        1,
        Padding.VALID,
        1,
        Activation.LINEAR,
        true,
        VarianceScaling.GLOROT_UNIFORM,
        Initializer.Constant.ZEROS,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    Shape input = InputShapes.image(inputs);
    return window().outputShape(input, input.get(-1) * depthMultiplier);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    long channels = InputShapes.image(inputs).get(-1);
    Shape kernel = Shape.of(kernelSize.get(0), kernelSize.get(1), channels, depthMultiplier);
    List<Variable> variables = new ArrayList<>();
    variables.add(
        Variable.weight("kernel", kernel, depthwiseInitializer)
            .withRegularizer(depthwiseRegularizer));
    variables.addAll(
        output().variables(channels * depthMultiplier, biasInitializer, biasRegularizer));
    return variables;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Operand<TFloat32> sum =
        Convolution.depthwise(scope.tf(), inputs.get(0), scope.read("kernel"), window());
    return output().apply(scope, sum);
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return outputShape(inputs).size() * kernelSize.get(0) * kernelSize.get(1);
  }

  private Window window() {
    return Window.of(kernelSize, List.of(stride), padding);
  }

  private OutputStage output() {
    return new OutputStage(activation, useBias, activityRegularizer);
  }
}
