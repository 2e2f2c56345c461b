package dev.luthier.search;

import java.util.List;
import java.util.stream.Collectors;

/** When a parameter is there: depends on an earlier parameter, which has to be there itself. */
public sealed interface Condition {

  /** Name of the parameter that it looks at. */
  String parameter();

  /** Whether it holds for a value of that parameter. */
  boolean holds(Value value);

  /** For people. */
  String text();

  /**
   * The parameter has one of some values.
   *
   * @param values all in the parameter's domain
   */
  record OneOf(String parameter, List<Value> values) implements Condition {

    public OneOf {
      values = List.copyOf(values);
      if (values.isEmpty()) {
        throw new IllegalArgumentException(
            "equals must name at least one value of " + parameter + ", named none");
      }
    }

    @Override
    public boolean holds(Value value) {
      return values.contains(value);
    }

    @Override
    public String text() {
      return parameter
          + " = "
          + values.stream().map(Value::text).collect(Collectors.joining(" or "));
    }
  }

  /**
   * The parameter is a number within bounds, both included.
   *
   * @param min may be negative infinity
   * @param max may be infinity
   */
  record Between(String parameter, double min, double max) implements Condition {

    public Between {
      if (!(min <= max)) {
        throw new IllegalArgumentException(
            "at_most must be no less than at_least, was " + max + " and " + min);
      }
    }

    @Override
    public boolean holds(Value value) {
      return value.number().isPresent()
          && value.number().getAsDouble() >= min
          && value.number().getAsDouble() <= max;
    }

    @Override
    public String text() {
      return (min == Double.NEGATIVE_INFINITY ? "" : plain(min) + " <= ")
          + parameter
          + (max == Double.POSITIVE_INFINITY ? "" : " <= " + plain(max));
    }

    /** A whole number without a fraction, for most bounds are of whole numbers. */
    private static String plain(double bound) {
      long whole = (long) bound;
      return whole == bound ? Long.toString(whole) : Double.toString(bound);
    }
  }
}
