package dev.luthier.search;

import java.util.OptionalLong;

/**
 * Whole numbers from a minimum to a maximum, both included.
 *
 * @param min smallest value
 * @param max largest value; with a step, no value may lie above it
 * @param step difference of neighbours; with {@link Scale#LOG} and a step above 1 their ratio, so
 *     that 16 to 128 by 2 is 16, 32, 64, 128
 * @param scale {@link Scale#LINEAR} or {@link Scale#LOG}
 */
public record IntRange(long min, long max, long step, Scale scale) implements Domain {

  /** Up to here each value has a part of the unit interval that its middle is found in again. */
  private static final long LARGEST = 1L << 44;

  public IntRange {
    if (max < min) {
      throw new IllegalArgumentException(
          "max must be at least min, was " + max + " with min " + min);
    }
    if (step <= 0) {
      throw new IllegalArgumentException("step must be positive, was " + step);
    }
    if (scale == Scale.REVERSE_LOG) {
      throw new IllegalArgumentException(
          "scale of whole numbers must be LINEAR or LOG, was REVERSE_LOG");
    }
    if (scale == Scale.LOG && min <= 0) {
      throw new IllegalArgumentException(
          "min must be positive with scale LOG, was " + min + "; write such as 1");
    }
    if (min < -LARGEST) {
      throw new IllegalArgumentException("min must be at least -2^44, was " + min);
    }
    if (max > LARGEST) {
      throw new IllegalArgumentException("max must be at most 2^44, was " + max);
    }
  }

  /** Every whole number of a range, all equally likely. */
  public static IntRange of(long min, long max) {
    return new IntRange(min, max, 1, Scale.LINEAR);
  }

  public IntRange withStep(long newStep) {
    return new IntRange(min, max, newStep, scale);
  }

  public IntRange withScale(Scale newScale) {
    return new IntRange(min, max, step, newScale);
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(count());
  }

  @Override
  public Value value(long index) {
    if (index < 0 || index >= count()) {
      throw new IndexOutOfBoundsException(index);
    }
    if (isGeometric()) {
      long value = min;
      for (long i = 0; i < index; i++) {
        value *= step;
      }
      return Value.of(value);
    }
    return Value.of(min + index * step);
  }

  @Override
  public boolean contains(Value value) {
    return value instanceof Value.Whole whole
        && whole.value() >= min
        && whole.value() <= max
        && value(indexUpTo(whole.value())).equals(value);
  }

  @Override
  public Value fromUnit(double unit) {
    if (isLogOfEach()) {
      double low = Math.log(min - 0.5);
      double high = Math.log(max + 0.5);
      long rounded = Math.round(Math.exp(low + UnitInterval.within(unit) * (high - low)));
      return Value.of(Math.min(max, Math.max(min, rounded)));
    }
    return value(UnitInterval.part(unit, count()));
  }

  @Override
  public double toUnit(Value value) {
    if (!contains(value)) {
      throw new IllegalArgumentException(value.text() + " is not one of " + text());
    }
    long number = ((Value.Whole) value).value();
    if (isLogOfEach()) {
      return (logPlace(number - 0.5) + logPlace(number + 0.5)) / 2;
    }
    return UnitInterval.middle(indexUpTo(number), count());
  }

  @Override
  public boolean isOrdered() {
    return true;
  }

  @Override
  public String text() {
    return min
        + " to "
        + max
        + (step == 1 ? "" : (isGeometric() ? " by factor " : " by ") + step)
        + (isLogOfEach() ? ", log" : "");
  }

  private boolean isGeometric() {
    return scale == Scale.LOG && step > 1;
  }

  /**
   * Whether these are all whole numbers, each with the part of the log scale from half below to
   * half above it.
   */
  public boolean isLogOfEach() {
    return scale == Scale.LOG && step == 1;
  }

  /**
   * Where a number lies on that log scale: 0 half below the minimum, 1 half above the maximum.
   *
   * @param number above 0, also one between whole numbers
   */
  public double logPlace(double number) {
    double low = Math.log(min - 0.5);
    double high = Math.log(max + 0.5);
    return (Math.log(number) - low) / (high - low);
  }

  private long count() {
    return indexUpTo(max) + 1;
  }

  /** Index of the largest value that is no larger than a number within the bounds. */
  private long indexUpTo(long number) {
    if (!isGeometric()) {
      return (number - min) / step;
    }
    long index = 0;
    // Divides, for a product may be too large for a long.
    for (long value = min; value <= number / step; value *= step) {
      index++;
    }
    return index;
  }
}
