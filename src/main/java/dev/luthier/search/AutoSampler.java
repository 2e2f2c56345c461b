package dev.luthier.search;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Chooses a sampler by space, budget and history, anew for each proposal.
 *
 * <ol>
 *   <li>The grid where the budget covers all feasible assignments.
 *   <li>Else the model, for it makes the most of each trial, as long as it suits: no parameter has
 *       a condition, there are at most {@value #MODEL_PARAMETERS}, there were fewer than {@value
 *       #MODEL_TRIALS} trials so far (its time grows with their cube), and the budget is no larger
 *       than {@value #MODEL_BUDGET}, above which trials are so cheap that its time would show.
 *   <li>Else the fallback.
 * </ol>
 *
 * <p>Optuna's {@code AutoSampler} also changes from its Gaussian process after 250 trials and for
 * conditions, but for any choice without order as well, which the model here is made for.
 *
 * @param budget number of trials of the study, those so far included; empty for no limit
 * @param grid for a space that the budget covers
 * @param model such as a Gaussian process
 * @param fallback such as a tree-structured Parzen estimator, for any space and history
 */
public record AutoSampler(OptionalInt budget, Sampler grid, Sampler model, Sampler fallback)
    implements Sampler {

  /** Of more parameters, a few hundred trials teach the model too little. */
  static final int MODEL_PARAMETERS = 20;

  /** From so many trials on, another sampler has the word. */
  static final int MODEL_TRIALS = 250;

  /** With a larger budget, the model is not used at all. */
  static final int MODEL_BUDGET = 1000;

  /** So many assignments at most are counted one by one, for it is done at each proposal. */
  private static final int COUNTED = 10_000;

  public AutoSampler {
    if (budget.isPresent() && budget.getAsInt() <= 0) {
      throw new IllegalArgumentException(
          "trials must be positive, was " + budget.getAsInt() + "; write such as 50");
    }
  }

  /**
   * The samplers that this package has.
   *
   * @param budget number of trials of the study; empty for no limit
   * @param seed of the study
   */
  public static AutoSampler of(OptionalInt budget, long seed) {
    return new AutoSampler(budget, new Grid(), GaussianProcessSampler.of(seed), TpeSampler.of());
  }

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    return chosen(space, history).propose(space, history, random);
  }

  /** The one of the three that makes the next proposal. */
  public Sampler chosen(SearchSpace space, History history) {
    if (budget.isPresent() && isCovered(space, budget.getAsInt())) {
      return grid;
    }
    boolean isConditional =
        space.parameters().stream().anyMatch(parameter -> !parameter.conditions().isEmpty());
    boolean suitsModel =
        !isConditional
            && space.parameters().size() <= MODEL_PARAMETERS
            && history.trials().size() < MODEL_TRIALS
            && budget.orElse(0) <= MODEL_BUDGET;
    return suitsModel ? model : fallback;
  }

  private static boolean isCovered(SearchSpace space, int trials) {
    OptionalLong bound = space.bound();
    return (bound.isPresent() && bound.getAsLong() <= trials)
        || Grid.count(space, Math.min(trials, COUNTED)).isPresent();
  }
}
