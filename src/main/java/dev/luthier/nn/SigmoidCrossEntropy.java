package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Cross entropy of a sigmoid for each logit: one logit tells the second of two classes from the
 * first; more tell each class from the rest, and their mean is taken.
 *
 * <p>For a logit x and a target t that is {@code -t log sigmoid(x) - (1 - t) log sigmoid(-x)},
 * Keras' BinaryCrossentropy of logits.
 *
 * @param labelSmoothing t becomes {@code t (1 - labelSmoothing) + labelSmoothing / 2}; at least 0
 *     and below 1
 * @param classWeight a weight for each class, or empty
 */
public record SigmoidCrossEntropy(float labelSmoothing, List<Float> classWeight)
    implements Loss.Classification {

  public SigmoidCrossEntropy {
    classWeight = List.copyOf(classWeight);
    ClassificationFields.requireLabelSmoothing(labelSmoothing);
    ClassificationFields.requireClassWeight(classWeight);
  }

  @Override
  public void checkOutput(Shape output) {
    ClassificationFields.requireUnits("sigmoid_cross_entropy", output, 1);
  }

  @Override
  public Operand<TFloat32> perSample(Ops tf, Operand<TFloat32> output, Operand<TInt64> classes) {
    int units = (int) output.shape().get(-1);
    Operand<TFloat32> negative = tf.constant(labelSmoothing / 2);
    Operand<TFloat32> positive = tf.constant(1 - labelSmoothing / 2);
    // One logit is that of class 1 alone, more are those of all classes from 0.
    Operand<TInt64> unit = units == 1 ? tf.math.sub(classes, tf.constant(1L)) : classes;
    Operand<TFloat32> target = tf.oneHot(unit, tf.constant(units), positive, negative);
    // -log sigmoid(x) = softplus(-x): neither overflows nor cancels, at either end.
    Operand<TFloat32> missed = tf.math.mul(target, tf.math.softplus(tf.math.neg(output)));
    Operand<TFloat32> alarmed =
        tf.math.mul(tf.math.sub(tf.constant(1f), target), tf.math.softplus(output));
    return tf.math.mean(tf.math.add(missed, alarmed), tf.constant(-1));
  }

  /** {@code [1 - p, p]} for one unit, else the sigmoid of each unit, which do not sum to 1. */
  @Override
  public Operand<TFloat32> probabilities(Ops tf, Operand<TFloat32> output) {
    Operand<TFloat32> positive = tf.math.sigmoid(output);
    if (output.shape().get(-1) > 1) {
      return positive;
    }
    return tf.concat(List.of(tf.math.sigmoid(tf.math.neg(output)), positive), tf.constant(-1));
  }

  @Override
  public int classes(int units) {
    return units == 1 ? 2 : units;
  }
}
