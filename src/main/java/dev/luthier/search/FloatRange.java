package dev.luthier.search;

import java.math.BigDecimal;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * Numbers from a minimum to a maximum, both included.
 *
 * @param min smallest value
 * @param max largest value; with a step, no value may lie above it
 * @param step difference of neighbours, with {@link Scale#LOG} their ratio; empty for a continuous
 *     range
 * @param scale how the values are spread
 */
public record FloatRange(double min, double max, OptionalDouble step, Scale scale)
    implements Domain {

  /** More values than this are as good as continuous. */
  private static final long MOST_VALUES = 1L << 31;

  public FloatRange {
    if (!Double.isFinite(min) || !Double.isFinite(max) || max < min) {
      throw new IllegalArgumentException(
          "max must be finite and at least min, was " + max + " with min " + min);
    }
    if (scale != Scale.LINEAR && min <= 0) {
      throw new IllegalArgumentException(
          "min must be positive with scale " + scale + ", was " + min + "; write such as 1e-5");
    }
    if (step.isPresent()) {
      double by = step.getAsDouble();
      if (scale == Scale.REVERSE_LOG) {
        throw new IllegalArgumentException(
            "step must be left out with scale REVERSE_LOG, was " + by);
      }
      if (!(by > (scale == Scale.LOG ? 1 : 0)) || Double.isInfinite(by)) {
        throw new IllegalArgumentException(
            "step must be "
                + (scale == Scale.LOG ? "a ratio above 1 with scale LOG" : "positive")
                + ", was "
                + by);
      }
      if ((scale == Scale.LOG ? Math.log(max / min) / Math.log(by) : (max - min) / by)
          > MOST_VALUES) {
        throw new IllegalArgumentException(
            "step must leave at most " + MOST_VALUES + " values, was " + by);
      }
    }
  }

  /** A continuous range, equal differences equally likely. */
  public static FloatRange of(double min, double max) {
    return new FloatRange(min, max, OptionalDouble.empty(), Scale.LINEAR);
  }

  public FloatRange withStep(double newStep) {
    return new FloatRange(min, max, OptionalDouble.of(newStep), scale);
  }

  public FloatRange withScale(Scale newScale) {
    return new FloatRange(min, max, step, newScale);
  }

  @Override
  public OptionalLong size() {
    if (min == max) {
      return OptionalLong.of(1);
    }
    return step.isPresent() ? OptionalLong.of(count()) : OptionalLong.empty();
  }

  @Override
  public Value value(long index) {
    if (size().isEmpty()) {
      throw new IllegalStateException(text() + " has no first and second value; write a step");
    }
    if (index < 0 || index >= size().getAsLong()) {
      throw new IndexOutOfBoundsException(index);
    }
    return Value.of(min == max ? min : number(index));
  }

  @Override
  public boolean contains(Value value) {
    if (!(value instanceof Value.Real real) || real.value() < min || real.value() > max) {
      return false;
    }
    return size().isEmpty() || value(nearest(real.value())).equals(value);
  }

  @Override
  public Value fromUnit(double unit) {
    double u = Math.min(Math.max(unit, 0), 1);
    if (size().isPresent()) {
      long count = size().getAsLong();
      return value(Math.min(count - 1, (long) (u * count)));
    }
    double value =
        switch (scale) {
          case LINEAR -> min + u * (max - min);
          case LOG -> min * Math.pow(max / min, u);
          case REVERSE_LOG -> max + min - min * Math.pow(max / min, 1 - u);
        };
    return Value.of(Math.min(max, Math.max(min, value)));
  }

  @Override
  public double toUnit(Value value) {
    if (!contains(value)) {
      throw new IllegalArgumentException(value.text() + " is not one of " + text());
    }
    double number = ((Value.Real) value).value();
    if (size().isPresent()) {
      return (nearest(number) + 0.5) / size().getAsLong();
    }
    return switch (scale) {
      case LINEAR -> (number - min) / (max - min);
      case LOG -> Math.log(number / min) / Math.log(max / min);
      case REVERSE_LOG -> 1 - Math.log((max + min - number) / min) / Math.log(max / min);
    };
  }

  @Override
  public boolean isOrdered() {
    return true;
  }

  @Override
  public String text() {
    String by = step.isPresent() ? Value.of(step.getAsDouble()).text() : "";
    return Value.of(min).text()
        + " to "
        + Value.of(max).text()
        + switch (scale) {
          case LINEAR -> by.isEmpty() ? "" : " by " + by;
          case LOG -> by.isEmpty() ? ", log" : " by factor " + by;
          case REVERSE_LOG -> ", reverse log";
        };
  }

  /** In decimal arithmetic, so that 0.1, 0.2, 0.3 are just these. */
  private double number(long index) {
    BigDecimal first = BigDecimal.valueOf(min);
    BigDecimal by = BigDecimal.valueOf(step.getAsDouble());
    BigDecimal value =
        scale == Scale.LOG
            ? first.multiply(by.pow(Math.toIntExact(index)))
            : first.add(by.multiply(BigDecimal.valueOf(index)));
    return value.doubleValue();
  }

  private long count() {
    // Too few or too many by one, for rounding: settled by the exact value.
    long count = nearest(max) + 1;
    while (number(count - 1) > max) {
      count--;
    }
    while (number(count) <= max) {
      count++;
    }
    return count;
  }

  private long nearest(double number) {
    double by = step.orElse(1);
    double index = scale == Scale.LOG ? Math.log(number / min) / Math.log(by) : (number - min) / by;
    return min == max ? 0 : Math.round(index);
  }
}
