package dev.luthier.search.tpe;

import dev.luthier.search.Assignment;
import dev.luthier.search.Dominance;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Report;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/**
 * Tree-structured Parzen estimators (Bergstra et al. 2011), multivariate (Falkner et al. 2018).
 *
 * <p>Of n trials, the best min(⌈n/10⌉, 25) are good. Candidates are drawn from the density of the
 * good ones; the one proposed has the greatest ratio of that density to the density of the others.
 * The details are those of Optuna 5 (multivariate, with groups and constant liar), but that
 * infeasible trials are never good here, and paused ones are ranked like pruned ones.
 *
 * <p>In a conditional space, parameters with the same conditions are modelled together, by the
 * trials that have them: first those that are always there, then those that the values chosen
 * switch on.
 *
 * <p>Complete trials come before those that stopped on the way, pruned or paused, of which the one
 * that came farther is better, and at the same step the one with the better report. Infeasible
 * trials come last. Of several objectives, trials of one step are ordered by {@linkplain
 * Dominance#order dominance} (as in MOTPE, Ozaki et al. 2020, but by crowding within a front).
 * Trials that are waiting or running are counted among the others, so that workers side by side
 * stay away from each other. Failed trials say nothing about their values and are left out.
 *
 * @param startupTrials finished trials before the first that is not random
 * @param candidates drawn for each proposal
 */
public record TpeSampler(int startupTrials, int candidates) implements Sampler {

  private static final int MOST_GOOD = 25;

  public TpeSampler {
    if (startupTrials < 0) {
      throw new IllegalArgumentException(
          "startup_trials must not be negative, was " + startupTrials + "; write such as 10");
    }
    if (candidates <= 0) {
      throw new IllegalArgumentException(
          "candidates must be positive, was " + candidates + "; write such as 24");
    }
  }

  /** With 10 random trials and 24 candidates. */
  public static TpeSampler of() {
    return new TpeSampler(10, 24);
  }

  public TpeSampler withStartupTrials(int newStartupTrials) {
    return new TpeSampler(newStartupTrials, candidates);
  }

  public TpeSampler withCandidates(int newCandidates) {
    return new TpeSampler(startupTrials, newCandidates);
  }

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    List<Ranked> ranked = new ArrayList<>();
    int infeasible = 0;
    for (Trial trial : history.trials()) {
      switch (trial.state()) {
        case COMPLETE, PRUNED, PAUSED -> ranked.add(Ranked.of(trial, history.goal()));
        case INFEASIBLE -> infeasible++;
        case WAITING, RUNNING, FAILED -> {}
      }
    }
    int seen = ranked.size() + infeasible;
    if (ranked.isEmpty() || seen < startupTrials) {
      return Optional.of(RandomSampler.draw(space, random));
    }
    int count = Math.min((seen + 9) / 10, MOST_GOOD);
    Set<Integer> best =
        history.hasSeveralObjectives()
            ? bestByDominance(ranked, history.goals(), count)
            : best(ranked, count);
    List<Trial> good = new ArrayList<>();
    List<Trial> others = new ArrayList<>();
    for (Trial trial : history.trials()) {
      if (trial.state() != Trial.State.FAILED) {
        (best.contains(trial.number()) ? good : others).add(trial);
      }
    }
    return Optional.of(DensityRatio.propose(space, good, others, candidates, random));
  }

  /** Numbers of the best trials, at most so many. */
  private static Set<Integer> best(List<Ranked> ranked, int count) {
    PriorityQueue<Ranked> worstFirst = new PriorityQueue<>(Ranked.ORDER.reversed());
    for (Ranked trial : ranked) {
      if (worstFirst.size() < count) {
        worstFirst.add(trial);
      } else if (Ranked.ORDER.compare(trial, worstFirst.element()) < 0) {
        worstFirst.remove();
        worstFirst.add(trial);
      }
    }
    return worstFirst.stream()
        .map(trial -> trial.trial().number())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Set<Integer> bestByDominance(List<Ranked> ranked, List<Goal> goals, int count) {
    TreeMap<Long, List<Ranked>> byStep = new TreeMap<>(Comparator.reverseOrder());
    ranked.forEach(
        trial -> byStep.computeIfAbsent(trial.step(), step -> new ArrayList<>()).add(trial));
    return byStep.values().stream()
        .flatMap(
            group ->
                Arrays.stream(
                        Dominance.order(
                            group.stream()
                                .map(trial -> trial.losses(goals))
                                .toArray(double[][]::new)))
                    .mapToObj(group::get))
        .limit(count)
        .map(trial -> trial.trial().number())
        .collect(Collectors.toUnmodifiableSet());
  }

  /** A trial, how far it came and how good it was there: NaN counts as worst. */
  private record Ranked(Trial trial, long step, double loss) {

    /** From the best; the earlier of equals comes first. */
    static final Comparator<Ranked> ORDER =
        Comparator.comparingLong(Ranked::step)
            .reversed()
            .thenComparingDouble(Ranked::loss)
            .thenComparingInt(ranked -> ranked.trial().number());

    static Ranked of(Trial trial, Goal goal) {
      if (trial.state() == Trial.State.COMPLETE) {
        return new Ranked(trial, Long.MAX_VALUE, loss(goal, trial.value().orElse(Double.NaN)));
      }
      return trial
          .lastReport()
          .map(report -> new Ranked(trial, report.step(), loss(goal, report.value())))
          .orElseGet(() -> new Ranked(trial, 0, loss(goal, trial.value().orElse(Double.NaN))));
    }

    /** Of all objectives, where it came to. */
    double[] losses(List<Goal> goals) {
      double[] values =
          trial.state() == Trial.State.COMPLETE
              ? trial.values()
              : trial.lastReport().map(Report::values).orElse(trial.values());
      double[] losses = new double[goals.size()];
      Arrays.setAll(losses, i -> loss(goals.get(i), i < values.length ? values[i] : Double.NaN));
      return losses;
    }

    private static double loss(Goal goal, double value) {
      return Double.isNaN(value) ? Double.POSITIVE_INFINITY : goal.loss(value);
    }
  }
}
