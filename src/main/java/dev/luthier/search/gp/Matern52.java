package dev.luthier.search.gp;

/**
 * The Matern kernel with smoothness 5/2 as a function of the squared distance: {@code k(r²) = (1 +
 * √5 r + 5/3 r²) exp(-√5 r)}.
 */
final class Matern52 {

  private Matern52() {}

  /** Correlation at a squared distance. */
  static double correlation(double squaredDistance) {
    double scaled = Math.sqrt(5 * squaredDistance);
    return (1 + scaled + 5.0 / 3 * squaredDistance) * Math.exp(-scaled);
  }

  /** Derivative of {@link #correlation} with respect to the squared distance. */
  static double slope(double squaredDistance) {
    double scaled = Math.sqrt(5 * squaredDistance);
    return -5.0 / 6 * (1 + scaled) * Math.exp(-scaled);
  }
}
