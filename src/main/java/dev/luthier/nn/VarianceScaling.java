package dev.luthier.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Random numbers with mean 0 and variance {@code scale / n}, where n is a count of a kernel's
 * connections: the scheme behind the initializers of Glorot &amp; Bengio 2010, He et al. 2015 and
 * LeCun et al. 1998.
 *
 * <p>A kernel of shape {@code [field..., in, out]} has {@code in} times the field's size
 * connections into a unit and {@code out} times the field's size out of one. As in Keras, that is
 * read off the shape alone: a depthwise kernel {@code [height, width, channels, multiplier]} and a
 * transposed one {@code [height, width, filters, channels]} are counted as if they were ordinary
 * ones. A vector counts its length for both, a scalar 1.
 *
 * @param scale of the variance, positive
 * @param mode which connections are counted
 * @param distribution of the numbers
 */
public record VarianceScaling(float scale, Mode mode, Distribution distribution)
    implements Initializer {

  /** Which connections are counted. */
  public enum Mode {
    /** Those into a unit. */
    FAN_IN,
    /** The mean of those into and out of a unit. */
    FAN_AVG
  }

  /** What the numbers are drawn from. */
  public enum Distribution {
    /** Between plus and minus {@code sqrt(3 scale / n)}. */
    UNIFORM,
    /** Normal, redrawn beyond two standard deviations, widened so that the variance is kept. */
    TRUNCATED_NORMAL
  }

  public static final VarianceScaling GLOROT_UNIFORM =
      new VarianceScaling(1, Mode.FAN_AVG, Distribution.UNIFORM);
  public static final VarianceScaling GLOROT_NORMAL =
      new VarianceScaling(1, Mode.FAN_AVG, Distribution.TRUNCATED_NORMAL);
  public static final VarianceScaling HE_UNIFORM =
      new VarianceScaling(2, Mode.FAN_IN, Distribution.UNIFORM);
  public static final VarianceScaling HE_NORMAL =
      new VarianceScaling(2, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL);
  public static final VarianceScaling LECUN_UNIFORM =
      new VarianceScaling(1, Mode.FAN_IN, Distribution.UNIFORM);
  public static final VarianceScaling LECUN_NORMAL =
      new VarianceScaling(1, Mode.FAN_IN, Distribution.TRUNCATED_NORMAL);

  /** Standard deviation of a standard normal distribution that is cut off at -2 and 2. */
  private static final double TRUNCATED_DEVIATION = 0.8796256610342398;

  public VarianceScaling {
    if (!(scale > 0) || Float.isInfinite(scale)) {
      throw new IllegalArgumentException(
          "scale must be positive and finite, was " + scale + "; write a number such as 2");
    }
  }

  /**
   * For kernels that are stacked, {@code [count, in, out]}: each is drawn as it would be alone.
   *
   * @param count how many there are
   */
  VarianceScaling stacked(int count) {
    return new VarianceScaling(scale * count, mode, distribution);
  }

  @Override
  public Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed) {
    double variance = scale / connections(shape);
    if (distribution == Distribution.UNIFORM) {
      float limit = (float) Math.sqrt(3 * variance);
      return new RandomUniform(-limit, limit).value(tf, shape, seed);
    }
    float deviation = (float) (Math.sqrt(variance) / TRUNCATED_DEVIATION);
    return new TruncatedNormal(0, deviation).value(tf, shape, seed);
  }

  private double connections(Shape shape) {
    int rank = shape.numDimensions();
    double in = 1;
    double out = 1;
    if (rank == 1) {
      in = shape.get(0);
      out = in;
    } else if (rank >= 2) {
      double field = shape.take(rank - 2).size();
      in = field * shape.get(rank - 2);
      out = field * shape.get(rank - 1);
    }
    return Math.max(1, mode == Mode.FAN_IN ? in : (in + out) / 2);
  }
}
