package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Budget;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.Parameter;
import dev.luthier.search.Pruner;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Terminator;
import dev.luthier.search.Trial;
import dev.luthier.study.plan.Ending;
import dev.luthier.study.store.StoreLocation;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Studies that end before their trials are run, and why. */
@Timeout(120)
class TerminatedStudyTest {

  private static final SearchSpace PLANE =
      SearchSpace.of(
          Parameter.of("x", FloatRange.of(-2, 2)), Parameter.of("y", FloatRange.of(-2, 2)));

  @TempDir private Path directory;

  /** At least 3, where x is 1 and y is 0. */
  private static double bowl(RunningTrial trial) {
    double x = trial.number("x") - 1;
    double y = trial.number("y");
    return 3 + x * x + 2 * y * y + 0.5 * Math.sin(2 * x) * y;
  }

  private static Study study(double error) {
    return Study.of(PLANE)
        .withSeed(4)
        .withBudget(Budget.ofTrials(100).withTerminator(Terminator.ofError(error)));
  }

  private static Ending.Reason reason(StudyResult result) {
    assertEquals(StudyOutcome.End.COMPLETE, result.outcome().end());
    return result.outcome().ending().orElseThrow().reason();
  }

  private static double best(StudyResult result) {
    return result.best().orElseThrow().trial().value().getAsDouble();
  }

  @Test
  void aSmoothFunctionEndsEarlyAndWithinTheError() throws InterruptedException {
    StudyResult result = study(0.05).minimize(TerminatedStudyTest::bowl);

    assertEquals(Ending.Reason.TERMINATOR, reason(result));
    assertTrue(result.trials().size() >= 20, () -> result.trials().size() + " trials");
    assertTrue(result.trials().size() <= 50, () -> result.trials().size() + " trials");
    assertEquals(3, best(result), 0.05);
  }

  @Test
  void aFinerErrorTakesMoreTrialsAndAnErrorOf0TakesAll() throws InterruptedException {
    int coarse = study(0.5).minimize(TerminatedStudyTest::bowl).trials().size();
    int fine = study(0.005).minimize(TerminatedStudyTest::bowl).trials().size();
    assertTrue(coarse < fine, () -> coarse + " and " + fine + " trials");

    StudyResult all = study(0).withTrials(45).minimize(TerminatedStudyTest::bowl);
    assertEquals(45, all.trials().size());
    assertEquals(Ending.Reason.TRIALS, reason(all));
  }

  @Test
  void aStudyThatHasEndedEndsAgainAtOnce() throws InterruptedException {
    Study kept =
        study(0.05)
            .withWorkers(3)
            .withStore(new StoreLocation.SqliteFile(directory.resolve("study.db")), "bowl");
    StudyResult once = kept.minimize(TerminatedStudyTest::bowl);
    StudyResult again = kept.minimize(TerminatedStudyTest::bowl);

    assertEquals(Ending.Reason.TERMINATOR, reason(again));
    assertEquals(once.outcome(), again.outcome());
    assertEquals(once.trials(), again.trials());

    Budget all = Budget.ofTrials(once.trials().size() + 3);
    assertEquals(
        once.trials().size() + 3,
        kept.withBudget(all).minimize(TerminatedStudyTest::bowl).trials().size());
  }

  @Test
  void onlyCompleteTrialsCount() throws InterruptedException {
    StudyResult result =
        study(1000)
            .withSampler(new RandomSampler())
            .withPruner(
                (history, trial) ->
                    trial.number() % 3 == 1 ? Pruner.Verdict.PRUNE : Pruner.Verdict.CONTINUE)
            .minimize(
                trial -> {
                  if (trial.number() % 3 == 0) {
                    throw new IllegalStateException("broken");
                  }
                  return trial.report(1, 4) ? bowl(trial) : 4;
                });

    assertEquals(20, result.count(Trial.State.COMPLETE));
    assertEquals(Ending.Reason.TERMINATOR, reason(result));
  }

  @Test
  void aTargetAndTheTimeAreToldAsReasons() throws InterruptedException {
    Budget target =
        new Budget(
            OptionalInt.of(50),
            OptionalDouble.empty(),
            OptionalDouble.of(100),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty());
    StudyResult reached = Study.of(PLANE).withBudget(target).minimize(TerminatedStudyTest::bowl);
    assertEquals(
        Optional.of(new Ending(Ending.Reason.TARGET_VALUE, "the target value 100.0 is reached")),
        reached.outcome().ending());
    assertEquals(1, reached.trials().size());

    Budget time =
        new Budget(
            OptionalInt.of(50),
            OptionalDouble.of(1e-9),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.empty());
    Study kept =
        Study.of(PLANE)
            .withTrials(2)
            .withStore(new StoreLocation.SqliteFile(directory.resolve("study.db")), "bowl");
    kept.minimize(TerminatedStudyTest::bowl);
    StudyResult spent = kept.withBudget(time).minimize(TerminatedStudyTest::bowl);
    assertEquals(Ending.Reason.SECONDS, reason(spent));
    assertEquals(2, spent.trials().size());
  }

  @Test
  void theErrorOfFoldsNeedsFolds() {
    Study byFolds = study(1).withBudget(Budget.ofTrials(30).withTerminator(Terminator.ofFolds()));
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> byFolds.minimize(TerminatedStudyTest::bowl));
    assertEquals(
        "terminator needs an error in a study of a function, which has no values of folds; give one"
            + " in the objective's unit, such as terminator { error: 0.001 }",
        refused.getMessage());
  }

  @Test
  void severalObjectivesAreRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                study(1)
                    .optimize(List.of(Goal.MINIMIZE, Goal.MINIMIZE), trial -> new double[] {1, 2}));
    assertEquals(
        "terminator must be left out with several objectives, there are 2", refused.getMessage());
  }
}
