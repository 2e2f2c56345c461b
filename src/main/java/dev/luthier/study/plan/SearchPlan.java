package dev.luthier.study.plan;

import dev.luthier.graph.Seeds;
import dev.luthier.search.Assignment;
import dev.luthier.search.Budget;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Origin;
import dev.luthier.search.Pruner;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Suggestion;
import dev.luthier.search.Trial;
import dev.luthier.search.WarmStart;
import dev.luthier.search.evolution.PopulationSampler;
import dev.luthier.spec.StudySpec;
import java.util.List;
import java.util.Optional;
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
    if (goals.size() > 1 && (budget.terminator().isPresent() || budget.repeats().isPresent())) {
      throw new IllegalArgumentException(
          (budget.terminator().isPresent() ? "terminator" : "repeats")
              + " must be left out with several objectives, there are "
              + goals.size());
    }
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

  /**
   * The same for a sampler that knows trials of an earlier search.
   *
   * @param prior as {@link WarmStart} takes them
   */
  public SearchPlan after(List<Trial> prior) {
    return new SearchPlan(
        space, goals, new WarmStart(sampler, prior), pruner, budget, seed, allowDuplicates);
  }

  /** What comes next. */
  public sealed interface Step {

    /** A paused trial goes on. */
    record GoOn(int trial) implements Step {}

    /**
     * A new trial, of the next number, begins.
     *
     * @param origin what it follows from; empty for one of the search of its own
     */
    record Begin(Assignment assignment, Optional<Origin> origin) implements Step {}
  }

  /**
   * What comes next: a trial that the pruner promotes, else a new one; and once there is neither
   * and no trial runs, one that the pruner would not give up at the end. When the search is over,
   * its best trials are repeated.
   *
   * @param ending why the search is over, if {@link Closing} says so
   * @return empty where there is nothing, for now: the end of a trial may bring something
   */
  public Optional<Step> next(History history, Optional<Ending> ending) {
    if (ending.isEmpty()) {
      Optional<Step> step = search(history);
      if (step.isPresent()) {
        return step;
      }
    }
    boolean isTimeLeft = ending.filter(end -> end.reason() == Ending.Reason.SECONDS).isEmpty();
    return isTimeLeft && !isAnyOpen(history.withoutRepeats()) ? repeat(history) : Optional.empty();
  }

  /** Neither sampler nor pruner knows of repeats, but for the means that samplers see. */
  private Optional<Step> search(History history) {
    History search = history.withoutRepeats();
    Optional<Step> promoted = goOn(search, pruner.promote(search.numbered()));
    if (promoted.isPresent()) {
      return promoted;
    }
    Optional<Step> created = propose(history.ofMeans().numbered());
    if (created.isPresent() || isAnyOpen(search)) {
      return created;
    }
    return goOn(search, pruner.promoteAtEnd(search.numbered()));
  }

  private Optional<Step> repeat(History history) {
    OptionalInt number =
        budget.repeats().map(repeats -> repeats.next(history)).orElse(OptionalInt.empty());
    if (number.isEmpty()) {
      return Optional.empty();
    }
    Trial original = history.trials().get(number.getAsInt());
    return Optional.of(
        new Step.Begin(original.assignment(), Optional.of(new Origin.Repeat(original.number()))));
  }

  /**
   * What becomes of a trial after its last report; a repeat goes through.
   *
   * @param history all trials, the trial among them
   */
  public Pruner.Verdict judge(History history, Trial trial) {
    if (trial.repeats().isPresent()) {
      return Pruner.Verdict.CONTINUE;
    }
    History search = history.withoutRepeats();
    long before = search.trials().stream().filter(other -> other.number() < trial.number()).count();
    return pruner.judge(search.numbered(), trial.withNumber((int) before));
  }

  /**
   * Refuses a sampler whose trials begin with the weights of others.
   *
   * @param who runs trials that have none, such as {@code suggest}
   * @throws IllegalArgumentException where the plan has such a sampler
   */
  public void requireIndependentTrials(String who) {
    if (sampler instanceof PopulationSampler) {
      throw new IllegalArgumentException(
          "sampler population_based is for trainings of a model file, whose trials inherit weights;"
              + " "
              + who
              + " cannot hand them on; write another sampler such as tpe {}, or use tune");
    }
  }

  /** The seed of everything random in a trial's training: 31 bits, so that people can type it. */
  public long trainingSeed(int trial) {
    return Seeds.derive(Seeds.derive(seed, "training"), (long) trial) & 0x7fffffffL;
  }

  /** Whether every report has to be judged. */
  public boolean isJudging() {
    return !(pruner instanceof Pruner.None);
  }

  private static Optional<Step> goOn(History search, OptionalInt trial) {
    return trial.isPresent()
        ? Optional.of(new Step.GoOn(search.trials().get(trial.getAsInt()).number()))
        : Optional.empty();
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
}
