package dev.luthier.study;

import dev.luthier.search.Budget;
import dev.luthier.search.Goal;
import dev.luthier.search.Pruner;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.auto.AutoSampler;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * A study of any function of Java: with a model file or without.
 *
 * <pre>{@code
 * SearchSpace space = SearchSpace.of(Parameter.of("x", FloatRange.of(-10, 10)));
 * StudyResult result = Study.minimize(space, trial -> Math.pow(trial.number("x") - 2, 2));
 * result.best().orElseThrow().trial().assignment().number("x");
 * }</pre>
 *
 * @param space that is searched
 * @param sampler proposes trials; empty for {@link AutoSampler}
 * @param pruner gives trials up that report on the way
 * @param budget when it is over
 * @param seed of everything random
 * @param workers trials at once, each in a thread
 * @param name of the study in its store
 * @param store where trials are kept: a study that is there goes on
 */
public record Study(
    SearchSpace space,
    Optional<Sampler> sampler,
    Pruner pruner,
    Budget budget,
    long seed,
    int workers,
    String name,
    StoreLocation store) {

  private static final int TRIALS = 100;
  private static final int FAILURES_IN_A_ROW = 3;

  public Study {
    if (workers <= 0) {
      throw new IllegalArgumentException("workers must be positive, was " + workers);
    }
  }

  /** A study of 100 trials, one at a time, in memory. */
  public static Study of(SearchSpace space) {
    return new Study(
        space,
        Optional.empty(),
        new Pruner.None(),
        Budget.ofTrials(TRIALS),
        0,
        1,
        "study",
        new StoreLocation.Memory());
  }

  /** Makes an objective as large as 100 trials can. */
  public static StudyResult maximize(SearchSpace space, Objective objective)
      throws InterruptedException {
    return of(space).maximize(objective);
  }

  /** Makes an objective as small as 100 trials can. */
  public static StudyResult minimize(SearchSpace space, Objective objective)
      throws InterruptedException {
    return of(space).minimize(objective);
  }

  public Study withSampler(Sampler newSampler) {
    return new Study(space, Optional.of(newSampler), pruner, budget, seed, workers, name, store);
  }

  public Study withPruner(Pruner newPruner) {
    return new Study(space, sampler, newPruner, budget, seed, workers, name, store);
  }

  public Study withBudget(Budget newBudget) {
    return new Study(space, sampler, pruner, newBudget, seed, workers, name, store);
  }

  /** The same with so many trials in all. */
  public Study withTrials(int trials) {
    return withBudget(budget.withTrials(trials));
  }

  public Study withSeed(long newSeed) {
    return new Study(space, sampler, pruner, budget, newSeed, workers, name, store);
  }

  /** The same with so many trials at once; the objective has to be thread-safe then. */
  public Study withWorkers(int newWorkers) {
    return new Study(space, sampler, pruner, budget, seed, newWorkers, name, store);
  }

  /** The same, kept in a database under a name. */
  public Study withStore(StoreLocation newStore, String newName) {
    return new Study(space, sampler, pruner, budget, seed, workers, newName, newStore);
  }

  /** Makes an objective as large as the budget allows. */
  public StudyResult maximize(Objective objective) throws InterruptedException {
    return run(Goal.MAXIMIZE, objective, new StudyListener() {}, () -> false);
  }

  /** Makes an objective as small as the budget allows. */
  public StudyResult minimize(Objective objective) throws InterruptedException {
    return run(Goal.MINIMIZE, objective, new StudyListener() {}, () -> false);
  }

  /**
   * Runs trials until the study is over.
   *
   * @param listener is told how it goes
   * @param stop asked again and again; once true, the study ends, to be gone on with where it has a
   *     store
   * @throws StudyException where the store has another study of this name
   */
  public StudyResult run(
      Goal goal, Objective objective, StudyListener listener, BooleanSupplier stop)
      throws InterruptedException {
    return run(List.of(goal), trial -> new double[] {objective.value(trial)}, listener, stop);
  }

  /**
   * Looks for the Pareto front of several objectives within the budget.
   *
   * @param goals of the objectives, two or three
   */
  public StudyResult optimize(List<Goal> goals, SeveralObjectives objectives)
      throws InterruptedException {
    return run(goals, objectives, new StudyListener() {}, () -> false);
  }

  /**
   * Runs trials of several objectives until the study is over.
   *
   * @param goals of the objectives, one to three
   * @param listener is told how it goes
   * @param stop asked again and again; once true, the study ends, to be gone on with where it has a
   *     store
   * @throws StudyException where the store has another study of this name
   */
  public StudyResult run(
      List<Goal> goals, SeveralObjectives objectives, StudyListener listener, BooleanSupplier stop)
      throws InterruptedException {
    budget
        .terminator()
        .ifPresent(terminator -> terminator.requireError("in a study of a function"));
    SearchPlan plan =
        new SearchPlan(
            space,
            goals,
            sampler.orElseGet(() -> AutoSampler.of(budget.trials(), seed)),
            pruner,
            budget,
            seed,
            false);
    plan.requireIndependentTrials("a function of Java");
    String definition = definition(goals);
    try (TrialStore trials = TrialStores.create(store, name, definition);
        ThreadExecutor executor = new ThreadExecutor(objectives, goals.size(), workers)) {
      if (!trials.definition().equals(definition)) {
        throw StudyException.invalid(
            store.text() + " has another study named " + name + "; give this one another name");
      }
      StudyRunner runner =
          new StudyRunner(
              plan,
              new FailureRules(0, FAILURES_IN_A_ROW),
              trials,
              executor,
              listener,
              System::nanoTime);
      StudyOutcome outcome = runner.run(stop);
      return new StudyResult(goals, outcome, runner.trials());
    }
  }

  /** What must not change from one call to the next. */
  private String definition(List<Goal> goals) {
    StringBuilder text = new StringBuilder();
    goals.forEach(goal -> text.append(goal).append('\n'));
    space
        .parameters()
        .forEach(
            parameter ->
                text.append(parameter.name())
                    .append(": ")
                    .append(parameter.domain().text())
                    .append(parameter.conditions())
                    .append('\n'));
    return text.toString();
  }
}
