package dev.luthier.search;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The whole product of all values, the last parameter changing fastest; a parameter that is
 * switched off has no part in it. Infeasible assignments are left out.
 */
public record Grid() implements Sampler {

  private static final long MOST_INFEASIBLE = 10_000;

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    Set<Assignment> tried = history.assignments();
    return assignments(space)
        .filter(assignment -> !tried.contains(assignment) && space.isFeasible(assignment))
        .findFirst();
  }

  /**
   * All assignments of a space in order, infeasible ones among them.
   *
   * @throws IllegalArgumentException where a domain is continuous
   */
  public static Stream<Assignment> assignments(SearchSpace space) {
    Optional<Parameter> continuous = space.continuous();
    if (continuous.isPresent()) {
      throw new IllegalArgumentException(
          "step must be given for a grid over parameter "
              + continuous.get().name()
              + ", was left out; write a step, or take another sampler");
    }
    return Stream.iterate(Place.first(space), Objects::nonNull, Place::next)
        .map(place -> place.assignment);
  }

  /**
   * Number of feasible assignments of a space.
   *
   * @param most where counting ends
   * @return empty where a domain is continuous, where there are more than that, or where there are
   *     so many infeasible ones that it would take long to tell
   */
  public static OptionalLong count(SearchSpace space, long most) {
    if (space.continuous().isPresent()) {
      return OptionalLong.empty();
    }
    long feasible = 0;
    long infeasible = 0;
    for (Place place = Place.first(space); place != null; place = place.next()) {
      if (space.isFeasible(place.assignment)) {
        feasible++;
      } else {
        infeasible++;
      }
      if (feasible > most || infeasible > MOST_INFEASIBLE) {
        return OptionalLong.empty();
      }
    }
    return OptionalLong.of(feasible);
  }

  /** An assignment, with the index of each parameter's value. */
  private static final class Place {

    private static final long OFF = -1;

    private final SearchSpace space;
    private final long[] indices;
    private final Assignment assignment;

    /** Keeps the values of the parameters before one, and begins anew with those behind it. */
    private Place(SearchSpace space, long[] indices, int kept) {
      List<Parameter> parameters = space.parameters();
      Map<String, Value> values = new LinkedHashMap<>();
      for (int i = 0; i < indices.length; i++) {
        Parameter parameter = parameters.get(i);
        if (i > kept) {
          indices[i] = SearchSpace.isActive(parameter, values) ? 0 : OFF;
        }
        if (indices[i] != OFF) {
          values.put(parameter.name(), parameter.domain().value(indices[i]));
        }
      }
      this.space = space;
      this.indices = indices;
      this.assignment = new Assignment(values);
    }

    static Place first(SearchSpace space) {
      return new Place(space, new long[space.parameters().size()], -1);
    }

    /** The last parameter that can moves on, all behind it begin anew; null behind the last. */
    Place next() {
      for (int i = indices.length - 1; i >= 0; i--) {
        long size = space.parameters().get(i).domain().size().getAsLong();
        if (indices[i] != OFF && indices[i] + 1 < size) {
          long[] moved = indices.clone();
          moved[i]++;
          return new Place(space, moved, i);
        }
      }
      return null;
    }
  }
}
