package dev.luthier.search.tpe;

import dev.luthier.search.Assignment;
import dev.luthier.search.Domain;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Value;
import java.util.HashMap;
import java.util.Map;

/**
 * A parameter as a density estimator sees it: one coordinate, its place. That is where a value lies
 * in the unit interval, or for a choice without order the value's index.
 */
final class Axis {

  private final String name;
  private final Domain domain;
  private final long size;
  private final Map<Value, Double> places = new HashMap<>();

  /** A parameter's axis; it remembers places, so that it is for one thread. */
  Axis(Parameter parameter) {
    this.name = parameter.name();
    this.domain = parameter.domain();
    this.size = domain.size().orElse(0);
  }

  boolean isOrdered() {
    return domain.isOrdered();
  }

  boolean isContinuous() {
    return size == 0;
  }

  /** Number of values; 0 for a continuous domain. */
  long size() {
    return size;
  }

  /** The place of an assignment's value. */
  double place(Assignment assignment) {
    return place(assignment.values().get(name));
  }

  double place(Value value) {
    if (isContinuous()) {
      return domain.toUnit(value);
    }
    return places.computeIfAbsent(
        value,
        any -> {
          // On a rounded scale at its logarithm, as Optuna's; the middle of its part lies beside.
          double unit =
              domain instanceof IntRange range && range.isLogOfEach()
                  ? edge(range, any, 0)
                  : domain.toUnit(any);
          return isOrdered() ? unit : Math.floor(unit * size);
        });
  }

  /** The value at a place. */
  Value value(double place) {
    return isOrdered() ? domain.fromUnit(place) : domain.value((long) place);
  }

  /** Where the part of the unit interval begins that stands for the discrete value of a place. */
  double cellStart(double place) {
    return domain instanceof IntRange range && range.isLogOfEach()
        ? edge(range, range.fromUnit(place), -0.5)
        : cell(place) / (double) size;
  }

  /** Where that part ends. */
  double cellEnd(double place) {
    return domain instanceof IntRange range && range.isLogOfEach()
        ? edge(range, range.fromUnit(place), 0.5)
        : (cell(place) + 1) / (double) size;
  }

  private long cell(double place) {
    return Math.min(size - 1, (long) (place * size));
  }

  private static double edge(IntRange range, Value value, double offset) {
    return range.logPlace(((Value.Whole) value).value() + offset);
  }
}
