package dev.luthier.nn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * Batch normalization, Ioffe &amp; Szegedy 2015, over all dimensions but the last: gamma * (x -
 * mean) / sqrt(variance + epsilon) + beta, with the batch's moments in training and the moving ones
 * otherwise.
 *
 * <p>As in Keras, the moving variance follows the biased variance of the batch; PyTorch's follows
 * the unbiased one, and its momentum is one minus this one.
 *
 * @param momentum moving = momentum * moving + (1 - momentum) * batch
 * @param epsilon added to the variance
 * @param center whether beta is added
 * @param scale whether the result is multiplied by gamma
 * @param betaInitializer of beta, {@code [channels]}
 * @param gammaInitializer of gamma, {@code [channels]}
 * @param betaRegularizer of beta
 * @param gammaRegularizer of gamma
 */
public record BatchNormalization(
    float momentum,
    float epsilon,
    boolean center,
    boolean scale,
    Initializer betaInitializer,
    Initializer gammaInitializer,
    Optional<Regularizer> betaRegularizer,
    Optional<Regularizer> gammaRegularizer)
    implements Layer {

  public BatchNormalization {
    if (!(momentum >= 0 && momentum <= 1)) {
      throw new IllegalArgumentException(
          "momentum must be from 0 to 1, was " + momentum + "; write a number such as 0.99");
    }
    if (!(epsilon > 0) || Float.isInfinite(epsilon)) {
      throw new IllegalArgumentException(
          "epsilon must be positive, was " + epsilon + "; write a number such as 0.001");
    }
  }

  /** A layer with Keras' defaults. */
  public static BatchNormalization standard() {
    return new BatchNormalization(
        0.99f,
        0.001f,
        true,
        true,
        Initializer.Constant.ZEROS,
        Initializer.Constant.ONES,
        Optional.empty(),
        Optional.empty());
  }

  @Override
  public Shape outputShape(List<Shape> inputs) {
    return InputShapes.vectors(inputs);
  }

  @Override
  public List<Variable> variables(List<Shape> inputs) {
    Shape channels = Shape.of(InputShapes.vectors(inputs).get(-1));
    List<Variable> variables = new ArrayList<>();
    if (scale) {
      variables.add(
          Variable.weight("gamma", channels, gammaInitializer).withRegularizer(gammaRegularizer));
    }
    if (center) {
      variables.add(
          Variable.weight("beta", channels, betaInitializer).withRegularizer(betaRegularizer));
    }
    variables.add(Variable.state("moving_mean", channels, Initializer.Constant.ZEROS));
    variables.add(Variable.state("moving_variance", channels, Initializer.Constant.ONES));
    return variables;
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
    Operand<TFloat32> x = inputs.get(0);
    if (!scope.training()) {
      return normalizeByMovingMoments(scope, x);
    }
    Ops tf = scope.tf();
    long channels = x.shape().get(-1);
    boolean images = x.shape().numDimensions() == 4;
    Operand<TFloat32> wide = images ? x : Samples.reshape(tf, x, Shape.of(1, 1, channels));
    Operand<TFloat32> gamma = scale ? scope.read("gamma") : constant(tf, 1, channels);
    Operand<TFloat32> beta = center ? scope.read("beta") : constant(tf, 0, channels);
    Operand<TFloat32> normalized = normalizeByBatch(scope, wide, gamma, beta);
    return images ? normalized : Samples.reshape(tf, normalized, Samples.shape(x));
  }

  /**
   * Composed from plain ops: TensorFlow 2.18 merges the fused op with a convolution before it into
   * one that gives no output when oneDNN is on.
   */
  private Operand<TFloat32> normalizeByMovingMoments(LayerScope scope, Operand<TFloat32> x) {
    Ops tf = scope.exact();
    Operand<TFloat32> factor =
        tf.math.rsqrt(tf.math.add(scope.read("moving_variance"), tf.constant(epsilon)));
    if (scale) {
      factor = tf.math.mul(factor, scope.read("gamma"));
    }
    Operand<TFloat32> shift = tf.math.neg(tf.math.mul(scope.read("moving_mean"), factor));
    if (center) {
      shift = tf.math.add(shift, scope.read("beta"));
    }
    return tf.math.add(tf.math.mul(x, factor), shift);
  }

  private Operand<TFloat32> normalizeByBatch(
      LayerScope scope, Operand<TFloat32> images, Operand<TFloat32> gamma, Operand<TFloat32> beta) {
    Ops tf = scope.tf();
    Operand<TFloat32> none = tf.constant(new float[0]);
    FusedBatchNorm<TFloat32, TFloat32> batch =
        tf.nn.fusedBatchNorm(images, gamma, beta, none, none, FusedBatchNorm.epsilon(epsilon));
    move(scope, "moving_mean", batch.batchMean());
    move(scope, "moving_variance", biased(tf, batch.batchVariance(), images));
    return batch.y();
  }

  private void move(LayerScope scope, String variable, Operand<TFloat32> batch) {
    Ops tf = scope.tf();
    scope.assign(
        variable,
        tf.math.add(
            tf.math.mul(scope.read(variable), tf.constant(momentum)),
            tf.math.mul(batch, tf.constant(1 - momentum))));
  }

  /** The op divides by n - 1, which at n = 1 is not a number on some devices. */
  private static Operand<TFloat32> biased(
      Ops tf, Operand<TFloat32> unbiased, Operand<TFloat32> images) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> values = tf.dtypes.cast(tf.size(images), TFloat32.class);
    Operand<TFloat32> channels = tf.constant((float) images.shape().get(-1));
    Operand<TFloat32> count = tf.math.div(values, channels);
    Operand<TFloat32> factor = tf.math.div(tf.math.sub(count, one), count);
    return tf.select(tf.math.greater(count, one), tf.math.mul(unbiased, factor), tf.constant(0f));
  }

  private static Operand<TFloat32> constant(Ops tf, float value, long channels) {
    return tf.fill(tf.constant(Shape.of(channels)), tf.constant(value));
  }
}
