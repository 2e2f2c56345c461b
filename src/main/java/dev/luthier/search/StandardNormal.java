package dev.luthier.search;

/** The standard normal distribution, exact to about 1e-13 relative, also far out in its tails. */
final class StandardNormal {

  static final double LOG_SQRT_2_PI = 0.5 * Math.log(2 * Math.PI);

  /** Beyond this, the continued fraction converges fast; within, the series does. */
  static final double TAIL = 2;

  private static final int FRACTION_TERMS = 60;
  private static final int NEWTON_STEPS = 50;

  private StandardNormal() {}

  static double logDensity(double z) {
    return -0.5 * z * z - LOG_SQRT_2_PI;
  }

  static double density(double z) {
    return Math.exp(logDensity(z));
  }

  /** Logarithm of the probability of a number below {@code z}. */
  static double logCumulative(double z) {
    if (z < -TAIL) {
      return logDensity(z) - Math.log(-z + tailFraction(-z));
    }
    return z > TAIL ? Math.log1p(-Math.exp(logCumulative(-z))) : Math.log(cumulative(z));
  }

  /** Probability of a number below {@code z}. */
  static double cumulative(double z) {
    if (Math.abs(z) > TAIL) {
      double beyond = density(z) / (Math.abs(z) + tailFraction(Math.abs(z)));
      return z < 0 ? beyond : 1 - beyond;
    }
    // 1/2 + density * (z + z^3/3 + z^5/(3*5) + ...)
    double term = z;
    double sum = z;
    for (int odd = 3; Math.abs(term) > 1e-18; odd += 2) {
      term *= z * z / odd;
      sum += term;
    }
    return 0.5 + density(z) * sum;
  }

  /**
   * The {@code c} of {@code density(x) / (x + c)}, the probability beyond {@code x}: {@code 1/(x +
   * 2/(x + 3/(x + ...)))}.
   *
   * @param x at least {@link #TAIL}
   */
  static double tailFraction(double x) {
    double fraction = x;
    for (int k = FRACTION_TERMS; k > 1; k--) {
      fraction = x + k / fraction;
    }
    return 1 / fraction;
  }

  /** The number below which others are with a probability between 0 and 1. */
  static double quantile(double probability) {
    if (probability > 0.5) {
      return -quantile(1 - probability);
    }
    // The logarithm is concave, so that Newton's steps cannot overshoot.
    double target = Math.log(probability);
    double z = 0;
    for (int i = 0; i < NEWTON_STEPS; i++) {
      double log = logCumulative(z);
      double step = (target - log) / Math.exp(logDensity(z) - log);
      z += step;
      if (Math.abs(step) < 1e-13) {
        break;
      }
    }
    return z;
  }
}
