package dev.luthier.graph;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.random.StatelessRandomGetKeyCounter;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * Mixes each sample of a training batch with another one, Zhang et al. 2018: x becomes l x + (1 -
 * l) x' and its loss l L(y) + (1 - l) L(y'), where l is drawn from Beta(alpha, alpha) for each
 * batch.
 *
 * <p>A sample's partner is the one before it, the first one's the last: batches are in random
 * order, so that is as good as drawing partners.
 */
final class Mixup {

  /** TensorFlow's number for the random numbers of Philox. */
  private static final int PHILOX = 1;

  private final Ops tf;
  private final Operand<TFloat32> share;

  /**
   * Draws a batch's share.
   *
   * @param alpha small for shares near 0 and 1, large for shares near 1/2
   * @param seed of the run and number of the step, int32 of shape [2]
   */
  Mixup(Ops tf, float alpha, Operand<TInt32> seed) {
    this.tf = tf;
    int salt = (int) Seeds.derive(0, "training.mixup");
    StatelessRandomGetKeyCounter drawn =
        tf.random.statelessRandomGetKeyCounter(tf.math.add(seed, tf.constant(new int[] {salt, 0})));
    Operand<TFloat64> pair =
        tf.random.statelessRandomGamma(
            tf.constant(new int[] {2}),
            drawn.key(),
            drawn.counter(),
            tf.constant(PHILOX),
            tf.constant((double) alpha));
    // Of two independent Gamma(alpha) numbers, the first one's part of the sum is Beta(alpha,
    // alpha).
    // A small alpha may give 0 twice.
    Operand<TFloat64> positive = tf.math.maximum(pair, tf.constant(Double.MIN_NORMAL));
    Operand<TFloat64> sum = tf.reduceSum(positive, tf.constant(0));
    Operand<TFloat64> shares = tf.math.div(positive, sum);
    this.share = tf.dtypes.cast(tf.gather(shares, tf.constant(0), tf.constant(0)), TFloat32.class);
  }

  /** How much of a mixed sample is the sample itself, a scalar from 0 to 1. */
  Operand<TFloat32> share() {
    return share;
  }

  /** Mixes a batch of each input. */
  Map<String, Operand<TFloat32>> inputs(Map<String, Operand<TFloat32>> inputs) {
    Map<String, Operand<TFloat32>> mixed = new LinkedHashMap<>();
    inputs.forEach((name, value) -> mixed.put(name, mix(value, partners(value))));
    return mixed;
  }

  /** Mixes each input with that of the samples' partners. */
  Map<String, Operand<TFloat32>> inputs(
      Map<String, Operand<TFloat32>> inputs, Map<String, Operand<TFloat32>> partners) {
    Map<String, Operand<TFloat32>> mixed = new LinkedHashMap<>();
    inputs.forEach((name, value) -> mixed.put(name, mix(value, partners.get(name))));
    return mixed;
  }

  /** The targets of the samples' partners. */
  SampleStore.Batch partners(SampleStore.Batch batch) {
    return new SampleStore.Batch(
        batch.inputs(),
        batch.classes() == null ? null : partners(batch.classes()),
        batch.targets() == null ? null : partners(batch.targets()));
  }

  /** l own + (1 - l) other. */
  Operand<TFloat32> mix(Operand<TFloat32> own, Operand<TFloat32> other) {
    return tf.math.add(
        tf.math.mul(share, own), tf.math.mul(tf.math.sub(tf.constant(1f), share), other));
  }

  private <T extends TType> Operand<T> partners(Operand<T> batch) {
    return tf.roll(batch, tf.constant(1), tf.constant(0));
  }
}
