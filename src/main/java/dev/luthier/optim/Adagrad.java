package dev.luthier.optim;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Adagrad, <a href="https://jmlr.org/papers/v12/duchi11a.html">Duchi et al. 2011</a>: weights that
 * were changed much take smaller steps.
 *
 * <pre>
 * s = s + g^2
 * w = w - learning_rate g / sqrt(s + epsilon)
 * </pre>
 *
 * <p>Keras adds epsilon under the root, TensorFlow's op to the root. So the op's epsilon is 0 here,
 * and s starts at {@code initial_accumulator + epsilon}, which is the same sum. PyTorch adds it to
 * the root and starts at 0.
 *
 * @param learningRate what a gradient over the root of s is multiplied by
 * @param initialAccumulator where s starts
 * @param epsilon added to s before the root
 */
public record Adagrad(float learningRate, float initialAccumulator, float epsilon)
    implements Optimizer {

  public Adagrad {
    Bounds.positive("learning_rate", learningRate, 0.001f);
    Bounds.notNegative("initial_accumulator", initialAccumulator, 0.1f);
    Bounds.positive("epsilon", epsilon, 1e-7f);
  }

  /** With Keras' defaults. */
  public static Adagrad of(float learningRate) {
    return new Adagrad(learningRate, 0.1f, 1e-7f);
  }

  @Override
  public List<Slot> slots() {
    return List.of(new Slot("accumulator", initialAccumulator + epsilon));
  }

  @Override
  public List<Op> apply(
      Ops tf, Operand<TFloat32> learningRate, Operand<TInt64> step, List<Update> updates) {
    Operand<TFloat32> addedToTheRoot = tf.constant(0f);
    List<Op> ops = new ArrayList<>();
    for (Update update : updates) {
      ops.add(
          tf.train.resourceApplyAdagrad(
              update.variable(),
              update.slots().get("accumulator"),
              learningRate,
              addedToTheRoot,
              update.gradient()));
    }
    return ops;
  }
}
