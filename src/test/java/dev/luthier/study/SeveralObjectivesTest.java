package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Budget;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.Parameter;
import dev.luthier.search.Pruner;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.evolution.NsgaSampler;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.plan.AskTell;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.StoreLocation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies of two objectives: by questions and answers, and of a function of Java. */
class SeveralObjectivesTest {

  private static final List<Goal> GOALS = List.of(Goal.MAXIMIZE, Goal.MINIMIZE);
  private static final SearchSpace LINE = SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1)));

  @TempDir private Path directory;

  private static AskTell asked() {
    return new AskTell(
        new SearchPlan(
            LINE, GOALS, new RandomSampler(), new Pruner.None(), Budget.ofTrials(9), 1, false));
  }

  @Test
  void everyObjectiveIsToBeTold() {
    AskTell search = asked();
    int trial = search.ask().orElseThrow().number();
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> search.complete(trial, 0.5));
    assertEquals(
        "values must be 2, one for each objective of the study, were 1", error.getMessage());
    assertThrows(IllegalArgumentException.class, () -> search.report(trial, 1, 0.5));
    assertTrue(search.report(trial, 1, 0.5, 1000));
    search.complete(trial, 0.75, 1000);
    assertEquals(List.of(1000.0), search.history().trials().get(0).others());
  }

  @Test
  void anObjectiveThatIsNoNumberMakesATrialInfeasible() {
    AskTell search = asked();
    search.complete(search.ask().orElseThrow().number(), 0.5, Double.NaN);
    assertFalse(
        search.report(search.ask().orElseThrow().number(), 1, 0.5, Double.POSITIVE_INFINITY));
    assertEquals(2, search.history().in(Trial.State.INFEASIBLE).size());
    assertEquals(List.of(), search.history().front());
  }

  @Test
  void theFrontOfAFunctionIsTheSameAfterAnInterruption() throws InterruptedException {
    Study study =
        Study.of(LINE).withSampler(new NsgaSampler(4, 0.9, 1, 1)).withSeed(3).withTrials(30);
    SeveralObjectives objectives =
        trial -> {
          double x = trial.number("x");
          trial.report(1, new double[] {x / 2, x * x});
          return new double[] {x, x * x};
        };
    StudyResult once = study.optimize(GOALS, objectives);
    assertEquals(30, once.front().size());
    assertEquals(once.best().orElseThrow(), once.front().get(0));

    StoreLocation store = new StoreLocation.SqliteFile(directory.resolve("study.db"));
    Study kept = study.withStore(store, "kept");
    kept.withTrials(12).optimize(GOALS, objectives);
    StudyResult twice = kept.optimize(GOALS, objectives);
    assertEquals(
        once.front().stream().map(trial -> trial.trial()).toList(),
        twice.front().stream().map(trial -> trial.trial()).toList());
    assertThrows(
        StudyException.class,
        () -> kept.optimize(List.of(Goal.MINIMIZE, Goal.MINIMIZE), objectives));
  }

  @Test
  void aFunctionOfOneValueFailsInAStudyOfTwo() throws InterruptedException {
    StudyResult result = Study.of(LINE).optimize(GOALS, trial -> new double[] {1});
    assertEquals(StudyOutcome.End.FAILED, result.outcome().end());
    assertTrue(result.outcome().error().orElseThrow().contains("values must be 2"));
  }
}
