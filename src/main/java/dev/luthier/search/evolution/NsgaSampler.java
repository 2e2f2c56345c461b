package dev.luthier.search.evolution;

import dev.luthier.search.Assignment;
import dev.luthier.search.Domain;
import dev.luthier.search.Dominance;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.search.sobol.SobolSampler;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * NSGA-II (Deb et al. 2002): a population of the best trials by {@linkplain Dominance#order rank
 * and crowding}, from which each new trial descends by tournaments of two, crossover and mutation.
 *
 * <p>A trial becomes part of the population as soon as it is complete, rather than with a
 * generation, so that few trials are enough and workers side by side need not wait for each other
 * (a steady state, as in Durillo et al. 2009). Numbers and ordered choices are crossed and mutated
 * in the unit interval, by simulated binary crossover and polynomial mutation; values of choices
 * without order, and what only one parent has, are taken from either parent. What neither has is
 * drawn at random. With one objective it is a genetic algorithm.
 *
 * @param population complete trials from which others descend; as many at the start are spread over
 *     the space
 * @param crossover probability that a trial has two parents
 * @param mutation expected number of mutated parameters of a trial
 * @param seed of the points at the start: that of the study, the same for all its proposals
 */
public record NsgaSampler(int population, double crossover, double mutation, long seed)
    implements Sampler {

  /** Distribution indices: with larger ones, children are nearer to their parents. */
  private static final double CROSSOVER_INDEX = 10;

  private static final double MUTATION_INDEX = 10;

  public NsgaSampler {
    if (population < 2) {
      throw new IllegalArgumentException(
          "population must be at least 2, was " + population + "; write such as 20");
    }
    if (!(crossover >= 0 && crossover <= 1)) {
      throw new IllegalArgumentException(
          "crossover must be from 0 to 1, was " + crossover + "; write such as 0.9");
    }
    if (!(mutation > 0) || Double.isInfinite(mutation)) {
      throw new IllegalArgumentException(
          "mutation must be positive, was " + mutation + "; write such as 1");
    }
  }

  /** Of 20 trials, nine in ten with two parents, one parameter mutated on average. */
  public static NsgaSampler of(long seed) {
    return new NsgaSampler(20, 0.9, 1, seed);
  }

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    List<Trial> fromBest = history.fromBest();
    if (fromBest.size() < population) {
      return new SobolSampler(seed).propose(space, history, random);
    }
    Trial[] parents = fromBest.stream().limit(population).toArray(Trial[]::new);
    Assignment first = tournament(parents, random);
    Assignment second = random.nextDouble() < crossover ? tournament(parents, random) : first;
    double chance = Math.min(1, mutation / Math.max(1, space.parameters().size()));
    return Optional.of(space.assign(parameter -> child(parameter, first, second, chance, random)));
  }

  /** The better of two that are drawn: those in front are better. */
  private static Assignment tournament(Trial[] fromBest, RandomGenerator random) {
    int winner = Math.min(random.nextInt(fromBest.length), random.nextInt(fromBest.length));
    return fromBest[winner].assignment();
  }

  private static Value child(
      Parameter parameter,
      Assignment first,
      Assignment second,
      double chance,
      RandomGenerator random) {
    Domain domain = parameter.domain();
    Optional<Value> one = first.get(parameter.name());
    Optional<Value> other = second.get(parameter.name());
    if (one.isEmpty() && other.isEmpty()) {
      return domain.fromUnit(random.nextDouble());
    }
    Value inherited =
        one.isPresent() && other.isPresent()
            ? crossed(domain, one.get(), other.get(), random)
            : one.orElseGet(other::get);
    return random.nextDouble() < chance ? mutated(domain, inherited, random) : inherited;
  }

  private static Value crossed(Domain domain, Value one, Value other, RandomGenerator random) {
    if (!domain.isOrdered() || one.equals(other) || random.nextBoolean()) {
      return random.nextBoolean() ? one : other;
    }
    double u = random.nextDouble();
    double spread =
        u < 0.5
            ? Math.pow(2 * u, 1 / (CROSSOVER_INDEX + 1))
            : Math.pow(1 / (2 * (1 - u)), 1 / (CROSSOVER_INDEX + 1));
    double left = domain.toUnit(one);
    double right = domain.toUnit(other);
    double side = random.nextBoolean() ? spread : -spread;
    return domain.fromUnit(clipped(0.5 * (left + right) + 0.5 * side * (right - left)));
  }

  private static Value mutated(Domain domain, Value value, RandomGenerator random) {
    if (!domain.isOrdered()) {
      return domain.fromUnit(random.nextDouble());
    }
    double place = domain.toUnit(value);
    double u = random.nextDouble();
    double step =
        u < 0.5
            ? Math.pow(2 * u, 1 / (MUTATION_INDEX + 1)) - 1
            : 1 - Math.pow(2 * (1 - u), 1 / (MUTATION_INDEX + 1));
    Value moved = domain.fromUnit(clipped(place + step));
    // Of few values the next one is farther than most steps.
    return moved.equals(value) ? domain.fromUnit(random.nextDouble()) : moved;
  }

  private static double clipped(double unit) {
    return Math.min(1, Math.max(0, unit));
  }
}
