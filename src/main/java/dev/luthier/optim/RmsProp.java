package dev.luthier.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * RMSProp, <a href="https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf">
 * Tieleman &amp; Hinton 2012</a>: the gradient over a moving root of its mean square.
 *
 * <pre>
 * s = rho s + (1 - rho) g^2
 * d = momentum d + learning_rate g / sqrt(s + epsilon)
 * w = w - d
 * </pre>
 *
 * <p>With {@code centered}, <a href="https://arxiv.org/abs/1308.0850">Graves 2013</a>, the root is
 * of {@code s - a^2 + epsilon}, where {@code a = rho a + (1 - rho) g}: an estimate of the
 * gradient's variance.
 *
 * <p>TensorFlow's ops have Keras' arithmetic, with epsilon under the root; PyTorch adds it to the
 * root and multiplies by the learning rate after the momentum. TensorFlow's ops want the slot d
 * also where the momentum is 0; Keras does without it.
 *
 * @param learningRate about the size of a step
 * @param rho what the mean squared gradient keeps from step to step
 * @param momentum part of the last step that is taken again
 * @param epsilon added to the mean squared gradient before the root
 * @param centered whether the squared mean gradient is subtracted
 */
public record RmsProp(
    float learningRate, float rho, float momentum, float epsilon, boolean centered)
    implements Optimizer {

  public RmsProp {
    Bounds.positive("learning_rate", learningRate, 0.001f);
    Bounds.decay("rho", rho, 0.9f);
    Bounds.decay("momentum", momentum, 0.9f);
    Bounds.positive("epsilon", epsilon, 1e-7f);
  }

  /** With Keras' defaults: no momentum, not centered. */
  public static RmsProp of(float learningRate) {
    return new RmsProp(learningRate, 0.9f, 0, 1e-7f, false);
  }

  public RmsProp withMomentum(float newMomentum) {
    return new RmsProp(learningRate, rho, newMomentum, epsilon, centered);
  }

  public RmsProp withCentered(boolean newCentered) {
    return new RmsProp(learningRate, rho, momentum, epsilon, newCentered);
  }

  @Override
  public List<Slot> slots() {
    Slot meanSquare = new Slot("mean_square", 0);
    Slot momentum = new Slot("momentum", 0);
    return centered
        ? List.of(meanSquare, momentum, new Slot("mean_gradient", 0))
        : List.of(meanSquare, momentum);
  }

  @Override
  public List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates) {
    Operand<TFloat32> rho = tf.constant(this.rho);
    Operand<TFloat32> momentum = tf.constant(this.momentum);
    Operand<TFloat32> epsilon = tf.constant(this.epsilon);
    List<Op> ops = new ArrayList<>();
    for (Update update : updates) {
      if (centered) {
        ops.add(
            tf.train.resourceApplyCenteredRmsProp(
                update.variable(),
                update.slots().get("mean_gradient"),
                update.slots().get("mean_square"),
                update.slots().get("momentum"),
                learningRate,
                rho,
                momentum,
                epsilon,
                update.gradient()));
      } else {
        ops.add(
            tf.train.resourceApplyRmsProp(
                update.variable(),
                update.slots().get("mean_square"),
                update.slots().get("momentum"),
                learningRate,
                rho,
                momentum,
                epsilon,
                update.gradient()));
      }
    }
    return ops;
  }
}
