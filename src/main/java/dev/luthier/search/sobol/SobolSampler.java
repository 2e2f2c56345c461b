package dev.luthier.search.sobol;

import dev.luthier.search.Assignment;
import dev.luthier.search.History;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * Goes through the points of one {@linkplain ScrambledSobol scrambled Sobol sequence}, a dimension
 * for each parameter: random, but evenly spread.
 *
 * <p>It proposes the first point of the sequence that is feasible and was not tried, so that it
 * needs no count of its proposals. Where a space has hardly anything left, it draws at random.
 *
 * @param seed of the sequence: that of the study, the same for all its proposals
 */
public record SobolSampler(long seed) implements Sampler {

  /** So many points in a row that are no use, and it gives the sequence up. */
  private static final int MOST_REFUSED = 1000;

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    ScrambledSobol sobol = ScrambledSobol.of(space.parameters().size(), seed);
    Set<Assignment> tried = history.assignments();
    Set<Assignment> ahead = new HashSet<>(tried);
    int refused = 0;
    for (int index = 0; refused < MOST_REFUSED; index++) {
      Assignment assignment = space.fromUnit(sobol.point(index));
      if (ahead.remove(assignment)) {
        refused = 0;
      } else if (!tried.contains(assignment) && space.isFeasible(assignment)) {
        return Optional.of(assignment);
      } else {
        refused++;
      }
    }
    return Optional.of(RandomSampler.draw(space, random));
  }
}
