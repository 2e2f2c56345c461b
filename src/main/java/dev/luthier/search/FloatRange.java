package dev.luthier.search;

import java.math.BigDecimal;
import java.math.MathContext;
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

  /** Decimals have powers up to 999,999,999. */
  private static final long MOST_RATIOS = 999_999_998;

  public FloatRange {
    if (!Double.isFinite(min) || !Double.isFinite(max) || max < min) {
      throw new IllegalArgumentException(
          "max must be finite and at least min, was " + max + " with min " + min);
    }
    if (scale != Scale.LINEAR && min <= 0) {
      throw new IllegalArgumentException(
          "min must be positive with scale " + scale + ", was " + min + "; write such as 1e-5");
    }
    if (!Double.isFinite(scale == Scale.LINEAR ? max - min : max / min)) {
      throw new IllegalArgumentException(
          "max must not be so far from min that their "
              + (scale == Scale.LINEAR ? "difference" : "ratio")
              + " overflows, was "
              + max
              + " with min "
              + min);
    }
    if (step.isPresent()) {
      requireSuitable(step.getAsDouble(), min, max, scale);
    }
  }

  private static void requireSuitable(double step, double min, double max, Scale scale) {
    if (scale == Scale.REVERSE_LOG) {
      throw new IllegalArgumentException(
          "step must be left out with scale REVERSE_LOG, was " + step);
    }
    boolean isRatio = scale == Scale.LOG;
    if (!(step > (isRatio ? 1 : 0)) || Double.isInfinite(step)) {
      throw new IllegalArgumentException(
          "step must be "
              + (isRatio ? "a ratio above 1 with scale LOG" : "positive")
              + ", was "
              + step);
    }
    long most = isRatio ? MOST_RATIOS : MOST_VALUES;
    if ((isRatio ? Math.log(max / min) / Math.log(step) : (max - min) / step) > most) {
      throw new IllegalArgumentException(
          "step must leave at most " + most + " values, was " + step);
    }
    double gap = isRatio ? min * (step - 1) : step;
    double resolution = isRatio ? Math.ulp(min) : Math.max(Math.ulp(min), Math.ulp(max));
    // So far apart, rounding neither makes two values the same nor misses the nearest one.
    if (max > min && gap < 16 * resolution) {
      throw new IllegalArgumentException(
          "step must be large enough to tell neighbours apart, was "
              + step
              + " from "
              + min
              + " to "
              + max);
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
    return isContinuous() ? OptionalLong.empty() : OptionalLong.of(count());
  }

  @Override
  public Value value(long index) {
    if (isContinuous()) {
      throw new IllegalStateException(text() + " has no first and second value; write a step");
    }
    if (index < 0 || index >= count()) {
      throw new IndexOutOfBoundsException(index);
    }
    return Value.of(number(index));
  }

  @Override
  public boolean contains(Value value) {
    return value instanceof Value.Real real
        && real.value() >= min
        && real.value() <= max
        && (isContinuous() || number(nearest(real.value())) == real.value());
  }

  @Override
  public Value fromUnit(double unit) {
    if (!isContinuous()) {
      return Value.of(number(UnitInterval.part(unit, count())));
    }
    double u = UnitInterval.within(unit);
    double value =
        switch (scale) {
          case LINEAR -> min + u * (max - min);
          case LOG -> min * Math.pow(max / min, u);
          // Not max + min - …: a minimum that is tiny beside the maximum would be lost.
          case REVERSE_LOG -> max - min * Math.expm1((1 - u) * Math.log(max / min));
        };
    return Value.of(Math.min(max, Math.max(min, value)));
  }

  @Override
  public double toUnit(Value value) {
    if (!contains(value)) {
      throw new IllegalArgumentException(value.text() + " is not one of " + text());
    }
    double number = ((Value.Real) value).value();
    if (!isContinuous()) {
      return UnitInterval.middle(nearest(number), count());
    }
    return switch (scale) {
      case LINEAR -> (number - min) / (max - min);
      case LOG -> Math.log(number / min) / Math.log(max / min);
      case REVERSE_LOG -> 1 - Math.log1p((max - number) / min) / Math.log(max / min);
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

  private boolean isContinuous() {
    return step.isEmpty() && min < max;
  }

  /** In decimal arithmetic, so that 0.1, 0.2, 0.3 are just these. */
  private double number(long index) {
    if (index == 0) {
      return min;
    }
    BigDecimal first = BigDecimal.valueOf(min);
    BigDecimal by = BigDecimal.valueOf(step.getAsDouble());
    BigDecimal value =
        scale == Scale.LOG
            ? first.multiply(by.pow(Math.toIntExact(index), MathContext.DECIMAL128))
            : first.add(by.multiply(BigDecimal.valueOf(index)));
    return value.doubleValue();
  }

  private long count() {
    if (min == max) {
      return 1;
    }
    // The division may be off by one, for rounding: settled by the value itself.
    long last = Math.round(steps(max));
    while (number(last) > max) {
      last--;
    }
    return last + 1;
  }

  /** Index of the value nearest to a number within the bounds. */
  private long nearest(double number) {
    return min == max ? 0 : Math.min(count() - 1, Math.round(steps(number)));
  }

  private double steps(double number) {
    double by = step.getAsDouble();
    if (scale == Scale.LINEAR) {
      return (number - min) / by;
    }
    // A ratio just above 1 has few digits left: those of the decimal number, less 1, are exact.
    double excess = BigDecimal.valueOf(by).subtract(BigDecimal.ONE).doubleValue();
    return Math.log(number / min) / Math.log1p(excess);
  }
}
