package dev.luthier.search.importance;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Scale;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How much each parameter matters for being among the best trials: PED-ANOVA, <a
 * href="https://arxiv.org/abs/2304.10255">Watanabe et al. 2023</a>. For each parameter the density
 * of its values in the best tenth of the trials is compared with that in all trials, by the Pearson
 * divergence {@code Σ all (best / all - 1)^2}.
 *
 * <p>A conditional parameter is looked at in the trials that have it, weighted by {@code α² / β},
 * where α and β are their parts of the best and of all trials (<a
 * href="https://arxiv.org/abs/2601.20800">Conditional PED-ANOVA</a>): what is rarely there, or
 * rarely among the best, matters little by itself; the parameter that switches it shows that.
 *
 * <p>Only complete trials with a finite value count: values of trials that were stopped on the way
 * cannot be compared with theirs. The figures are Optuna 5's {@code PedAnovaImportanceEvaluator}'s
 * with its defaults; of the domains that Optuna has not, {@link Scale#REVERSE_LOG} is spread as it
 * is sampled, and values by a factor and ordered choices by their places.
 */
public final class Importance {

  private static final int FEWEST_TRIALS = 4;
  private static final double BEST_PART = 0.1;

  /** As many trials with a parameter as make a density. */
  private static final int FEWEST_WITH_PARAMETER = 2;

  /** Keeps the quotient of two densities finite. */
  private static final double SMALLEST_DENSITY = 1e-12;

  private Importance() {}

  /**
   * The share of each parameter of a space, by the first objective.
   *
   * @throws IllegalArgumentException with fewer than 4 complete trials
   */
  public static Map<String, Double> of(SearchSpace space, History history) {
    return of(space, history, 0);
  }

  /**
   * The share of each parameter of a space.
   *
   * @param objective index of the one by which trials are good
   * @return shares by parameter name, from largest to smallest, those alike in the order of the
   *     space. Their sum is 1, unless no parameter has more than one value: then all are 0. Where
   *     no parameter tells the best trials from the others, those with more than one value share
   *     alike
   * @throws IllegalArgumentException with fewer than 4 complete trials
   */
  public static Map<String, Double> of(SearchSpace space, History history, int objective) {
    List<Trial> trials =
        history.in(Trial.State.COMPLETE).stream()
            .filter(trial -> isKnown(trial, objective))
            .toList();
    if (trials.size() < FEWEST_TRIALS) {
      throw new IllegalArgumentException(
          "importance needs at least "
              + FEWEST_TRIALS
              + " complete trials, there "
              + (trials.size() == 1 ? "is 1" : "are " + trials.size())
              + "; raise the study's budget");
    }
    List<Trial> best = best(history.goals().get(objective), objective, trials);
    Map<String, Double> divergences = new LinkedHashMap<>();
    for (Parameter parameter : space.parameters()) {
      divergences.put(parameter.name(), divergence(parameter, best, trials));
    }
    return sorted(shares(space, divergences));
  }

  /** The best tenth, rounded up, with all that are as good as its last. */
  private static List<Trial> best(Goal goal, int objective, List<Trial> trials) {
    double[] losses =
        trials.stream()
            .mapToDouble(trial -> goal.loss(trial.values()[objective]))
            .sorted()
            .toArray();
    double last = losses[(int) Math.ceil(BEST_PART * losses.length) - 1];
    return trials.stream().filter(trial -> goal.loss(trial.values()[objective]) <= last).toList();
  }

  private static boolean isKnown(Trial trial, int objective) {
    double[] values = trial.values();
    return objective < values.length && Double.isFinite(values[objective]);
  }

  private static double divergence(Parameter parameter, List<Trial> best, List<Trial> all) {
    List<Value> bestValues = values(parameter, best);
    List<Value> allValues = values(parameter, all);
    if (isSingle(parameter) || bestValues.isEmpty() || allValues.size() < FEWEST_WITH_PARAMETER) {
      return 0;
    }
    double[] bestDensity = GridDensity.of(parameter.domain(), bestValues);
    double[] allDensity = GridDensity.of(parameter.domain(), allValues);
    double divergence = 0;
    for (int i = 0; i < allDensity.length; i++) {
      double density = allDensity[i] + SMALLEST_DENSITY;
      double quotient = (bestDensity[i] + SMALLEST_DENSITY) / density;
      divergence += density * (quotient - 1) * (quotient - 1);
    }
    double partOfBest = bestValues.size() / (double) best.size();
    double partOfAll = allValues.size() / (double) all.size();
    return partOfBest * partOfBest / partOfAll * divergence;
  }

  private static List<Value> values(Parameter parameter, List<Trial> trials) {
    return trials.stream().flatMap(t -> t.assignment().get(parameter.name()).stream()).toList();
  }

  private static boolean isSingle(Parameter parameter) {
    return parameter.domain().size().orElse(Long.MAX_VALUE) == 1;
  }

  private static Map<String, Double> shares(SearchSpace space, Map<String, Double> divergences) {
    double sum = divergences.values().stream().mapToDouble(Double::doubleValue).sum();
    if (sum > 0) {
      divergences.replaceAll((name, divergence) -> divergence / sum);
      return divergences;
    }
    List<Parameter> tuned = space.parameters().stream().filter(any -> !isSingle(any)).toList();
    tuned.forEach(parameter -> divergences.put(parameter.name(), 1.0 / tuned.size()));
    return divergences;
  }

  private static Map<String, Double> sorted(Map<String, Double> shares) {
    Map<String, Double> sorted = new LinkedHashMap<>();
    shares.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .forEachOrdered(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return Collections.unmodifiableMap(sorted);
  }
}
