package dev.luthier.spec;

import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.Domain;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Value;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Which parameters can be there together.
 *
 * <p>A condition looks at one parameter and all conditions of a parameter have to hold, so that
 * values which make conditions true can be found for one parameter after the other.
 */
final class Reachability {

  private final Map<String, Parameter> parameters = new HashMap<>();

  Reachability(List<Parameter> parameters) {
    parameters.forEach(parameter -> this.parameters.put(parameter.name(), parameter));
  }

  /**
   * Values of the parameters that conditions look at, directly or by the conditions of those, with
   * which all of them hold.
   *
   * @return empty where there are none
   */
  Optional<Map<String, Value>> satisfying(List<Condition> conditions) {
    Map<String, List<Condition>> byParameter = new LinkedHashMap<>();
    Deque<Condition> open = new ArrayDeque<>(conditions);
    while (!open.isEmpty()) {
      Condition condition = open.removeFirst();
      String name = condition.parameter();
      if (!byParameter.containsKey(name)) {
        open.addAll(parameters.get(name).conditions());
      }
      byParameter.computeIfAbsent(name, key -> new ArrayList<>()).add(condition);
    }
    Map<String, Value> values = new HashMap<>();
    for (Map.Entry<String, List<Condition>> entry : byParameter.entrySet()) {
      Optional<Value> value = value(parameters.get(entry.getKey()).domain(), entry.getValue());
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.put(entry.getKey(), value.get());
    }
    return Optional.of(values);
  }

  /** Values with which one parameter is there and another is not; empty where there are none. */
  Optional<Map<String, Value>> without(Parameter present, Parameter absent) {
    // Each of those that have to be there for the other to be looked at once, however often named.
    Set<String> named = new HashSet<>(Set.of(absent.name()));
    Deque<Parameter> open = new ArrayDeque<>(List.of(absent));
    while (!open.isEmpty()) {
      for (Condition condition : open.removeFirst().conditions()) {
        Parameter on = parameters.get(condition.parameter());
        for (Value value : samples(on.domain())) {
          if (!condition.holds(value)) {
            List<Condition> wanted = new ArrayList<>(present.conditions());
            wanted.add(new Condition.OneOf(on.name(), List.of(value)));
            Optional<Map<String, Value>> values = satisfying(wanted);
            if (values.isPresent()) {
              return values;
            }
          }
        }
        if (named.add(on.name())) {
          open.addLast(on);
        }
      }
    }
    return Optional.empty();
  }

  /** All values of a choice; of a range the ends. */
  static List<Value> samples(Domain domain) {
    return domain instanceof Choice choice
        ? choice.values()
        : List.of(domain.fromUnit(0), domain.fromUnit(1)).stream().distinct().toList();
  }

  private static Optional<Value> value(Domain domain, List<Condition> conditions) {
    for (Condition condition : conditions) {
      if (condition instanceof Condition.OneOf oneOf) {
        return oneOf.values().stream().filter(value -> allHold(conditions, value)).findFirst();
      }
    }
    if (domain instanceof Choice choice) {
      return choice.values().stream().filter(value -> allHold(conditions, value)).findFirst();
    }
    double least =
        conditions.stream()
            .mapToDouble(condition -> ((Condition.Between) condition).min())
            .max()
            .orElse(Double.NEGATIVE_INFINITY);
    return smallest(domain, least).filter(value -> allHold(conditions, value));
  }

  /** The smallest value of a range that is no less than a number. */
  private static Optional<Value> smallest(Domain range, double least) {
    OptionalLong size = range.size();
    if (size.isEmpty()) {
      FloatRange continuous = (FloatRange) range;
      return least > continuous.max()
          ? Optional.empty()
          : Optional.of(Value.of(Math.max(continuous.min(), least)));
    }
    long low = 0;
    long high = size.getAsLong();
    while (low < high) {
      long middle = low + (high - low) / 2;
      if (range.value(middle).number().orElseThrow() >= least) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low < size.getAsLong() ? Optional.of(range.value(low)) : Optional.empty();
  }

  private static boolean allHold(List<Condition> conditions, Value value) {
    return conditions.stream().allMatch(condition -> condition.holds(value));
  }
}
