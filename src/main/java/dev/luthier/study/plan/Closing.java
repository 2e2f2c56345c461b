package dev.luthier.study.plan;

import dev.luthier.search.Budget;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.IntFunction;

/**
 * Says when a search takes no more trials, and why: what it says follows from the history, so that
 * a search that has ended once ends again with the same budget.
 */
public final class Closing {

  private final SearchPlan plan;
  private final Optional<Termination> termination;

  /**
   * By the budget of a plan.
   *
   * @param foldValues a trial's value on each fold, by its number; empty where it has none
   */
  public Closing(SearchPlan plan, IntFunction<List<Double>> foldValues) {
    this.plan = plan;
    this.termination =
        plan.budget().terminator().map(terminator -> new Termination(plan, terminator, foldValues));
  }

  /**
   * Why no trial is to be begun or promoted any more.
   *
   * @param all trials, of which those of the search itself count, each with its own value: a mean
   *     that is worse does not open again what was over
   * @param seconds spent on the search so far
   * @return empty as long as the search goes on
   */
  public Optional<Ending> of(History all, double seconds) {
    History history = all.withoutRepeats();
    Budget budget = plan.budget();
    OptionalDouble target = budget.targetValue();
    Optional<Double> best = history.best().map(Trial::value).map(OptionalDouble::getAsDouble);
    if (target.isPresent()
        && best.isPresent()
        && !plan.goals().get(0).isBetter(target.getAsDouble(), best.get())) {
      return Optional.of(
          new Ending(
              Ending.Reason.TARGET_VALUE,
              "the target value " + target.getAsDouble() + " is reached"));
    }
    if (budget.seconds().isPresent() && seconds >= budget.seconds().getAsDouble()) {
      return Optional.of(
          new Ending(
              Ending.Reason.SECONDS,
              "the budget of " + budget.seconds().getAsDouble() + " s is spent"));
    }
    return isAnythingLeft(history)
        ? termination.flatMap(each -> each.of(history))
        : Optional.empty();
  }

  /** Whether a trial may still be begun or promoted: else the terminator need not look. */
  private boolean isAnythingLeft(History history) {
    return plan.isJudging()
        || history.trials().size() < plan.budget().trials().orElse(Integer.MAX_VALUE);
  }
}
