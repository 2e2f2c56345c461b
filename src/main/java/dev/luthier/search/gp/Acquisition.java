package dev.luthier.search.gp;

/** What a point is worth trying, by models of the objectives: the greater the better. */
interface Acquisition {

  /** Of several points, given by their columns. */
  double[] values(double[][] columns);

  /**
   * Of one point.
   *
   * @param columns of the point
   * @param gradient gets the derivatives with respect to the columns
   */
  double valueAndGradient(double[] columns, double[] gradient);

  /** What the models' kernels multiply a column by, about. */
  double columnScale(int column);
}
