package dev.luthier.nn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A gate of each sample, which says how much of a block the sample needs: g = sigmoid(mean(x) w +
 * b), {@code [..., channels]} to {@code [..., 1]} with a 1 for every dimension, so that it
 * multiplies a block's output. Adds cost * mean(g) to the loss. Veit &amp; Belongie 2018 and Wang
 * et al. 2018 skip a residual network's blocks so.
 *
 * <p>A hard gate is 1 where the sigmoid is at least 1/2 and else 0, with the sigmoid's gradient
 * (straight-through, Bengio et al. 2013); unlike Veit &amp; Belongie, it adds no noise in training.
 * The graph works the block out for every sample of a batch: the gate says what can be skipped, not
 * what was.
 *
 * <p>Reports {@code use}, the mean of g.
 *
 * @param hard whether gates are 0 or 1
 * @param cost of an open gate, at least 0
 * @param kernelInitializer of w, {@code [channels, 1]}; zeros, so that the bias alone decides at
 *     first
 * @param biasInitializer of b, {@code [1]}; above 0 the block is in use at first
 */
public record SkipGate(
    boolean hard, float cost, Initializer kernelInitializer, Initializer biasInitializer)
    implements Layer {

  public static final float DEFAULT_COST = 0.01f;
  public static final Initializer.Constant MOSTLY_OPEN = new Initializer.Constant(1);

  public SkipGate {
    SampleGate.checkCost("cost", cost);
  }

  /** A gate that is open at first. */
  public static SkipGate of(boolean hard, float cost) {
    return new SkipGate(hard, cost, Initializer.Constant.ZEROS, MOSTLY_OPEN);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    int rank = InputShapes.vectors(inputs).numDimensions();
    return Shape.of(Collections.nCopies(rank, 1L).stream().mapToLong(Long::longValue).toArray());
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    List<Variable> variables = new ArrayList<>(gate().variables(InputShapes.vectors(inputs)));
    variables.add(Variable.rate("cost", cost));
    return variables;
  }

  @Override
  public List<String> figures(List<Shape> inputs) {
    return List.of("use");
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    Operand<TFloat32> soft = gate().apply(scope, x);
    Operand<TFloat32> gates = hard ? harden(tf, soft) : soft;
    scope.report("use", () -> mean(tf, gates));
    scope.addLoss(() -> tf.math.mul(mean(tf, gates), scope.read("cost")));
    return PositionMean.broadcast(tf, gates, Samples.shape(x));
  }

  @Override
  public long multiplyAdds(List<Shape> inputs) {
    return InputShapes.vectors(inputs).get(-1);
  }

  private SampleGate gate() {
    return new SampleGate(kernelInitializer, biasInitializer);
  }

  private static Operand<TFloat32> harden(Ops tf, Operand<TFloat32> soft) {
    Operand<TFloat32> steps =
        tf.dtypes.cast(tf.math.greaterEqual(soft, tf.constant(0.5f)), TFloat32.class);
    return tf.math.add(soft, tf.stopGradient(tf.math.sub(steps, soft)));
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> gates) {
    return tf.math.mean(gates, tf.constant(new int[] {0, 1}));
  }
}
