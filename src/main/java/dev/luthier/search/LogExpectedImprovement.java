package dev.luthier.search;

/**
 * Logarithm of the expected improvement of a normal variable below a bound: {@code log σ + log
 * h((bound - μ)/σ)} with {@code h(z) = φ(z) + zΦ(z)}.
 *
 * <p>The improvement itself is zero in floating point, with a gradient of zero, over much of a
 * space; its logarithm is not (Ament et al. 2023, Unexpected Improvements to Expected Improvement
 * for Bayesian Optimization). In the lower tail {@code h = φ c/(x + c)} with {@code x = -z} and the
 * continued fraction c, in which nothing cancels.
 */
final class LogExpectedImprovement {

  private LogExpectedImprovement() {}

  /** The logarithm for a mean and a standard deviation. */
  static double of(double mean, double deviation, double bound) {
    return Math.log(deviation) + logH((bound - mean) / deviation);
  }

  /** {@code log h(z)}. */
  static double logH(double z) {
    if (z < -StandardNormal.TAIL) {
      double fraction = StandardNormal.tailFraction(-z);
      return StandardNormal.logDensity(z) + Math.log(fraction / (-z + fraction));
    }
    if (z > StandardNormal.TAIL) {
      return Math.log(z + Math.exp(logH(-z)));
    }
    return Math.log(StandardNormal.density(z) + z * StandardNormal.cumulative(z));
  }

  /** Derivative of {@link #logH}: {@code Φ/h}. */
  static double slope(double z) {
    if (z < -StandardNormal.TAIL) {
      return 1 / StandardNormal.tailFraction(-z);
    }
    return StandardNormal.cumulative(z) / Math.exp(logH(z));
  }
}
