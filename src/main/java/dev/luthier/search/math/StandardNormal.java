package dev.luthier.search.math;

/** The standard normal distribution, exact to about 1e-13 relative, also far out in its tails. */
public final class StandardNormal {

  /** Logarithm of {@code √(2π)}, the denominator of the density. */
  public static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);

  private static final double INVERSE_SQRT_2 = Math.sqrt(0.5);
  private static final double SQRT_HALF_PI = Math.sqrt(0.5 * Math.PI);
  private static final int NEWTON_STEPS = 50;

  /** What lies beyond on either side is lost beside 1. */
  private static final double ALL = 8.5;

  private StandardNormal() {}

  /** Logarithm of the density at {@code z}. */
  public static double logDensity(double z) {
    return -0.5 * z * z - LOG_SQRT_2_PI;
  }

  /** Probability of a number below {@code z}. */
  public static double cumulative(double z) {
    double beyond = Math.exp(logDensity(z)) * tailRatio(Math.abs(z));
    return z < 0 ? beyond : 1 - beyond;
  }

  /**
   * Logarithm of the mass between two points; exact in the tails, too, where the mass itself is too
   * small for a double.
   *
   * @param from less than {@code to}
   */
  public static double logMass(double from, double to) {
    if (from > 0) {
      return logTailMass(from, to);
    }
    if (to < 0) {
      return logTailMass(-to, -from);
    }
    if (from < -ALL && to > ALL) {
      return 0;
    }
    double below = ErrorFunction.erf(from * INVERSE_SQRT_2);
    return Math.log(0.5 * (ErrorFunction.erf(to * INVERSE_SQRT_2) - below));
  }

  /** Both positive: with the density at the first taken out, nothing can underflow. */
  private static double logTailMass(double from, double to) {
    double densities = Math.exp(0.5 * (from - to) * (from + to));
    return logDensity(from) + Math.log(tailRatio(from) - tailRatio(to) * densities);
  }

  /**
   * Mills' ratio: the probability of a number beyond {@code x} divided by the density there.
   *
   * @param x not negative
   */
  public static double tailRatio(double x) {
    return SQRT_HALF_PI * ErrorFunction.scaledErfc(x * INVERSE_SQRT_2);
  }

  /**
   * {@code 1 - x tailRatio(x)}, which is about {@code 1/x²} far out: without the cancellation.
   *
   * @param x not negative
   */
  public static double tailExcess(double x) {
    return ErrorFunction.scaledErfcExcess(x * INVERSE_SQRT_2);
  }

  /** The number below which others are with a probability between 0 and 1. */
  public static double quantile(double probability) {
    if (probability > 0.5) {
      return -quantile(1 - probability);
    }
    // The logarithm is concave, so that Newton's steps overshoot by rounding only.
    double target = Math.log(probability);
    double z = 0;
    for (int i = 0; i < NEWTON_STEPS; i++) {
      double ratio = tailRatio(-z);
      double step = (target - logDensity(z) - Math.log(ratio)) * ratio;
      z = Math.min(0, z + step);
      if (Math.abs(step) < 1e-13) {
        break;
      }
    }
    return z;
  }
}
