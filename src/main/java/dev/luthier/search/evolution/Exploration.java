package dev.luthier.search.evolution;

import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Domain;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Scale;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Value;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Changes the settings of a trial a little, as population based training explores.
 *
 * <p>Each parameter is drawn anew with some probability, else it is perturbed: a number is
 * multiplied by one of the factors, which each is as likely, and moved into its domain. Of discrete
 * numbers it becomes the nearest one, but for one that is a neighbour at least; an ordered choice
 * becomes its neighbour in the list. With {@link Scale#REVERSE_LOG} the distance to the end at
 * which values lie dense is multiplied. A choice without order stays as it is unless it is drawn
 * anew, and so does a 0 of a continuous range. Ray Tune does the same, but for numbers that
 * rounding would leave where they are.
 *
 * @param resampleProbability that a parameter is drawn anew
 * @param factors by which numbers are multiplied, not 1
 */
record Exploration(double resampleProbability, List<Double> factors) {

  /** So often it tries to meet the constraints. */
  private static final int ATTEMPTS = 20;

  Exploration {
    factors = List.copyOf(factors);
    if (!(resampleProbability >= 0 && resampleProbability <= 1)) {
      throw new IllegalArgumentException(
          "resample_probability must be from 0 to 1, was "
              + resampleProbability
              + "; write such as 0.25");
    }
    if (factors.isEmpty()) {
      throw new IllegalArgumentException(
          "perturbation_factor must be given at least once, was not; write such as"
              + " perturbation_factor: [1.2, 0.8]");
    }
    for (double factor : factors) {
      if (!(factor > 0) || Double.isInfinite(factor) || factor == 1) {
        throw new IllegalArgumentException(
            "perturbation_factor must be positive and not 1, was "
                + factor
                + "; write such as perturbation_factor: [1.2, 0.8]");
      }
    }
  }

  /**
   * Settings near to others.
   *
   * @param from settings of the space
   * @return the same settings where no others were found that meet the constraints
   */
  Assignment explore(SearchSpace space, Assignment from, RandomGenerator random) {
    for (int i = 0; i < ATTEMPTS; i++) {
      Assignment explored =
          space.assign(parameter -> explore(parameter, from.get(parameter.name()), random));
      if (space.isFeasible(explored)) {
        return explored;
      }
    }
    return from;
  }

  private Value explore(Parameter parameter, Optional<Value> from, RandomGenerator random) {
    Domain domain = parameter.domain();
    boolean isDrawn = random.nextDouble() < resampleProbability;
    double factor = factors.get(random.nextInt(factors.size()));
    return isDrawn || from.isEmpty()
        ? domain.fromUnit(random.nextDouble())
        : perturbed(domain, from.get(), factor);
  }

  /** A value multiplied by a factor, as far as its domain allows. */
  static Value perturbed(Domain domain, Value value, double factor) {
    if (!domain.isOrdered()) {
      return value;
    }
    if (domain instanceof Choice choice) {
      int index = choice.values().indexOf(value) + (factor > 1 ? 1 : -1);
      return choice.values().get(Math.max(0, Math.min(index, choice.values().size() - 1)));
    }
    double number = value.number().orElseThrow();
    if (domain.size().isPresent()) {
      return perturbed(domain, domain.size().getAsLong(), number, factor);
    }
    FloatRange range = (FloatRange) domain;
    double wanted =
        range.scale() == Scale.REVERSE_LOG
            ? range.max() - ((range.max() - number + range.min()) * factor - range.min())
            : number * factor;
    return Value.of(Math.max(range.min(), Math.min(wanted, range.max())));
  }

  /** Of rising discrete numbers: the nearest to the product, but not the same. */
  private static Value perturbed(Domain domain, long size, double number, double factor) {
    double wanted = number * factor;
    long index = indexUpTo(domain, size, number);
    boolean isUp = wanted == number ? factor > 1 : wanted > number;
    long below = indexUpTo(domain, size, wanted);
    boolean isAboveNearer =
        below + 1 < size && number(domain, below + 1) - wanted < wanted - number(domain, below);
    long nearest = isAboveNearer ? below + 1 : below;
    long moved = isUp ? Math.max(nearest, index + 1) : Math.min(nearest, index - 1);
    return domain.value(Math.max(0, Math.min(moved, size - 1)));
  }

  /** Index of the largest number that is no larger than another; 0 where all are larger. */
  private static long indexUpTo(Domain domain, long size, double number) {
    long low = 0;
    long high = size - 1;
    while (low < high) {
      long middle = low + (high - low + 1) / 2;
      if (number(domain, middle) <= number) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  private static double number(Domain domain, long index) {
    return domain.value(index).number().orElseThrow();
  }
}
