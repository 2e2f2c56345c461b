package dev.luthier.report;

import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.FloatRange;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Scale;
import dev.luthier.search.Value;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A parameter as an axis of a plot. A value's position is the number itself; of a category its
 * index; on a reverse logarithmic scale, which no plot has, its place from 0 to 1.
 *
 * @param name of the parameter
 * @param kind how positions are spread
 * @param min first position
 * @param max last position
 * @param categories their texts; empty for numbers
 * @param ticks texts at equal distances from the first to the last place; empty but for {@link
 *     Kind#PLACE}
 * @param values what there is to choose from, for people
 * @param condition when the parameter is there, for people; null where it always is
 */
public record ParameterAxis(
    String name,
    Kind kind,
    double min,
    double max,
    List<String> categories,
    List<String> ticks,
    String values,
    String condition) {

  /** How positions are spread on an axis. */
  public enum Kind {
    LINEAR,
    LOG,
    CATEGORY,
    PLACE
  }

  private static final int QUARTERS = 4;

  /** The axis of a parameter. */
  static ParameterAxis of(Parameter parameter) {
    String condition =
        parameter.conditions().isEmpty()
            ? null
            : parameter.conditions().stream()
                .map(Condition::text)
                .collect(Collectors.joining(" and "));
    if (parameter.domain() instanceof IntRange range && range.min() < range.max()) {
      Kind kind = range.scale() == Scale.LOG ? Kind.LOG : Kind.LINEAR;
      return numbers(parameter, kind, (double) range.min(), (double) range.max(), condition);
    }
    if (parameter.domain() instanceof FloatRange range && range.min() < range.max()) {
      return switch (range.scale()) {
        case LINEAR -> numbers(parameter, Kind.LINEAR, range.min(), range.max(), condition);
        case LOG -> numbers(parameter, Kind.LOG, range.min(), range.max(), condition);
        case REVERSE_LOG ->
            new ParameterAxis(
                parameter.name(),
                Kind.PLACE,
                0,
                1,
                List.of(),
                Stream.iterate(0, i -> i <= QUARTERS, i -> i + 1)
                    .map(i -> range.fromUnit(i / (double) QUARTERS).text())
                    .toList(),
                range.text(),
                condition);
      };
    }
    List<String> categories =
        parameter.domain() instanceof Choice choice
            ? choice.values().stream().map(Value::text).toList()
            : List.of(parameter.domain().value(0).text());
    return new ParameterAxis(
        parameter.name(),
        Kind.CATEGORY,
        0,
        categories.size() - 1,
        categories,
        List.of(),
        parameter.domain().text(),
        condition);
  }

  private static ParameterAxis numbers(
      Parameter parameter, Kind kind, double min, double max, String condition) {
    return new ParameterAxis(
        parameter.name(),
        kind,
        min,
        max,
        List.of(),
        List.of(),
        parameter.domain().text(),
        condition);
  }

  /** Where a trial lies; null where it has no such parameter, or one of another space. */
  Double position(Parameter parameter, Assignment assignment) {
    Optional<Value> value = assignment.get(name).filter(parameter.domain()::contains);
    return value.isEmpty()
        ? null
        : switch (kind) {
          case LINEAR, LOG -> value.get().number().orElseThrow();
          case CATEGORY -> (double) categories.indexOf(value.get().text());
          case PLACE -> parameter.domain().toUnit(value.get());
        };
  }

  /** Whether a plot has anything to show along it. */
  boolean hasSeveralPositions() {
    return max > min;
  }

  /** How far along the axis a position lies, from 0 to 1; of a category, its index. */
  double along(double position) {
    return switch (kind) {
      case LINEAR -> (position - min) / (max - min);
      case LOG -> Math.log(position / min) / Math.log(max / min);
      case CATEGORY, PLACE -> position;
    };
  }

  /** The position so far along, the inverse of {@link #along}. */
  double position(double along) {
    return switch (kind) {
      case LINEAR -> min + along * (max - min);
      case LOG -> along == 1 ? max : min * Math.pow(max / min, along);
      case CATEGORY, PLACE -> along;
    };
  }
}
