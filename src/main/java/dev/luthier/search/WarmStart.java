package dev.luthier.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.random.RandomGenerator;

/**
 * A sampler that has seen trials of an earlier search of the same space: they come before the
 * study's own, as if it had run them.
 *
 * @param sampler proposes from both together
 * @param prior complete trials, numbered from 0
 */
public record WarmStart(Sampler sampler, List<Trial> prior) implements Sampler {

  public WarmStart {
    prior = List.copyOf(prior);
    for (int i = 0; i < prior.size(); i++) {
      if (prior.get(i).number() != i || prior.get(i).state() != Trial.State.COMPLETE) {
        throw new IllegalArgumentException(
            "prior trials must be complete and numbered from 0, was " + prior.get(i));
      }
    }
  }

  /** A trial that is known by its value alone. */
  public static Trial complete(int number, Assignment assignment, double value) {
    return new Trial(
        number, assignment, Trial.State.COMPLETE, List.of(), OptionalDouble.of(value), List.of());
  }

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    List<Trial> all = new ArrayList<>(prior);
    for (Trial trial : history.trials()) {
      all.add(
          new Trial(
              all.size(),
              trial.assignment(),
              trial.state(),
              trial.reports(),
              trial.value(),
              trial.others()));
    }
    return sampler.propose(space, new History(history.goals(), all), random);
  }
}
