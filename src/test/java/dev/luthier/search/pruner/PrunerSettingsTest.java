package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Trial;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** What median, percentile, threshold and patience can be, and where they differ from Optuna's. */
class PrunerSettingsTest {

  private static void assertRefused(String beginning, Executable made) {
    String message = assertThrows(IllegalArgumentException.class, made).getMessage();
    assertTrue(message.startsWith(beginning), message);
  }

  @Test
  void refusesSettingsThatCannotBe() {
    assertRefused("percentile must be above 0", () -> PercentilePruner.of(100));
    assertRefused("percentile must be above 0", () -> PercentilePruner.of(Double.NaN));
    assertRefused("startup_trials must be 0 or more", () -> new MedianPruner(-1, 0, 1));
    assertRefused("warmup_epochs must be 0 or more", () -> new MedianPruner(5, -1, 1));
    assertRefused("interval_epochs must be positive", () -> new PercentilePruner(25, 5, 0, 0));
    assertRefused(
        "lower or upper must be given",
        () -> new ThresholdPruner(OptionalDouble.empty(), OptionalDouble.empty(), 0, 1));
    assertRefused(
        "upper must be at least lower",
        () -> new ThresholdPruner(OptionalDouble.of(1), OptionalDouble.of(0), 0, 1));
    assertRefused("lower must be a number", () -> ThresholdPruner.atLeast(Double.NaN));
    assertRefused("patience must be 0 or more", () -> PatientPruner.of(-1));
    assertRefused(
        "min_delta must be 0 or more", () -> new PatientPruner(1, -0.1, new Pruner.None()));
  }

  @Test
  void patienceTakesNoNumberForNoImprovement() {
    Trial trial = Curves.trial(0, Trial.State.RUNNING, 0.5, Double.NaN, Double.NaN);
    History history = Curves.history(Goal.MINIMIZE, trial);
    assertEquals(Pruner.Verdict.PRUNE, PatientPruner.of(1).judge(history, trial));
    assertEquals(Pruner.Verdict.CONTINUE, PatientPruner.of(2).judge(history, trial));
  }

  @Test
  void medianIsBetweenTheMiddleTwo() {
    Trial[] trials = new Trial[5];
    for (int number = 0; number < 4; number++) {
      trials[number] = Curves.trial(number, Trial.State.COMPLETE, number);
    }
    for (double value : new double[] {1.5, 1.6}) {
      trials[4] = Curves.trial(4, Trial.State.RUNNING, value);
      assertEquals(
          value > 1.5 ? Pruner.Verdict.PRUNE : Pruner.Verdict.CONTINUE,
          new MedianPruner(4, 0, 1).judge(Curves.history(Goal.MINIMIZE, trials), trials[4]));
    }
  }

  @Test
  void infiniteValuesOfOthersLeaveAPercentile() {
    Trial[] trials = {
      Curves.trial(0, Trial.State.COMPLETE, Double.POSITIVE_INFINITY),
      Curves.trial(1, Trial.State.COMPLETE, Double.POSITIVE_INFINITY),
      Curves.trial(2, Trial.State.COMPLETE, 0.1),
      Curves.trial(3, Trial.State.RUNNING, 0.2)
    };
    History history = Curves.history(Goal.MINIMIZE, trials);
    assertEquals(
        Pruner.Verdict.CONTINUE, new PercentilePruner(60, 0, 0, 1).judge(history, trials[3]));
    assertEquals(
        Pruner.Verdict.PRUNE,
        new PercentilePruner(1e-9, 4, 0, 1)
            .judge(
                Curves.history(
                    Goal.MINIMIZE,
                    trials[2],
                    Curves.trial(1, Trial.State.COMPLETE, 0.1),
                    Curves.trial(4, Trial.State.COMPLETE, 0.1),
                    Curves.trial(5, Trial.State.COMPLETE, 0.1),
                    trials[3]),
                trials[3]));
  }
}
