package dev.luthier.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Gives a variable its first value. Definitions are Keras'; the draws themselves are not, because
 * the seed is one of a variable and not of a process.
 */
public sealed interface Initializer
    permits Initializer.Constant,
        Initializer.RandomUniform,
        Initializer.RandomNormal,
        Initializer.TruncatedNormal,
        VarianceScaling,
        Orthogonal,
        ForgetBias {

  /**
   * The first value.
   *
   * @param shape of the variable; of a kernel, the last two dimensions are inputs and outputs and
   *     the ones before are the receptive field
   * @param seed for stateless random ops, int32 of shape [2]: the same seed draws the same value
   */
  Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed);

  /** One number everywhere. */
  record Constant(float value) implements Initializer {

    public static final Constant ZEROS = new Constant(0);
    public static final Constant ONES = new Constant(1);

    public Constant {
      requireFinite("value", value);
    }

    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed) {
      return tf.fill(tf.constant(shape), tf.constant(value));
    }
  }

  /**
   * Numbers of equal likelihood.
   *
   * @param min the smallest, included
   * @param max the largest, excluded
   */
  record RandomUniform(float min, float max) implements Initializer {

    public RandomUniform {
      requireFinite("min", min);
      requireFinite("max", max);
      if (min > max) {
        throw new IllegalArgumentException(
            "min must not exceed max, was " + min + " with max " + max + "; exchange them");
      }
    }

    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed) {
      Operand<TFloat32> draw = tf.random.statelessRandomUniform(tf.constant(shape), seed);
      return tf.math.add(tf.math.mul(draw, tf.constant(max - min)), tf.constant(min));
    }
  }

  /**
   * Numbers of a normal distribution.
   *
   * @param mean of the distribution
   * @param stddev standard deviation, at least 0
   */
  record RandomNormal(float mean, float stddev) implements Initializer {

    public RandomNormal {
      requireFinite("mean", mean);
      requireDeviation(stddev);
    }

    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed) {
      Operand<TFloat32> draw = tf.random.statelessRandomNormal(tf.constant(shape), seed);
      return tf.math.add(tf.math.mul(draw, tf.constant(stddev)), tf.constant(mean));
    }
  }

  /**
   * Numbers of a normal distribution, redrawn beyond two standard deviations.
   *
   * @param mean of the distribution
   * @param stddev standard deviation before truncation, at least 0; after it, it is about 0.88
   *     times that
   */
  record TruncatedNormal(float mean, float stddev) implements Initializer {

    public TruncatedNormal {
      requireFinite("mean", mean);
      requireDeviation(stddev);
    }

    @Override
    public Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed) {
      Operand<TFloat32> draw = tf.random.statelessTruncatedNormal(tf.constant(shape), seed);
      return tf.math.add(tf.math.mul(draw, tf.constant(stddev)), tf.constant(mean));
    }
  }

  private static void requireFinite(String field, float value) {
    if (!Float.isFinite(value)) {
      throw new IllegalArgumentException(
          field + " must be a finite number, was " + value + "; write one such as 0.1");
    }
  }

  private static void requireDeviation(float stddev) {
    if (!(stddev >= 0) || Float.isInfinite(stddev)) {
      throw new IllegalArgumentException(
          "stddev must be 0 or more and finite, was " + stddev + "; write a number such as 0.05");
    }
  }
}
