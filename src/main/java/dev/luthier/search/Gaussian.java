package dev.luthier.search;

/**
 * Masses of the standard normal distribution.
 *
 * <p>The error functions are the rational approximations of Cody, "Rational Chebyshev approximation
 * for the error function" (1969), good to the last few bits everywhere.
 */
final class Gaussian {

  private static final double INVERSE_SQRT_PI = 1 / Math.sqrt(Math.PI);
  private static final double INVERSE_SQRT_2 = Math.sqrt(0.5);

  /** Up to here erf is approximated, above it erfc. */
  private static final double SMALL = 0.46875;

  private Gaussian() {}

  /**
   * Logarithm of the mass between two points; exact in the tails, too, where the mass itself is too
   * small for a double.
   *
   * @param from less than {@code to}
   */
  static double logMass(double from, double to) {
    if (from > 0) {
      return logTailMass(from, to);
    }
    if (to < 0) {
      return logTailMass(-to, -from);
    }
    return Math.log(0.5 * (erf(to * INVERSE_SQRT_2) - erf(from * INVERSE_SQRT_2)));
  }

  /** Both positive: with the factor exp(-from²/2) taken out, nothing can underflow. */
  private static double logTailMass(double from, double to) {
    double near = scaledErfc(from * INVERSE_SQRT_2);
    double far = scaledErfc(to * INVERSE_SQRT_2);
    double ratio = Math.exp(0.5 * (from - to) * (from + to));
    return Math.log(0.5 * (near - far * ratio)) - 0.5 * from * from;
  }

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
    if (x <= 4) {
      double above = 2.1531153547440383e-8;
      above = above * x + 0.5641884969886701;
      above = above * x + 8.883149794388377;
      above = above * x + 66.11919063714163;
      above = above * x + 298.6351381974001;
      above = above * x + 881.952221241769;
      above = above * x + 1712.0476126340707;
      above = above * x + 2051.0783778260716;
      above = above * x + 1230.3393547979972;
      double below = x + 15.744926110709835;
      below = below * x + 117.6939508913125;
      below = below * x + 537.1811018620099;
      below = below * x + 1621.3895745666903;
      below = below * x + 3290.7992357334597;
      below = below * x + 4362.619090143247;
      below = below * x + 3439.3676741437216;
      below = below * x + 1230.3393548037495;
      return above / below;
    }
    double y = 1 / (x * x);
    double above = 0.016315387137302097;
    above = above * y + 0.30532663496123236;
    above = above * y + 0.36034489994980445;
    above = above * y + 0.12578172611122926;
    above = above * y + 0.016083785148742275;
    above = above * y + 0.0006587491615298378;
    double below = y + 2.568520192289822;
    below = below * y + 1.8729528499234673;
    below = below * y + 0.5279051029514285;
    below = below * y + 0.06051834131244132;
    below = below * y + 0.0023352049762686918;
    return (INVERSE_SQRT_PI - y * above / below) / x;
  }

  private static double smallErf(double x) {
    double y = x * x;
    double above = 0.18577770618460315;
    above = above * y + 3.1611237438705655;
    above = above * y + 113.86415415105016;
    above = above * y + 377.485237685302;
    above = above * y + 3209.3775891384694;
    double below = y + 23.601290952344122;
    below = below * y + 244.02463793444417;
    below = below * y + 1282.6165260773723;
    below = below * y + 2844.236833439171;
    return x * above / below;
  }
}
