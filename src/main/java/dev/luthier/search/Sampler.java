package dev.luthier.search;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Proposes what to try next. A sampler is its settings: it keeps nothing between calls, and the
 * same arguments give the same proposal.
 *
 * <p>A proposal is of the space; whether it is new and feasible is looked after by {@link
 * Suggestion}, which asks again where it is not.
 */
public interface Sampler {

  /**
   * The next assignment.
   *
   * @param history all trials so far, those that are running among them
   * @param random seeded for this proposal
   * @return empty where a sampler has come to the end of what it goes through
   */
  Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random);
}
