package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;

/**
 * Adaptive computation time, Graves 2016, over repetitions with weights of their own, as in
 * Figurnov et al. 2017: the sum of the repetitions' outputs x1 … xN, weighted by when a sample
 * halts.
 *
 * <p>A sample halts at the first repetition n where h1 + … + hn is at least 1 - epsilon, and at the
 * last one in any case. A repetition before that has the weight hi, the one at which it halts the
 * remainder R = 1 - h1 - … - h(n-1), later ones 0. Adds ponder cost * mean(n + R) to the loss; n
 * has no gradient, R has.
 *
 * <p>Inputs are the N outputs, of one shape, and after them the N - 1 halting values {@code [1]} of
 * all but the last. The graph works all repetitions out for every sample of a batch: the depth says
 * what can be skipped, not what was.
 *
 * <p>Reports {@code depth}, the mean of n.
 *
 * @param ponderCost of a repetition, at least 0
 * @param epsilon what may be missing to 1, so that one repetition can be enough
 */
public record HaltedSum(float ponderCost, float epsilon) implements Layer {

  public static final float DEFAULT_PONDER_COST = 0.01f;
  public static final float DEFAULT_EPSILON = 0.01f;

  public HaltedSum {
    SampleGate.checkCost("ponder_cost", ponderCost);
    if (!(epsilon > 0 && epsilon < 1)) {
      throw new IllegalArgumentException(
          "epsilon must be above 0 and below 1, was " + epsilon + "; write a number such as 0.01");
    }
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    InputShapes.twoOrMore(inputs);
    int repetitions = repetitions(inputs.size());
    List<Shape> outputs = inputs.subList(0, repetitions);
    List<Shape> halting = inputs.subList(repetitions, inputs.size());
    if (inputs.size() % 2 == 0
        || outputs.get(0).numDimensions() == 0
        || outputs.stream().distinct().count() != 1
        || !halting.stream().allMatch(Shape.of(1)::equals)) {
      throw new IllegalArgumentException(
          "needs outputs of one shape and a halting value [1] for each of them but the last, was"
              + " given "
              + inputs
              + "; write such as input: [\"first\", \"second\", \"first_halting\"]");
    }
    return outputs.get(0);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    return List.of(Variable.rate("ponder_cost", ponderCost));
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public List<String> figures(List<Shape> inputs) {
    return List.of("depth");
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.exact();
    int repetitions = repetitions(inputs.size());
    Shape sample = Samples.shape(inputs.get(0));
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> enough = tf.constant(1 - epsilon);

    List<Operand<TFloat32>> weighted = new ArrayList<>();
    Operand<TFloat32> running = one;
    Operand<TFloat32> remainder = one;
    Operand<TFloat32> depth = one;
    Operand<TFloat32> lastRemainder = tf.constant(0f);
    Operand<TFloat32> sum = tf.constant(0f);
    for (int i = 0; i < repetitions; i++) {
      Operand<TFloat32> weight;
      if (i == repetitions - 1) {
        weight = tf.math.mul(running, remainder);
        lastRemainder = tf.math.add(lastRemainder, weight);
      } else {
        Operand<TFloat32> halting = inputs.get(repetitions + i);
        sum = tf.math.add(sum, halting);
        Operand<TBool> less = tf.math.less(tf.stopGradient(sum), enough);
        Operand<TFloat32> goesOn = tf.math.mul(running, tf.dtypes.cast(less, TFloat32.class));
        Operand<TFloat32> halts = tf.math.sub(running, goesOn);
        Operand<TFloat32> last = tf.math.mul(halts, remainder);
        weight = tf.math.add(tf.math.mul(goesOn, halting), last);
        lastRemainder = tf.math.add(lastRemainder, last);
        remainder = tf.math.sub(one, sum);
        depth = tf.math.add(depth, goesOn);
        running = goesOn;
      }
      weighted.add(tf.math.mul(inputs.get(i), PositionMean.broadcast(tf, weight, sample)));
    }
    report(scope, depth, lastRemainder);
    return tf.math.addN(weighted);
  }

  private static void report(
      LayerScope scope, Operand<TFloat32> depth, Operand<TFloat32> remainder) {
    Ops tf = scope.tf();
    scope.report("depth", () -> mean(tf, depth));
    scope.addLoss(
        () -> tf.math.mul(mean(tf, tf.math.add(depth, remainder)), scope.read("ponder_cost")));
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> values) {
    return tf.math.mean(values, tf.constant(new int[] {0, 1}));
  }

  private static int repetitions(int inputs) {
    return (inputs + 1) / 2;
  }
}
