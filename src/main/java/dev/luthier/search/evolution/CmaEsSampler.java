package dev.luthier.search.evolution;

import dev.luthier.search.Assignment;
import dev.luthier.search.Domain;
import dev.luthier.search.Dominance;
import dev.luthier.search.History;
import dev.luthier.search.Observations;
import dev.luthier.search.Parameter;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.math.StandardNormal;
import dev.luthier.search.tpe.TpeSampler;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * CMA-ES (Hansen and Ostermeier 2001) for long studies of numbers, in the unit interval of each.
 *
 * <p>It keeps nothing: the distribution is worked out anew from the history, whose trials are taken
 * in their order, a population at a time. So it goes on after an interruption, with workers side by
 * side, and after trials of another sampler.
 *
 * <p>What lies outside the space is drawn again, and moved to its edge in the end. Values of
 * discrete domains keep a chance to be left, as in CMA-ES with margin (Hamano et al. 2022), by a
 * least deviation. A search that has converged begins again elsewhere with twice the population
 * (IPOP, Auger and Hansen 2005). Parameters that are not ordered, or not always there, are left to
 * a {@link TpeSampler}; of several objectives, a generation is ordered by dominance.
 *
 * @param population points a generation at the start; empty for {@code 4 + 3 log(parameters)}
 * @param seed of where it begins again: that of the study, the same for all its proposals
 */
public record CmaEsSampler(OptionalInt population, long seed) implements Sampler {

  private static final double FIRST_DEVIATION = 0.25;
  private static final int DRAWS = 100;

  /** Of a unit interval: less makes no difference to a training. */
  private static final double LEAST_DEVIATION = 1e-6;

  private static final double WORST_CONDITION = 1e14;
  private static final double SAME_LOSS = 1e-12;

  public CmaEsSampler {
    population.ifPresent(
        points -> {
          if (points < 4) {
            throw new IllegalArgumentException(
                "population must be at least 4, was " + points + "; leave it out for the usual");
          }
        });
  }

  /** With the usual population. */
  public static CmaEsSampler of(long seed) {
    return new CmaEsSampler(OptionalInt.empty(), seed);
  }

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    List<Parameter> numbers =
        space.parameters().stream()
            .filter(parameter -> parameter.conditions().isEmpty())
            .filter(parameter -> parameter.domain().isOrdered())
            .filter(parameter -> parameter.domain().size().orElse(Long.MAX_VALUE) > 1)
            .toList();
    Assignment others =
        numbers.size() == space.parameters().size()
            ? Assignment.empty()
            : TpeSampler.of().propose(space, history, random).orElseThrow();
    if (numbers.isEmpty()) {
      return Optional.of(others);
    }
    double[] drawn = draw(numbers, distribution(numbers, history), random);
    return Optional.of(
        space.assign(
            parameter -> {
              int index = numbers.indexOf(parameter);
              return index >= 0
                  ? parameter.domain().fromUnit(drawn[index])
                  : others
                      .get(parameter.name())
                      .orElseGet(() -> parameter.domain().fromUnit(random.nextDouble()));
            }));
  }

  /** What the trials so far have led to. */
  private CovarianceAdaptation distribution(List<Parameter> numbers, History history) {
    Told told = Told.of(history);
    int size = population.orElse(CovarianceAdaptation.usualPopulation(numbers.size()));
    double[] centre = new double[numbers.size()];
    Arrays.fill(centre, 0.5);
    CovarianceAdaptation state =
        new CovarianceAdaptation(centre, FIRST_DEVIATION, Math.max(4, size));
    int stagnant = 0;
    int restarts = 0;
    for (int begin = 0; begin + state.population() <= told.size(); ) {
      int end = begin + state.population();
      double[][] points =
          told.trials.subList(begin, end).stream()
              .map(trial -> point(numbers, trial.assignment()))
              .toArray(double[][]::new);
      double[] losses = Arrays.copyOfRange(told.losses, begin, end);
      state.update(points, losses);
      double range =
          Arrays.stream(losses).max().orElseThrow() - Arrays.stream(losses).min().orElseThrow();
      stagnant = range <= SAME_LOSS ? stagnant + 1 : 0;
      begin = end;
      if (hasConverged(numbers, state, stagnant)) {
        restarts++;
        stagnant = 0;
        SplittableRandom elsewhere = new SplittableRandom(seed + restarts);
        Arrays.setAll(centre, i -> elsewhere.nextDouble());
        state = new CovarianceAdaptation(centre, FIRST_DEVIATION, 2 * state.population());
      }
    }
    return state;
  }

  private static boolean hasConverged(
      List<Parameter> numbers, CovarianceAdaptation state, int stagnant) {
    double widest = 0;
    for (int i = 0; i < numbers.size(); i++) {
      widest = Math.max(widest, state.deviationOf(i));
    }
    int patience = 10 + (int) Math.ceil(30.0 * numbers.size() / state.population());
    return widest < LEAST_DEVIATION
        || !(state.condition() < WORST_CONDITION)
        || stagnant >= patience;
  }

  private static double[] point(List<Parameter> numbers, Assignment assignment) {
    return numbers.stream()
        .mapToDouble(
            parameter ->
                assignment.get(parameter.name()).map(parameter.domain()::toUnit).orElse(0.5))
        .toArray();
  }

  private static double[] draw(
      List<Parameter> numbers, CovarianceAdaptation state, RandomGenerator random) {
    double[] mean = state.mean();
    double[] scales = new double[mean.length];
    double chance = 1.0 / (mean.length * state.population());
    for (int i = 0; i < mean.length; i++) {
      double least = leastDeviation(numbers.get(i).domain(), mean[i], chance);
      scales[i] = Math.max(1, least / Math.max(1e-300, state.deviationOf(i)));
    }
    double[] point = new double[mean.length];
    for (int attempt = 0; attempt < DRAWS; attempt++) {
      double[] step = state.drawStep(random);
      Arrays.setAll(point, i -> mean[i] + scales[i] * step[i]);
      if (Arrays.stream(point).allMatch(place -> place >= 0 && place <= 1)) {
        return point;
      }
    }
    return Arrays.stream(point).map(place -> Math.min(1, Math.max(0, place))).toArray();
  }

  /** With which the value at a mean is left with at least a chance; 0 for a continuous domain. */
  static double leastDeviation(Domain domain, double mean, double chance) {
    if (domain.size().isEmpty()) {
      return 0;
    }
    double place = domain.toUnit(domain.fromUnit(Math.min(1, Math.max(0, mean))));
    double half = 0.5 / domain.size().getAsLong();
    double left = place - half > half ? mean - (place - half) : Double.POSITIVE_INFINITY;
    double right = place + half < 1 - half ? place + half - mean : Double.POSITIVE_INFINITY;
    double nearest = Math.max(0, Math.min(left, right));
    return nearest / StandardNormal.quantile(1 - chance / 2);
  }

  /** Trials that say something, in their order, and losses by which they compare. */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Told(List<Trial> trials, double[] losses) {

    static Told of(History history) {
      if (!history.hasSeveralObjectives()) {
        Observations observations = Observations.of(history);
        return new Told(observations.trials(), observations.losses());
      }
      List<Trial> complete = history.in(Trial.State.COMPLETE);
      int[] order =
          Dominance.order(
              complete.stream()
                  .map(trial -> history.losses(trial.values()))
                  .toArray(double[][]::new));
      double[] places = new double[order.length];
      for (int place = 0; place < places.length; place++) {
        places[order[place]] = place;
      }
      return new Told(complete, places);
    }

    int size() {
      return losses.length;
    }
  }
}
