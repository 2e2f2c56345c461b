package dev.luthier.optim;

/** Checks of numbers. Each message begins with the number's name in a model file. */
final class Bounds {

  private Bounds() {}

  static void positive(String field, float value, float example) {
    if (!(value > 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException(
          field + " must be positive, was " + value + "; write a number such as " + example);
    }
  }

  static void notNegative(String field, float value, float example) {
    if (!(value >= 0) || Float.isInfinite(value)) {
      throw new IllegalArgumentException(
          field + " must be 0 or more, was " + value + "; write a number such as " + example);
    }
  }

  /** From 0 to just below 1: the part of an average that is kept from step to step. */
  static void decay(String field, float value, float example) {
    if (!(value >= 0 && value < 1)) {
      throw new IllegalArgumentException(
          field
              + " must be at least 0 and below 1, was "
              + value
              + "; write a number such as "
              + example);
    }
  }

  static void steps(String field, long value) {
    if (value <= 0) {
      throw new IllegalArgumentException(
          field + " must be positive, was " + value + "; write a number of steps such as 1000");
    }
  }
}
