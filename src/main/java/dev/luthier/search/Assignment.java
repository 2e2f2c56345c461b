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

  /**
   * Spreads assignments well: the sum of a map's own hash is the same for very many of small whole
   * numbers and flags.
   */
  @Override
  public int hashCode() {
    long sum = 0;
    for (Map.Entry<String, Value> entry : values.entrySet()) {
      sum += mixed(((long) entry.getKey().hashCode() << 32) ^ entry.getValue().hashCode());
    }
    return Long.hashCode(mixed(sum));
  }

  /** Each bit of the result hangs on all bits: the finalizer of SplitMix64 (Steele et al. 2014). */
  private static long mixed(long bits) {
    long z = (bits ^ (bits >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  @Override
  public String toString() {
    return values.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue().text())
        .collect(Collectors.joining(", "));
  }
}
