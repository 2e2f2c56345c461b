package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A gate for each unit of the last dimension, which training opens or shuts for good: the hard
 * concrete gates of Louizos, Welling &amp; Kingma 2018, {@code [..., n]} to {@code [..., n]}.
 *
 * <p>Training draws u anew for each gate of each sample, and multiplies a unit by z = clip(s, 0,
 * 1), s = sigmoid((log u - log(1 - u) + log_alpha) / temperature) * (high - low) + low. Otherwise z
 * = clip(sigmoid(log_alpha) * (high - low) + low, 0, 1), so that a unit whose gate is 0 is of no
 * use: an exported SavedModel is without it.
 *
 * <p>The loss gets strength * sum P(z != 0), P(z != 0) = sigmoid(log_alpha - temperature * log(-low
 * / high)): a unit costs {@code strength} of the mean loss of a sample. The paper's code counts a
 * unit's weights and divides by the number of samples; for n weights a unit and N samples its
 * lambda is strength * N / n.
 *
 * @param strength what a unit costs, positive
 * @param temperature of the concrete distribution; the paper's is 2 / 3
 * @param initialKeep sigmoid(log_alpha) at first, between 0 and 1
 * @param low where the stretched distribution begins, negative; the paper's is -0.1
 * @param high where it ends, above 1; the paper's is 1.1
 */
public record UnitGates(float strength, float temperature, float initialKeep, float low, float high)
    implements Layer {

  /** Name of the number of units whose gate is not 0. */
  public static final String KEPT = "kept";

  /** Name of the variable that opens and shuts the gates, {@code [n]}. */
  public static final String LOG_ALPHA = "log_alpha";

  private static final String STRENGTH = "strength";

  /** As in the paper's code; it keeps the logarithms finite. */
  private static final float SMALLEST_DRAW = 1e-6f;

  /** As in the paper's code: spread of log_alpha at first. */
  private static final float SPREAD = 0.01f;

  public UnitGates {
    if (!(strength > 0) || Float.isInfinite(strength)) {
      throw new IllegalArgumentException(
          "strength must be positive, was " + strength + "; write a number such as 0.001");
    }
    if (!(temperature > 0) || Float.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "temperature must be positive, was " + temperature + "; write a number such as 0.667");
    }
    if (!(initialKeep > 0 && initialKeep < 1)) {
      throw new IllegalArgumentException(
          "initial_keep must be between 0 and 1, was " + initialKeep + "; write such as 0.5");
    }
    if (!(low < 0) || Float.isInfinite(low)) {
      throw new IllegalArgumentException(
          "low must be negative, was " + low + "; write a number such as -0.1");
    }
    if (!(high > 1) || Float.isInfinite(high)) {
      throw new IllegalArgumentException(
          "high must be above 1, was " + high + "; write a number such as 1.1");
    }
  }

  /** Gates with the paper's distribution, open and shut alike at first. */
  public static UnitGates of(float strength) {
    return new UnitGates(strength, 2 / 3f, 0.5f, -0.1f, 1.1f);
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.vectors(inputs);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    float mean = (float) Math.log(initialKeep / (1.0 - initialKeep));
    return List.of(
        Variable.weight(
            LOG_ALPHA,
            Shape.of(InputShapes.vectors(inputs).get(-1)),
            new Initializer.RandomNormal(mean, SPREAD)),
        Variable.rate(STRENGTH, strength));
  }

  @Override
  public List<String> figures(List<Shape> inputs) {
    return List.of(KEPT);
  }

  @Override
  public boolean isDeterministic() {
    return false;
  }

  @Override
  public boolean keepsPositions() {
    return true;
  }

  @Override
  public Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs) {
    Ops tf = scope.tf();
    Operand<TFloat32> x = inputs.get(0);
    Operand<TFloat32> logAlpha = scope.read(LOG_ALPHA);
    Operand<TFloat32> settled = gate(tf, logAlpha);
    scope.report(KEPT, () -> count(tf, settled));
    scope.addLoss(() -> cost(scope, logAlpha));
    return tf.math.mul(x, scope.training() ? drawn(scope, x, logAlpha) : settled);
  }

  /** The value of a gate outside training. */
  public float gate(float logAlpha) {
    double stretched = (high - low) / (1 + Math.exp(-logAlpha)) + low;
    return (float) Math.max(0, Math.min(1, stretched));
  }

  private Operand<TFloat32> drawn(
      LayerScope scope, Operand<TFloat32> x, Operand<TFloat32> logAlpha) {
    Ops tf = scope.tf();
    List<Operand<TInt32>> sizes = new ArrayList<>(List.of(Samples.count(tf, x)));
    for (int axis = 1; axis < x.shape().numDimensions() - 1; axis++) {
      sizes.add(tf.constant(1));
    }
    sizes.add(tf.constant((int) x.shape().get(-1)));
    Operand<TFloat32> draw =
        within(
            tf,
            tf.random.statelessRandomUniform(tf.stack(sizes), scope.seed()),
            SMALLEST_DRAW,
            1 - SMALLEST_DRAW);
    Operand<TFloat32> noise =
        tf.math.sub(tf.math.log(draw), tf.math.log(tf.math.sub(tf.constant(1f), draw)));
    // The draws' shape depends on x, and TensorFlow would look for the gradient of a draw.
    Operand<TFloat32> fixed = tf.stopGradient(noise);
    return gate(tf, tf.math.div(tf.math.add(fixed, logAlpha), tf.constant(temperature)));
  }

  /** clip(sigmoid(logit) * (high - low) + low, 0, 1). */
  private Operand<TFloat32> gate(Ops tf, Operand<TFloat32> logit) {
    Operand<TFloat32> stretched =
        tf.math.add(tf.math.mul(tf.math.sigmoid(logit), tf.constant(high - low)), tf.constant(low));
    return within(tf, stretched, 0, 1);
  }

  /** Composed of ops that have gradients, unlike TensorFlow's own clipping. */
  private static Operand<TFloat32> within(
      Ops tf, Operand<TFloat32> x, float smallest, float largest) {
    return tf.math.minimum(tf.math.maximum(x, tf.constant(smallest)), tf.constant(largest));
  }

  private static Operand<TFloat32> count(Ops tf, Operand<TFloat32> gates) {
    Operand<TFloat32> kept =
        tf.dtypes.cast(tf.math.greater(gates, tf.constant(0f)), TFloat32.class);
    return tf.reduceSum(kept, tf.constant(0));
  }

  private Operand<TFloat32> cost(LayerScope scope, Operand<TFloat32> logAlpha) {
    Ops tf = scope.tf();
    float shift = (float) (temperature * Math.log(-low / (double) high));
    Operand<TFloat32> open = tf.math.sigmoid(tf.math.sub(logAlpha, tf.constant(shift)));
    return tf.math.mul(scope.read(STRENGTH), tf.reduceSum(open, tf.constant(0)));
  }
}
