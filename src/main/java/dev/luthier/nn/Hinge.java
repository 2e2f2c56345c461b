package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * The hinge loss of a support vector machine.
 *
 * <p>One unit y: {@code max(0, 1 - t y)} with t = -1 for the first class and 1 for the second,
 * Keras' Hinge. More units: Keras' CategoricalHinge, {@code max(0, 1 + w - r)} with r the unit of
 * the right class and w the largest of the others <em>and 0</em>: Keras zeroes the right class's
 * unit before it takes the maximum, unlike Crammer &amp; Singer 2001.
 *
 * @param classWeight a weight for each class, or empty
 */
public record Hinge(List<Float> classWeight) implements Loss.Classification {

  public Hinge {
    classWeight = List.copyOf(classWeight);
    ClassificationFields.requireClassWeight(classWeight);
  }

  @Override
  public void checkOutput(Shape output) {
    ClassificationFields.requireUnits("hinge", output, 1);
  }

  @Override
  public Operand<TFloat32> perSample(Ops tf, Operand<TFloat32> output, Operand<TInt64> classes) {
    int units = (int) output.shape().get(-1);
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> zero = tf.constant(0f);
    if (units == 1) {
      Operand<TFloat32> second = tf.dtypes.cast(classes, TFloat32.class);
      Operand<TFloat32> sign = tf.math.sub(tf.math.mul(second, tf.constant(2f)), one);
      Operand<TFloat32> score = tf.reshape(output, tf.constant(new int[] {-1}));
      return tf.math.maximum(tf.math.sub(one, tf.math.mul(sign, score)), zero);
    }
    Operand<TFloat32> target = tf.oneHot(classes, tf.constant(units), one, zero);
    Operand<TFloat32> right = tf.reduceSum(tf.math.mul(target, output), tf.constant(-1));
    Operand<TFloat32> wrong =
        tf.reduceMax(tf.math.mul(tf.math.sub(one, target), output), tf.constant(-1));
    return tf.math.maximum(tf.math.add(tf.math.sub(wrong, right), one), zero);
  }

  /**
   * A score from 0 to 1 that rises with the unit, {@code (1 + y / (1 + |y|)) / 2}; for one unit, of
   * the second class, with 1 less it for the first. It orders samples and classes as the units do
   * but is no probability: a margin has none.
   */
  @Override
  public Operand<TFloat32> probabilities(Ops tf, Operand<TFloat32> output) {
    Operand<TFloat32> half = tf.constant(0.5f);
    Operand<TFloat32> centred = tf.math.mul(tf.nn.softsign(output), half);
    Operand<TFloat32> score = tf.math.add(half, centred);
    if (output.shape().get(-1) > 1) {
      return score;
    }
    return tf.concat(List.of(tf.math.sub(half, centred), score), tf.constant(-1));
  }

  @Override
  public int classes(int units) {
    return units == 1 ? 2 : units;
  }
}
