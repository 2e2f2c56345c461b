package dev.luthier.search;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Draws every parameter that is there uniformly from its unit interval, whatever was tried before.
 *
 * <p>The yardstick for all other samplers, and hard to beat with many parameters of which few
 * matter (Bergstra and Bengio 2012).
 */
public record RandomSampler() implements Sampler {

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    return Optional.of(draw(space, random));
  }

  /** A random assignment; constraints are not looked at. */
  public static Assignment draw(SearchSpace space, RandomGenerator random) {
    return space.assign(parameter -> parameter.domain().fromUnit(random.nextDouble()));
  }
}
