package dev.luthier.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Adam with decoupled weight decay, <a href="https://arxiv.org/abs/1711.05101">Loshchilov &amp;
 * Hutter 2017</a>: {@code w = w - learning_rate weight_decay w}, then {@link Adam}'s step from
 * there.
 *
 * <p>As in Keras, all weights decay, biases and normalization scales among them, and the decay
 * follows the learning rate's schedule. TensorFlow has no op for the whole: the decay is an op of
 * its own before Adam's.
 *
 * @param learningRate about the size of a step
 * @param beta1 what the mean gradient keeps from step to step
 * @param beta2 what the mean squared gradient keeps from step to step
 * @param epsilon added to the root of the mean squared gradient
 * @param amsgrad whether to divide by the largest mean squared gradient so far
 * @param weightDecay part of a weight that is taken off in a step with learning rate 1
 */
public record AdamW(
    float learningRate, float beta1, float beta2, float epsilon, boolean amsgrad, float weightDecay)
    implements Optimizer {

  public AdamW {
    Bounds.positive("learning_rate", learningRate, 0.001f);
    Bounds.decay("beta1", beta1, 0.9f);
    Bounds.decay("beta2", beta2, 0.999f);
    Bounds.positive("epsilon", epsilon, 1e-7f);
    Bounds.notNegative("weight_decay", weightDecay, 0.004f);
  }

  /** With Keras' defaults. */
  public static AdamW of(float learningRate) {
    return new AdamW(learningRate, 0.9f, 0.999f, 1e-7f, false, 0.004f);
  }

  public AdamW withWeightDecay(float newWeightDecay) {
    return new AdamW(learningRate, beta1, beta2, epsilon, amsgrad, newWeightDecay);
  }

  @Override
  public List<Slot> slots() {
    return adam().slots();
  }

  @Override
  public List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates) {
    Adam adam = adam();
    Adam.Scalars scalars = adam.scalars(tf, learningRate, step);
    Operand<TFloat32> decay = tf.math.mul(learningRate, tf.constant(weightDecay));
    List<Op> ops = new ArrayList<>();
    for (Update update : updates) {
      Op decayed = tf.assignSubVariableOp(update.variable(), tf.math.mul(update.value(), decay));
      ops.add(adam.apply(tf.withControlDependencies(List.of(decayed)), scalars, update));
    }
    return ops;
  }

  private Adam adam() {
    return new Adam(learningRate, beta1, beta2, epsilon, amsgrad);
  }
}
