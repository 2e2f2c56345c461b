package dev.luthier.study;

import dev.luthier.graph.Seeds;
import dev.luthier.search.Assignment;
import dev.luthier.search.Budget;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.PopulationSampler;
import dev.luthier.search.Pruner;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Segment;
import dev.luthier.search.Suggestion;
import dev.luthier.search.Trial;
import dev.luthier.search.WarmStart;
import dev.luthier.spec.StudySpec;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/**
 * How a search goes on, whatever its trials are and whoever runs them: what comes next follows from
 * the history alone.
 *
 * @param space that is searched
 * @param goals of the objectives
 * @param sampler proposes trials
 * @param pruner decides which trials go on
 * @param budget when it is over
 * @param seed of everything random
 * @param allowDuplicates whether what was tried may be tried again
 */
public record SearchPlan(
    SearchSpace space,
    List<Goal> goals,
    Sampler sampler,
    Pruner pruner,
    Budget budget,
    long seed,
    boolean allowDuplicates) {

  public SearchPlan {
    goals = List.copyOf(goals);
  }

  /** The search that a study file describes. */
  public static SearchPlan of(StudySpec study) {
    return new SearchPlan(
        study.space(),
        study.goals(),
        study.sampler(),
        study.pruner(),
        study.budget(),
        study.seed(),
        study.allowDuplicates());
  }

  /** The same for a sampler that knows trials of an earlier search. */
  SearchPlan after(PriorTrials prior) {
    return new SearchPlan(
        space,
        goals,
        new WarmStart(sampler, prior.trials()),
        pruner,
        budget,
        seed,
        allowDuplicates);
  }

  /** What comes next. */
  sealed interface Step {

    /** A paused trial goes on. */
    record GoOn(int trial) implements Step {}

    /**
     * A new trial, of the next number, begins.
     *
     * @param segment that it is of the training of a member of a population
     */
    record Begin(Assignment assignment, Optional<Segment> segment) implements Step {}
  }

  /**
   * What comes next: a trial that the pruner promotes, else a new one; and once there is neither
   * and no trial runs, one that the pruner would not give up at the end.
   *
   * @param seconds spent on the search so far
   * @return empty where there is nothing, for now: the end of a trial may bring something
   */
  Optional<Step> next(History history, double seconds) {
    if (isClosed(history, seconds)) {
      return Optional.empty();
    }
    Optional<Step> promoted = goOn(pruner.promote(history));
    if (promoted.isPresent()) {
      return promoted;
    }
    Optional<Step> created = propose(history);
    if (created.isPresent() || isAnyOpen(history)) {
      return created;
    }
    return goOn(pruner.promoteAtEnd(history));
  }

  /**
   * Refuses a sampler whose trials begin with the weights of others.
   *
   * @param who runs trials that have none, such as {@code suggest}
   */
  void requireIndependentTrials(String who) {
    if (sampler instanceof PopulationSampler) {
      throw new IllegalArgumentException(
          "sampler population_based is for trainings of a model file, whose trials inherit weights;"
              + " "
              + who
              + " cannot hand them on; write another sampler such as tpe {}, or use tune");
    }
  }

  /** Whether every report has to be judged. */
  boolean isJudging() {
    return !(pruner instanceof Pruner.None);
  }

  private static Optional<Step> goOn(OptionalInt trial) {
    return trial.isPresent() ? Optional.of(new Step.GoOn(trial.getAsInt())) : Optional.empty();
  }

  private Optional<Step> propose(History history) {
    int number = history.trials().size();
    if (budget.trials().isPresent() && number >= budget.trials().getAsInt()) {
      return Optional.empty();
    }
    long proposal = Seeds.derive(Seeds.derive(seed, "sampler"), (long) number);
    SplittableRandom random = new SplittableRandom(proposal);
    if (sampler instanceof PopulationSampler population) {
      return population
          .next(space, history, random)
          .map(next -> new Step.Begin(next.assignment(), Optional.of(next.segment())));
    }
    return Suggestion.next(sampler, space, history, allowDuplicates, random)
        .map(assignment -> new Step.Begin(assignment, Optional.empty()));
  }

  private static boolean isAnyOpen(History history) {
    return history.trials().stream()
        .anyMatch(
            trial -> trial.state() == Trial.State.RUNNING || trial.state() == Trial.State.WAITING);
  }

  /** Whether no trial is to be begun or promoted any more. */
  private boolean isClosed(History history, double seconds) {
    OptionalDouble target = budget.targetValue();
    boolean isGoodEnough =
        target.isPresent()
            && history
                .best()
                .map(Trial::value)
                .filter(best -> !goals.get(0).isBetter(target.getAsDouble(), best.getAsDouble()))
                .isPresent();
    return isGoodEnough
        || (budget.seconds().isPresent() && seconds >= budget.seconds().getAsDouble());
  }
}
