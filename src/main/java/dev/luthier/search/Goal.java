package dev.luthier.search;

/** Which way an objective is better. */
public enum Goal {
  MINIMIZE,
  MAXIMIZE;

  /** Whether a value is better than another; every number is better than NaN. */
  public boolean isBetter(double value, double than) {
    if (Double.isNaN(than)) {
      return !Double.isNaN(value);
    }
    return this == MINIMIZE ? value < than : value > than;
  }

  /** A value as something to minimize. */
  public double loss(double value) {
    return this == MINIMIZE ? value : -value;
  }
}
