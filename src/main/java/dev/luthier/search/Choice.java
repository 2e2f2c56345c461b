package dev.luthier.search;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * One of several values.
 *
 * @param values at least one, no two alike
 * @param isOrdered whether neighbours in the list are alike
 */
public record Choice(List<Value> values, boolean isOrdered) implements Domain {

  public Choice {
    values = List.copyOf(values);
    if (values.isEmpty()) {
      throw new IllegalArgumentException(
          "value must be given at least once, was not; write such as value: [\"a\", \"b\"]");
    }
    if (new HashSet<>(values).size() < values.size()) {
      throw new IllegalArgumentException(
          "value must be given once each, was "
              + values.stream().map(Value::text).collect(Collectors.joining(", ")));
    }
  }

  /** Names without an order. */
  public static Choice of(String... names) {
    return new Choice(Stream.of(names).<Value>map(Value.Text::new).toList(), false);
  }

  /** Numbers in order. */
  public static Choice of(double... numbers) {
    return new Choice(DoubleStream.of(numbers).<Value>mapToObj(Value.Real::new).toList(), true);
  }

  /** False or true. */
  public static Choice ofFlags() {
    return new Choice(List.of(Value.of(false), Value.of(true)), false);
  }

  /** A single value: a parameter that is fixed. */
  public static Choice fixed(Value value) {
    return new Choice(List.of(value), false);
  }

  @Override
  public OptionalLong size() {
    return OptionalLong.of(values.size());
  }

  @Override
  public Value value(long index) {
    return values.get(Math.toIntExact(index));
  }

  @Override
  public boolean contains(Value value) {
    return values.contains(value);
  }

  @Override
  public Value fromUnit(double unit) {
    return values.get((int) UnitInterval.part(unit, values.size()));
  }

  @Override
  public double toUnit(Value value) {
    int index = values.indexOf(value);
    if (index < 0) {
      throw new IllegalArgumentException(value.text() + " is not one of " + text());
    }
    return UnitInterval.middle(index, values.size());
  }

  @Override
  public String text() {
    return values.stream().map(Value::text).collect(Collectors.joining(", "));
  }
}
