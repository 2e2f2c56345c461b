package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * How likely a sample is to need no further repetition: h = sigmoid(mean(x) w + b), {@code [...,
 * channels]} to {@code [1]}. A {@link HaltedSum} makes depths of them.
 *
 * @param kernelInitializer of w, {@code [channels, 1]}; zeros, so that the bias alone decides at
 *     first
 * @param biasInitializer of b, {@code [1]}; below 0 samples go deep at first, as in Figurnov et al.
 *     2017; Graves 2016 starts at 1
 */
public record HaltingUnit(Initializer kernelInitializer, Initializer biasInitializer)
    implements Layer {

  public static final Initializer.Constant MOSTLY_GOING_ON = new Initializer.Constant(-1);

  /** A unit with defaults. */
  public static HaltingUnit standard() {
    return new HaltingUnit(Initializer.Constant.ZEROS, MOSTLY_GOING_ON);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    InputShapes.vectors(inputs);
    return Shape.of(1);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    return gate().variables(InputShapes.vectors(inputs));
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    return gate().apply(scope, inputs.get(0));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return InputShapes.vectors(inputs).get(-1);
  }

  private SampleGate gate() {
    return new SampleGate(kernelInitializer, biasInitializer);
  }
}
