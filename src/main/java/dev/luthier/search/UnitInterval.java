package dev.luthier.search;

/** Numbers from 0 to 1, and their division into equal parts. */
final class UnitInterval {

  private UnitInterval() {}

  /**
   * A number moved to the nearer end where it is outside.
   *
   * @throws IllegalArgumentException for NaN
   */
  static double within(double unit) {
    if (Double.isNaN(unit)) {
      throw new IllegalArgumentException("unit must be from 0 to 1, was NaN");
    }
    return Math.min(Math.max(unit, 0), 1);
  }

  /** Index of the part that a number is in, of so many equal ones. */
  static long part(double unit, long parts) {
    return Math.min(parts - 1, (long) (within(unit) * parts));
  }

  /** Middle of one of so many equal parts. */
  static double middle(long part, long parts) {
    return (part + 0.5) / parts;
  }
}
