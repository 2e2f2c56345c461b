package dev.luthier.search.math;

/**
 * The error function and its complement, also where that is too small for a double: the rational
 * approximations of Cody, "Rational Chebyshev approximation for the error function" (1969), good to
 * the last few bits everywhere.
 */
final class ErrorFunction {

  private static final double INVERSE_SQRT_PI = 1 / Math.sqrt(Math.PI);

  /** Up to here erf is approximated, above it erfc. */
  private static final double SMALL = 0.46875;

  /** From here on, the difference of erfc from its limit is approximated. */
  private static final double LARGE = 4;

  private static final double[] SMALL_ABOVE = {
    0.18577770618460315,
    3.1611237438705655,
    113.86415415105016,
    377.485237685302,
    3209.3775891384694
  };
  private static final double[] SMALL_BELOW = {
    1, 23.601290952344122, 244.02463793444417, 1282.6165260773723, 2844.236833439171
  };
  private static final double[] MIDDLE_ABOVE = {
    2.1531153547440383e-8,
    0.5641884969886701,
    8.883149794388377,
    66.11919063714163,
    298.6351381974001,
    881.952221241769,
    1712.0476126340707,
    2051.0783778260716,
    1230.3393547979972
  };
  private static final double[] MIDDLE_BELOW = {
    1,
    15.744926110709835,
    117.6939508913125,
    537.1811018620099,
    1621.3895745666903,
    3290.7992357334597,
    4362.619090143247,
    3439.3676741437216,
    1230.3393548037495
  };
  private static final double[] LARGE_ABOVE = {
    0.016315387137302097,
    0.30532663496123236,
    0.36034489994980445,
    0.12578172611122926,
    0.016083785148742275,
    0.0006587491615298378
  };
  private static final double[] LARGE_BELOW = {
    1,
    2.568520192289822,
    1.8729528499234673,
    0.5279051029514285,
    0.06051834131244132,
    0.0023352049762686918
  };

  private ErrorFunction() {}

  /** The error function. */
  static double erf(double x) {
    double size = Math.abs(x);
    if (size <= SMALL) {
      return smallErf(x);
    }
    return Math.copySign(1 - Math.exp(-x * x) * scaledErfc(size), x);
  }

  /** exp(x²) erfc(x), for x that is not negative. */
  static double scaledErfc(double x) {
    if (x <= SMALL) {
      return Math.exp(x * x) * (1 - smallErf(x));
    }
    if (x <= LARGE) {
      return quotient(MIDDLE_ABOVE, MIDDLE_BELOW, x);
    }
    return (INVERSE_SQRT_PI - largeExcess(x)) / x;
  }

  /**
   * {@code 1 - √π x exp(x²) erfc(x)}, for x that is not negative; without the cancellation that the
   * difference has where x is large.
   */
  static double scaledErfcExcess(double x) {
    return x <= LARGE ? 1 - x * scaledErfc(x) / INVERSE_SQRT_PI : largeExcess(x) / INVERSE_SQRT_PI;
  }

  private static double smallErf(double x) {
    return x * quotient(SMALL_ABOVE, SMALL_BELOW, x * x);
  }

  /** {@code 1/√π - x exp(x²) erfc(x)}. */
  private static double largeExcess(double x) {
    double y = 1 / (x * x);
    return y * quotient(LARGE_ABOVE, LARGE_BELOW, y);
  }

  /** Of two polynomials, their coefficients from the highest power on. */
  private static double quotient(double[] above, double[] below, double x) {
    return polynomial(above, x) / polynomial(below, x);
  }

  private static double polynomial(double[] coefficients, double x) {
    double sum = coefficients[0];
    for (int i = 1; i < coefficients.length; i++) {
      sum = sum * x + coefficients[i];
    }
    return sum;
  }
}
