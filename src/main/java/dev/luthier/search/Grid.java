package dev.luthier.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The whole product of all values, the last parameter changing fastest; a parameter that is
 * switched off has no part in it. Infeasible assignments are left out.
 */
public record Grid() implements Sampler {

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    Set<Assignment> tried = new HashSet<>();
    history.trials().forEach(trial -> tried.add(trial.assignment()));
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
    for (Parameter parameter : space.parameters()) {
      if (parameter.domain().size().isEmpty()) {
        throw new IllegalArgumentException(
            "step must be given for a grid over parameter "
                + parameter.name()
                + ", was left out; write a step, or take another sampler");
      }
    }
    return Stream.iterate(first(space), java.util.Objects::nonNull, last -> next(space, last));
  }

  private static Assignment first(SearchSpace space) {
    return space.assign(parameter -> parameter.domain().value(0));
  }

  /** The assignment after another: the last parameter that can moves on, all behind it restart. */
  private static Assignment next(SearchSpace space, Assignment last) {
    List<Parameter> active = new ArrayList<>();
    for (Parameter parameter : space.parameters()) {
      if (last.get(parameter.name()).isPresent()) {
        active.add(parameter);
      }
    }
    for (int i = active.size() - 1; i >= 0; i--) {
      Parameter moved = active.get(i);
      long index = index(moved.domain(), last.get(moved.name()).orElseThrow());
      if (index + 1 < moved.domain().size().getAsLong()) {
        List<Parameter> kept = active.subList(0, i);
        return space.assign(
            parameter ->
                parameter.equals(moved)
                    ? moved.domain().value(index + 1)
                    : kept.contains(parameter)
                        ? last.get(parameter.name()).orElseThrow()
                        : parameter.domain().value(0));
      }
    }
    return null;
  }

  private static long index(Domain domain, Value value) {
    // The place of a discrete value is the middle of its part.
    long size = domain.size().getAsLong();
    for (long index = (long) (domain.toUnit(value) * size) - 1; index < size; index++) {
      if (index >= 0 && domain.value(index).equals(value)) {
        return index;
      }
    }
    throw new IllegalArgumentException(value.text() + " is not one of " + domain.text());
  }
}
