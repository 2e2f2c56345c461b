package dev.luthier.search;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * All that is tuned: parameters in order, each after those that its conditions look at, and the
 * constraints between them.
 */
public record SearchSpace(List<Parameter> parameters, List<Constraint> constraints) {

  public SearchSpace {
    parameters = List.copyOf(parameters);
    constraints = List.copyOf(constraints);
    Map<String, Parameter> earlier = new HashMap<>();
    for (Parameter parameter : parameters) {
      for (Condition condition : parameter.conditions()) {
        requireSuitable(parameter, condition, earlier.get(condition.parameter()), parameters);
      }
      if (earlier.put(parameter.name(), parameter) != null) {
        throw new IllegalArgumentException(
            "name of a parameter must be unique, " + parameter.name() + " is there twice");
      }
    }
  }

  /** A space without constraints. */
  public static SearchSpace of(Parameter... parameters) {
    return new SearchSpace(List.of(parameters), List.of());
  }

  private static void requireSuitable(
      Parameter parameter, Condition condition, Parameter on, List<Parameter> all) {
    if (on == null) {
      boolean later = all.stream().anyMatch(any -> any.name().equals(condition.parameter()));
      throw new IllegalArgumentException(
          "when of parameter "
              + parameter.name()
              + " must look at an earlier parameter, "
              + condition.parameter()
              + (later
                  ? " comes later or is the parameter itself; write it before "
                      + parameter.name()
                      + ", or break the cycle"
                  : " does not exist"));
    }
    if (condition instanceof Condition.Between between && !isNumeric(on.domain())) {
      throw new IllegalArgumentException(
          (between.min() == Double.NEGATIVE_INFINITY ? "at_most" : "at_least")
              + " must be about a parameter of numbers, was about "
              + on.name()
              + ", one of "
              + on.domain().text()
              + "; write equals");
    }
    if (condition instanceof Condition.OneOf oneOf) {
      for (Value value : oneOf.values()) {
        if (!on.domain().contains(value)) {
          throw new IllegalArgumentException(
              "equals must be a value of parameter "
                  + on.name()
                  + ", was "
                  + value.text()
                  + "; write one of "
                  + on.domain().text());
        }
      }
    }
  }

  private static boolean isNumeric(Domain domain) {
    return !(domain instanceof Choice choice)
        || choice.values().stream().allMatch(value -> value.number().isPresent());
  }

  /** A parameter by name. */
  public Optional<Parameter> parameter(String name) {
    return parameters.stream().filter(parameter -> parameter.name().equals(name)).findFirst();
  }

  /**
   * Whether a parameter is there, given values of all parameters before it that are there
   * themselves.
   */
  public static boolean isActive(Parameter parameter, Assignment earlier) {
    return isActive(parameter, earlier.values());
  }

  /** As for an assignment, by the values that were chosen so far and their parameters' names. */
  public static boolean isActive(Parameter parameter, Map<String, Value> earlier) {
    for (Condition condition : parameter.conditions()) {
      Value value = earlier.get(condition.parameter());
      if (value == null || !condition.holds(value)) {
        return false;
      }
    }
    return true;
  }

  /**
   * An assignment that is made by choosing a value for one parameter after the other, leaving out
   * those that the values chosen so far switch off. Constraints are not looked at.
   *
   * @param choose a value for a parameter that is there
   */
  public Assignment assign(Function<Parameter, Value> choose) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (Parameter parameter : parameters) {
      if (isActive(parameter, values)) {
        values.put(parameter.name(), choose.apply(parameter));
      }
    }
    return new Assignment(values);
  }

  /**
   * The assignment at a point of the unit cube.
   *
   * @param unit a coordinate from 0 to 1 for each parameter; those of parameters that are switched
   *     off are not looked at
   */
  public Assignment fromUnit(double[] unit) {
    if (unit.length != parameters.size()) {
      throw new IllegalArgumentException(
          "unit must have a coordinate for each of "
              + parameters.size()
              + " parameters, had "
              + unit.length);
    }
    Map<String, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < unit.length; i++) {
      Parameter parameter = parameters.get(i);
      if (isActive(parameter, values)) {
        values.put(parameter.name(), parameter.domain().fromUnit(unit[i]));
      }
    }
    return new Assignment(values);
  }

  /** Whether an assignment has exactly the parameters that are to be there, with allowed values. */
  public boolean contains(Assignment assignment) {
    int present = 0;
    for (Parameter parameter : parameters) {
      Value value = assignment.values().get(parameter.name());
      if (isActive(parameter, assignment.values()) != (value != null)) {
        return false;
      }
      if (value != null && !parameter.domain().contains(value)) {
        return false;
      }
      present += value == null ? 0 : 1;
    }
    return present == assignment.values().size();
  }

  /** Whether all constraints hold for an assignment of this space. */
  public boolean isFeasible(Assignment assignment) {
    for (Constraint constraint : constraints) {
      if (!constraint.holds(assignment)) {
        return false;
      }
    }
    return true;
  }

  /** The first parameter with a continuous domain; empty where a grid can go through the space. */
  public Optional<Parameter> continuous() {
    return parameters.stream().filter(parameter -> parameter.domain().size().isEmpty()).findFirst();
  }

  /**
   * Product of the numbers of all domains' values, an upper bound of the number of assignments;
   * empty where a domain is continuous or the product overflows.
   */
  public OptionalLong bound() {
    long product = 1;
    for (Parameter parameter : parameters) {
      OptionalLong size = parameter.domain().size();
      if (size.isEmpty() || product > Long.MAX_VALUE / size.getAsLong()) {
        return OptionalLong.empty();
      }
      product *= size.getAsLong();
    }
    return OptionalLong.of(product);
  }
}
