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
      double above = 2.15311535474403846e-8;
      above = above * x + 5.64188496988670089e-1;
      above = above * x + 8.88314979438837594;
      above = above * x + 6.61191906371416295e1;
      above = above * x + 2.98635138197400131e2;
      above = above * x + 8.81952221241769090e2;
      above = above * x + 1.71204761263407058e3;
      above = above * x + 2.05107837782607147e3;
      above = above * x + 1.23033935479799725e3;
      double below = x + 1.57449261107098347e1;
      below = below * x + 1.17693950891312499e2;
      below = below * x + 5.37181101862009858e2;
      below = below * x + 1.62138957456669019e3;
      below = below * x + 3.29079923573345963e3;
      below = below * x + 4.36261909014324716e3;
      below = below * x + 3.43936767414372164e3;
      below = below * x + 1.23033935480374942e3;
      return above / below;
    }
    double y = 1 / (x * x);
    double above = 1.63153871373020978e-2;
    above = above * y + 3.05326634961232344e-1;
    above = above * y + 3.60344899949804439e-1;
    above = above * y + 1.25781726111229246e-1;
    above = above * y + 1.60837851487422766e-2;
    above = above * y + 6.58749161529837803e-4;
    double below = y + 2.56852019228982242;
    below = below * y + 1.87295284992346725;
    below = below * y + 5.27905102951428412e-1;
    below = below * y + 6.05183413124413191e-2;
    below = below * y + 2.33520497626869185e-3;
    return (INVERSE_SQRT_PI - y * above / below) / x;
  }

  private static double smallErf(double x) {
    double y = x * x;
    double above = 1.85777706184603153e-1;
    above = above * y + 3.16112374387056560;
    above = above * y + 1.13864154151050156e2;
    above = above * y + 3.77485237685302021e2;
    above = above * y + 3.20937758913846947e3;
    double below = y + 2.36012909523441209e1;
    below = below * y + 2.44024637934444173e2;
    below = below * y + 1.28261652607737228e3;
    below = below * y + 2.84423683343917062e3;
    return x * above / below;
  }
}
