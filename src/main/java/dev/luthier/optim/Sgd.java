package dev.luthier.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.train.ResourceApplyKerasMomentum;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Stochastic gradient descent: {@code w = w - learning_rate g}. With momentum, <a
 * href="https://doi.org/10.1016/0041-5553(64)90137-5">Polyak 1964</a>:
 *
 * <pre>
 * d = momentum d - learning_rate g
 * w = w + d
 * </pre>
 *
 * <p>With {@code nesterov}, in the form of <a
 * href="https://proceedings.mlr.press/v28/sutskever13.html">Sutskever et al. 2013</a>, the last
 * line is {@code w = w + momentum d - learning_rate g}.
 *
 * <p>The learning rate is inside d, as in Keras, so after a change of the rate the old steps go on
 * at their old size. PyTorch and TensorFlow's {@code ApplyMomentum} multiply by the rate after the
 * momentum; TensorFlow's {@code ApplyKerasMomentum}, used here, does it as Keras.
 *
 * @param learningRate what a gradient is multiplied by
 * @param momentum part of the last step that is taken again; 0 for none
 * @param nesterov whether the momentum looks one step ahead; without effect where it is 0
 */
public record Sgd(float learningRate, float momentum, boolean nesterov) implements Optimizer {

  public Sgd {
    Bounds.positive("learning_rate", learningRate, 0.01f);
    Bounds.decay("momentum", momentum, 0.9f);
  }

  /** With Keras' defaults: no momentum. */
  public static Sgd of(float learningRate) {
    return new Sgd(learningRate, 0, false);
  }

  public Sgd withMomentum(float newMomentum) {
    return new Sgd(learningRate, newMomentum, nesterov);
  }

  public Sgd withNesterov(boolean newNesterov) {
    return new Sgd(learningRate, momentum, newNesterov);
  }

  @Override
  public List<Slot> slots() {
    return momentum == 0 ? List.of() : List.of(new Slot("momentum", 0));
  }

  @Override
  public List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates) {
    List<Op> ops = new ArrayList<>();
    if (momentum == 0) {
      for (Update update : updates) {
        ops.add(
            tf.train.resourceApplyGradientDescent(
                update.variable(), learningRate, update.gradient()));
      }
      return ops;
    }
    Operand<TFloat32> momentum = tf.constant(this.momentum);
    for (Update update : updates) {
      ops.add(
          tf.train.resourceApplyKerasMomentum(
              update.variable(),
              update.slots().get("momentum"),
              learningRate,
              update.gradient(),
              momentum,
              ResourceApplyKerasMomentum.useNesterov(nesterov)));
    }
    return ops;
  }
}
