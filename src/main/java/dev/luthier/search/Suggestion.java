package dev.luthier.search;

import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Makes sure that what a sampler proposes is feasible and, unless wished otherwise, new. */
public final class Suggestion {

  private static final int PROPOSALS = 20;
  private static final int RANDOM_DRAWS = 10_000;

  /** So many assignments of a space are gone through for one that is left. */
  private static final long ENUMERABLE = 100_000;

  private Suggestion() {}

  /**
   * The next assignment to try.
   *
   * @param duplicates whether an assignment may be tried again
   * @param random seeded for this trial
   * @return empty where the sampler has come to an end, or nothing feasible and new was found
   */
  public static Optional<Assignment> next(
      Sampler sampler,
      SearchSpace space,
      History history,
      boolean duplicates,
      RandomGenerator random) {
    Optional<Assignment> first = sampler.propose(space, history, random);
    if (first.isEmpty()
        || (space.isFeasible(first.get()) && (duplicates || !history.hasTried(first.get())))) {
      return first;
    }
    Set<Assignment> tried = duplicates ? Set.of() : history.assignments();
    for (int i = 1; i < PROPOSALS; i++) {
      Optional<Assignment> proposed = sampler.propose(space, history, random);
      if (proposed.isEmpty() || isNew(space, proposed.get(), tried)) {
        return proposed;
      }
    }
    for (int i = 0; i < RANDOM_DRAWS; i++) {
      Assignment drawn = RandomSampler.draw(space, random);
      if (isNew(space, drawn, tried)) {
        return Optional.of(drawn);
      }
    }
    if (space.continuous().isPresent()) {
      return Optional.empty();
    }
    return Grid.assignments(space)
        .limit(ENUMERABLE)
        .filter(left -> isNew(space, left, tried))
        .findFirst();
  }

  private static boolean isNew(SearchSpace space, Assignment assignment, Set<Assignment> tried) {
    return !tried.contains(assignment) && space.isFeasible(assignment);
  }
}
