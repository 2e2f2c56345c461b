package dev.luthier.search.auto;

import dev.luthier.search.Assignment;
import dev.luthier.search.Grid;
import dev.luthier.search.History;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.gp.GaussianProcessSampler;
import dev.luthier.search.tpe.BohbSampler;
import dev.luthier.search.tpe.TpeSampler;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;

/**
 * Chooses a sampler by space, budget and history, anew for each proposal.
 *
 * <ol>
 *   <li>The grid where the budget covers all feasible assignments.
 *   <li>Else the model, for it makes the most of each trial, as long as it suits: there are at most
 *       {@value #MODEL_PARAMETERS} parameters, there were fewer than {@value #MODEL_TRIALS} trials
 *       so far (its time grows with their cube), and the budget is no larger than {@value
 *       #MODEL_BUDGET}, above which trials are so cheap that its time would show. Where the last
 *       {@value #STUCK_TRIALS} trials have brought nothing better, it is stuck, and every other
 *       proposal is the fallback's, which sees other things in the same trials. In a space with
 *       branches, every third proposal is of the branch that was tried least, and every other one
 *       where the model is stuck.
 *   <li>Else the fallback.
 *   <li>Where trials pause at rungs, the sampler for halving stands for the fallback, and has every
 *       other proposal also where the model suits, in a space with branches every third: few trials
 *       are complete, and what the many others are worth is a guess of the model's.
 * </ol>
 *
 * <p>Optuna's {@code AutoSampler} also changes from its Gaussian process after 250 trials, but for
 * conditions and any choice without order as well, which the model here is made for, and never
 * because it is stuck.
 *
 * @param budget number of trials of the study, those so far included; empty for no limit
 * @param grid for a space that the budget covers
 * @param model such as a Gaussian process
 * @param branches for a conditional space, in turn with the model
 * @param halving such as BOHB's model, for trials that pause, in turn with the model
 * @param fallback such as a tree-structured Parzen estimator, for any space and history
 */
public record AutoSampler(
    OptionalInt budget,
    Sampler grid,
    Sampler model,
    Sampler branches,
    Sampler halving,
    Sampler fallback)
    implements Sampler {

  /** Of more parameters, a few hundred trials teach the model too little. */
  static final int MODEL_PARAMETERS = 50;

  /** From so many trials on, another sampler has the word. */
  static final int MODEL_TRIALS = 250;

  /** After so many trials without a better one, the model has fewer proposals. */
  static final int STUCK_TRIALS = 15;

  /** Branches have one proposal in so many, and so has halving beside them. */
  private static final int BRANCH_TURNS = 3;

  /** So many trials are begun before the model is asked at all. */
  private static final int MODEL_STARTED = 10;

  /** Trials of a branch before its model is asked: fewer than for a whole space. */
  private static final int BRANCH_STARTUP_TRIALS = 5;

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
   * The grid, the Gaussian process, also of branches, BOHB's model and the tree-structured Parzen
   * estimator.
   *
   * @param budget number of trials of the study; empty for no limit
   * @param seed of the study
   */
  public static AutoSampler of(OptionalInt budget, long seed) {
    GaussianProcessSampler model = GaussianProcessSampler.of(seed);
    return new AutoSampler(
        budget,
        new Grid(),
        model,
        new BranchSampler(model.withStartupTrials(BRANCH_STARTUP_TRIALS)),
        BohbSampler.of(),
        TpeSampler.of());
  }

  @Override
  public Optional<Assignment> propose(SearchSpace space, History history, RandomGenerator random) {
    return chosen(space, history).propose(space, history, random);
  }

  /** The one of them that makes the next proposal. */
  public Sampler chosen(SearchSpace space, History history) {
    if (budget.isPresent() && isCovered(space, budget.getAsInt())) {
      return grid;
    }
    boolean suitsModel =
        space.parameters().size() <= MODEL_PARAMETERS
            && history.trials().size() < MODEL_TRIALS
            && budget.orElse(0) <= MODEL_BUDGET;
    boolean pauses = history.trials().stream().anyMatch(AutoSampler::isPaused);
    Sampler other = pauses ? halving : fallback;
    if (!suitsModel) {
      return other;
    }
    int number = history.trials().size();
    if (BranchSampler.hasBranches(space)) {
      return ofBranches(number, pauses, isStuck(history));
    }
    return number % 2 == 1 && (pauses || isStuck(history)) ? other : model;
  }

  private Sampler ofBranches(int number, boolean pauses, boolean isStuck) {
    if (pauses) {
      return List.of(model, branches, halving).get(number % BRANCH_TURNS);
    }
    return number % (isStuck ? 2 : BRANCH_TURNS) == 1 ? branches : model;
  }

  private static boolean isPaused(Trial trial) {
    return trial.state() == Trial.State.PAUSED;
  }

  /** Whether the last trials that ended have brought nothing better. */
  private static boolean isStuck(History history) {
    int best = history.best().map(Trial::number).orElse(Integer.MAX_VALUE);
    long later =
        history.trials().stream()
            .filter(trial -> trial.state().isFinished() && trial.number() > best)
            .count();
    return later >= STUCK_TRIALS && history.trials().size() >= MODEL_STARTED + STUCK_TRIALS;
  }

  private static boolean isCovered(SearchSpace space, int trials) {
    OptionalLong bound = space.bound();
    return (bound.isPresent() && bound.getAsLong() <= trials)
        || Grid.count(space, Math.min(trials, COUNTED)).isPresent();
  }
}
