package dev.luthier.search;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Values of the parameters that are there, by name, in the order of the space.
 *
 * @param values by parameter name
 */
public record Assignment(Map<String, Value> values) {

  public Assignment {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** Without any parameter. */
  public static Assignment empty() {
    return new Assignment(Map.of());
  }

  /** A value by parameter name; empty where the parameter is not there. */
  public Optional<Value> get(String parameter) {
    return Optional.ofNullable(values.get(parameter));
  }

  /**
   * A number by parameter name.
   *
   * @throws IllegalArgumentException where there is no such parameter or it is no number
   */
  public double number(String parameter) {
    return require(parameter)
        .number()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    parameter + " must be a number, was " + values.get(parameter).text()));
  }

  /**
   * A whole number by parameter name.
   *
   * @throws IllegalArgumentException where there is no such parameter or it is no whole number
   */
  public long whole(String parameter) {
    if (require(parameter) instanceof Value.Whole whole) {
      return whole.value();
    }
    throw new IllegalArgumentException(
        parameter + " must be a whole number, was " + values.get(parameter).text());
  }

  /**
   * A value's text by parameter name.
   *
   * @throws IllegalArgumentException where there is no such parameter
   */
  public String text(String parameter) {
    return require(parameter).text();
  }

  private Value require(String parameter) {
    return get(parameter)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    parameter + " must be one of " + values.keySet() + "; it has no value here"));
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().text())
        .collect(Collectors.joining(", "));
  }
}
