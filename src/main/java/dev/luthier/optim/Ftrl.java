package dev.luthier.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Follow the regularized leader, <a href="https://doi.org/10.1145/2487575.2488200">McMahan et al.
 * 2013</a>: each step solves for the weights that would have served all gradients so far best, so
 * l1 makes weights exactly 0. With r the learning rate and p the learning rate power:
 *
 * <pre>
 * s' = s + g^2
 * z  = z + g + 2 l2_shrinkage w - (s'^-p - s^-p) / r * w
 * w  = (clip(z, -l1, l1) - z) / (s'^-p / r + 2 l2 + beta / r)
 * s  = s'
 * </pre>
 *
 * <p>The equations count on the same learning rate in all steps: another one would scale the
 * weights. So {@link Optimization} takes no schedule with FTRL, where Keras takes any.
 *
 * <p>TensorFlow's op has no beta. As in Keras, it is given as an l2 of {@code l2 + beta / (2 r)}. A
 * weight that never had a gradient becomes 0; in Keras it becomes NaN where {@code
 * initial_accumulator}, l2 and beta are all 0.
 *
 * @param learningRate r
 * @param learningRatePower p, 0 or less: how the steps shrink with the gradients; 0 for not at all
 * @param initialAccumulator where s starts
 * @param l1 strength of the L1 penalty
 * @param l2 strength of the L2 penalty
 * @param l2Shrinkage strength of an L2 penalty on the weights as they are, which is in the gradient
 *     only
 * @param beta of the paper, which shrinks the first steps
 */
public record Ftrl(
    float learningRate,
    float learningRatePower,
    float initialAccumulator,
    float l1,
    float l2,
    float l2Shrinkage,
    float beta)
    implements Optimizer {

  public Ftrl {
    Bounds.positive("learning_rate", learningRate, 0.001f);
    if (!(learningRatePower <= 0) || Float.isInfinite(learningRatePower)) {
      throw new IllegalArgumentException(
          "learning_rate_power must be 0 or less, was "
              + learningRatePower
              + "; write a number such as -0.5");
    }
    Bounds.notNegative("initial_accumulator", initialAccumulator, 0.1f);
    Bounds.notNegative("l1", l1, 0.001f);
    Bounds.notNegative("l2", l2, 0.001f);
    Bounds.notNegative("l2_shrinkage", l2Shrinkage, 0.001f);
    Bounds.notNegative("beta", beta, 1f);
  }

  /** With Keras' defaults: no penalties. */
  public static Ftrl of(float learningRate) {
    return new Ftrl(learningRate, -0.5f, 0.1f, 0, 0, 0, 0);
  }

  @Override
  public List<Slot> slots() {
    return List.of(new Slot("accumulator", initialAccumulator), new Slot("linear", 0));
  }

  @Override
  public List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates) {
    Operand<TFloat32> l1 = tf.constant(this.l1);
    Operand<TFloat32> l2 = tf.constant(this.l2);
    if (beta != 0) {
      l2 = tf.math.add(l2, tf.math.div(tf.constant(beta / 2), learningRate));
    }
    Operand<TFloat32> shrinkage = tf.constant(l2Shrinkage);
    Operand<TFloat32> power = tf.constant(learningRatePower);
    List<Op> ops = new ArrayList<>();
    for (Update update : updates) {
      ops.add(
          tf.train.resourceApplyFtrl(
              update.variable(),
              update.slots().get("accumulator"),
              update.slots().get("linear"),
              update.gradient(),
              learningRate,
              l1,
              l2,
              shrinkage,
              power));
    }
    return ops;
  }
}
