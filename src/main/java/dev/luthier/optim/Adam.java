package dev.luthier.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Adam, <a href="https://arxiv.org/abs/1412.6980">Kingma &amp; Ba 2014</a>: steps of about the
 * learning rate, whatever the gradient's scale. With g the gradient, t the number of the step from
 * 1, and w the weight:
 *
 * <pre>
 * m = beta1 m + (1 - beta1) g
 * v = beta2 v + (1 - beta2) g^2
 * w = w - learning_rate sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon)
 * </pre>
 *
 * <p>With {@code amsgrad}, <a href="https://openreview.net/forum?id=ryQu7f-RZ">Reddi et al.
 * 2018</a>, the largest v so far takes v's place in the last line.
 *
 * <p>As in Keras, and in the paper's remark on efficiency, the correction of the bias is in the
 * learning rate, so epsilon is added to a root that is not corrected; PyTorch and the paper's
 * algorithm add it to the corrected root. TensorFlow's op has Keras' arithmetic; beta1^t and
 * beta2^t are its arguments and are computed once a step from the step counter.
 *
 * @param learningRate about the size of a step
 * @param beta1 what the mean gradient keeps from step to step
 * @param beta2 what the mean squared gradient keeps from step to step
 * @param epsilon added to the root of the mean squared gradient
 * @param amsgrad whether to divide by the largest mean squared gradient so far
 */
public record Adam(float learningRate, float beta1, float beta2, float epsilon, boolean amsgrad)
    implements Optimizer {

  public Adam {
    Bounds.positive("learning_rate", learningRate, 0.001f);
    Bounds.decay("beta1", beta1, 0.9f);
    Bounds.decay("beta2", beta2, 0.999f);
    Bounds.positive("epsilon", epsilon, 1e-7f);
  }

  /** With Keras' defaults. */
  public static Adam of(float learningRate) {
    return new Adam(learningRate, 0.9f, 0.999f, 1e-7f, false);
  }

  public Adam withAmsgrad(boolean newAmsgrad) {
    return new Adam(learningRate, beta1, beta2, epsilon, newAmsgrad);
  }

  @Override
  public List<Slot> slots() {
    Slot m = new Slot("m", 0);
    Slot v = new Slot("v", 0);
    return amsgrad ? List.of(m, v, new Slot("largest_v", 0)) : List.of(m, v);
  }

  @Override
  public List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates) {
    Scalars scalars = scalars(tf, learningRate, step);
    List<Op> ops = new ArrayList<>();
    for (Update update : updates) {
      ops.add(apply(tf, scalars, update));
    }
    return ops;
  }

  /** What the updates of one step share. */
  record Scalars(
      Operand<TFloat32> beta1Power,
      Operand<TFloat32> beta2Power,
      Operand<TFloat32> learningRate,
      Operand<TFloat32> beta1,
      Operand<TFloat32> beta2,
      Operand<TFloat32> epsilon) {}

  Scalars scalars(Ops tf, Operand<TFloat32> rate, Operand<TInt64> step) {
    Operand<TFloat32> count = tf.dtypes.cast(tf.math.add(step, tf.constant(1L)), TFloat32.class);
    Operand<TFloat32> first = tf.constant(beta1);
    Operand<TFloat32> second = tf.constant(beta2);
    return new Scalars(
        tf.math.pow(first, count),
        tf.math.pow(second, count),
        rate,
        first,
        second,
        tf.constant(epsilon));
  }

  Op apply(Ops tf, Scalars scalars, Update update) {
    if (amsgrad) {
      return tf.train.resourceApplyAdamWithAmsgrad(
          update.variable(),
          update.slots().get("m"),
          update.slots().get("v"),
          update.slots().get("largest_v"),
          scalars.beta1Power(),
          scalars.beta2Power(),
          scalars.learningRate(),
          scalars.beta1(),
          scalars.beta2(),
          scalars.epsilon(),
          update.gradient());
    }
    return tf.train.resourceApplyAdam(
        update.variable(),
        update.slots().get("m"),
        update.slots().get("v"),
        scalars.beta1Power(),
        scalars.beta2Power(),
        scalars.learningRate(),
        scalars.beta1(),
        scalars.beta2(),
        scalars.epsilon(),
        update.gradient());
  }
}
