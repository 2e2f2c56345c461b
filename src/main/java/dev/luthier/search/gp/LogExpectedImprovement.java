package dev.luthier.search.gp;

import dev.luthier.search.math.StandardNormal;

/**
 * Logarithm of the expected improvement of a normal variable below a bound: {@code log σ + log
 * h((bound - μ)/σ)} with {@code h(z) = φ(z) + zΦ(z)}.
 *
 * <p>The improvement itself is zero in floating point, with a gradient of zero, over much of a
 * space; its logarithm is not (Ament et al. 2023, Unexpected Improvements to Expected Improvement
 * for Bayesian Optimization). Below zero {@code h = φ (1 - x Φ(-x)/φ)} with {@code x = -z}, a
 * difference that is known without cancellation; above, {@code h(z) = z + h(-z)}.
 */
final class LogExpectedImprovement {

  private LogExpectedImprovement() {}

  /** The logarithm for a mean and a standard deviation. */
  static double of(double mean, double deviation, double bound) {
    return Math.log(deviation) + logH((bound - mean) / deviation);
  }

  /** {@code log h(z)}. */
  static double logH(double z) {
    return z > 0
        ? Math.log(z + Math.exp(logH(-z)))
        : StandardNormal.logDensity(z) + Math.log(StandardNormal.tailExcess(-z));
  }

  /** Derivative of {@link #logH}: {@code Φ/h}. */
  static double slope(double z) {
    return z > 0
        ? StandardNormal.cumulative(z) / Math.exp(logH(z))
        : StandardNormal.tailRatio(-z) / StandardNormal.tailExcess(-z);
  }
}
