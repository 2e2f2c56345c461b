package dev.luthier.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Adadelta, <a href="https://arxiv.org/abs/1212.5701">Zeiler 2012</a>: steps scaled by the ratio of
 * the last steps' size to the last gradients' size.
 *
 * <pre>
 * s = rho s + (1 - rho) g^2
 * d = sqrt(u + epsilon) / sqrt(s + epsilon) g
 * u = rho u + (1 - rho) d^2
 * w = w - learning_rate d
 * </pre>
 *
 * <p>The paper has no learning rate, which is a learning rate of 1. Keras' default of 0.001 makes
 * very small steps; PyTorch's is 1. TensorFlow's op has Keras' arithmetic.
 *
 * @param learningRate what a step is multiplied by
 * @param rho what the mean squares keep from step to step
 * @param epsilon added to the mean squares before the roots; the size of the first steps
 */
public record Adadelta(float learningRate, float rho, float epsilon) implements Optimizer {

  public Adadelta {
    Bounds.positive("learning_rate", learningRate, 1f);
    Bounds.decay("rho", rho, 0.95f);
    Bounds.positive("epsilon", epsilon, 1e-7f);
  }

  /** With Keras' defaults. */
  public static Adadelta of(float learningRate) {
    return new Adadelta(learningRate, 0.95f, 1e-7f);
  }

  @Override
  public List<Slot> slots() {
    return List.of(new Slot("mean_square", 0), new Slot("mean_square_step", 0));
  }

  @Override
  public List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates) {
    Operand<TFloat32> rho = tf.constant(this.rho);
    Operand<TFloat32> epsilon = tf.constant(this.epsilon);
    List<Op> ops = new ArrayList<>();
    for (Update update : updates) {
      ops.add(
          tf.train.resourceApplyAdadelta(
              update.variable(),
              update.slots().get("mean_square"),
              update.slots().get("mean_square_step"),
              learningRate,
              rho,
              epsilon,
              update.gradient()));
    }
    return ops;
  }
}
