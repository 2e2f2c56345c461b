package dev.luthier.search.gp;

/**
 * Axes that are bent, each by a distribution function of Kumaraswamy's, so that the loss varies as
 * much at one end of a parameter as at the other: a learning rate that was declared without a
 * logarithmic scale, say (Snoek et al. 2014, with that distribution in place of the beta
 * distribution).
 *
 * @param exponents of each column two, {@code a} and {@code b} of {@code 1 - (1 - x^a)^b}; null for
 *     a column that is left as it is
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record InputWarping(double[][] exponents) {

  /** Keeps logarithms and slopes finite at the ends. */
  private static final double MARGIN = 1e-6;

  /** Leaves columns as they are. */
  static InputWarping none(int columns) {
    return new InputWarping(new double[columns][]);
  }

  /** Where a place between 0 and 1 comes to lie. */
  double bent(int column, double place) {
    if (exponents[column] == null) {
      return place;
    }
    double rest = 1 - Math.pow(within(place), exponents[column][0]);
    return 1 - Math.pow(rest, exponents[column][1]);
  }

  /** The columns of a point, bent. */
  double[] bent(double[] columns) {
    double[] bent = columns.clone();
    for (int c = 0; c < bent.length; c++) {
      bent[c] = bent(c, bent[c]);
    }
    return bent;
  }

  /** Derivative of a bent place with respect to the place. */
  double slope(int column, double place) {
    if (exponents[column] == null) {
      return 1;
    }
    double a = exponents[column][0];
    double b = exponents[column][1];
    double x = within(place);
    double power = Math.pow(x, a);
    return b * Math.pow(1 - power, b - 1) * a * power / x * (1 - 2 * MARGIN);
  }

  /** Derivatives of a bent place with respect to the logarithms of both exponents. */
  double[] slopesOfExponents(int column, double place) {
    double a = exponents[column][0];
    double b = exponents[column][1];
    double x = within(place);
    double power = Math.pow(x, a);
    double rest = 1 - power;
    return new double[] {
      a * b * Math.pow(rest, b - 1) * power * Math.log(x), -b * Math.pow(rest, b) * Math.log(rest)
    };
  }

  private static double within(double place) {
    return MARGIN + (1 - 2 * MARGIN) * place;
  }
}
