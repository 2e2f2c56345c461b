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
    if (min < -(1L << 52) || max > 1L << 52) {
      throw new IllegalArgumentException(
          "max and min must be between -2^52 and 2^52, were " + min + " and " + max);
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
        && value(nearest(whole.value())).equals(value);
  }

  @Override
  public Value fromUnit(double unit) {
    double u = Math.min(Math.max(unit, 0), Math.nextDown(1.0));
    if (scale == Scale.LOG && !isGeometric()) {
      double low = Math.log(min - 0.5);
      double high = Math.log(max + 0.5);
      long rounded = Math.round(Math.exp(low + u * (high - low)));
      return Value.of(Math.min(max, Math.max(min, rounded)));
    }
    return value((long) (u * count()));
  }

  @Override
  public double toUnit(Value value) {
    if (!contains(value)) {
      throw new IllegalArgumentException(value.text() + " is not one of " + text());
    }
    long number = ((Value.Whole) value).value();
    if (scale == Scale.LOG && !isGeometric()) {
      double low = Math.log(min - 0.5);
      double high = Math.log(max + 0.5);
      return (Math.log((double) number) - low) / (high - low);
    }
    return (nearest(number) + 0.5) / count();
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
        + (scale == Scale.LOG && !isGeometric() ? ", log" : "");
  }

  private boolean isGeometric() {
    return scale == Scale.LOG && step > 1;
  }

  private long count() {
    if (!isGeometric()) {
      return (max - min) / step + 1;
    }
    long count = 0;
    for (long value = min; value <= max; value *= step) {
      count++;
    }
    return count;
  }

  /** Index of the value nearest to a number within the bounds. */
  private long nearest(long number) {
    if (!isGeometric()) {
      return (number - min) / step;
    }
    long index = 0;
    for (long value = min; value < number; value *= step) {
      index++;
    }
    return Math.min(index, count() - 1);
  }
}
