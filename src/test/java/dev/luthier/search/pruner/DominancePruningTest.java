package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Successive halving of trials with an accuracy, which shall grow, and a size, which shall not. */
class DominancePruningTest {

  private static final AshaPruner HALVES = new AshaPruner(2, 1, 4);

  private static Trial trial(int number, Trial.State state, double... accuracyAndSize) {
    List<Report> reports = new ArrayList<>();
    for (int step = 1; 2 * step <= accuracyAndSize.length; step++) {
      reports.add(Report.of(step, accuracyAndSize[2 * step - 2], accuracyAndSize[2 * step - 1]));
    }
    return new Trial(number, Assignment.empty(), state, reports, OptionalDouble.empty());
  }

  private static History history(Trial... trials) {
    return new History(List.of(Goal.MAXIMIZE, Goal.MINIMIZE), List.of(trials));
  }

  @Test
  void aSmallModelGoesOnThoughItIsLessAccurate() {
    Trial small = trial(3, Trial.State.RUNNING, 0.5, 10);
    History history =
        history(
            trial(0, Trial.State.PAUSED, 0.9, 1000),
            trial(1, Trial.State.PAUSED, 0.8, 2000),
            trial(2, Trial.State.PAUSED, 0.7, 3000),
            small);
    assertEquals(Pruner.Verdict.CONTINUE, HALVES.judge(history, small));
    assertEquals(OptionalInt.of(0), HALVES.promote(history));
  }

  @Test
  void whatIsDominatedIsPaused() {
    Trial dominated = trial(2, Trial.State.RUNNING, 0.7, 1001);
    History history =
        history(
            trial(0, Trial.State.PAUSED, 0.9, 1000),
            trial(1, Trial.State.PAUSED, 0.5, 10),
            dominated);
    assertEquals(Pruner.Verdict.PAUSE, HALVES.judge(history, dominated));
  }

  @Test
  void whatIsNoNumberIsNeverPromoted() {
    History history =
        history(
            trial(0, Trial.State.PAUSED, Double.NaN, 1),
            trial(1, Trial.State.PAUSED, Double.NaN, 2));
    assertEquals(OptionalInt.empty(), HALVES.promote(history));
    assertEquals(OptionalInt.empty(), HALVES.promoteAtEnd(history));
  }

  @Test
  void atTheEndTheFurthestGoesOnThatNoCompleteOneDominated() {
    Trial complete =
        trial(0, Trial.State.RUNNING, 0.6, 500, 0.8, 500)
            .withValues(Trial.State.COMPLETE, 0.9, 500);
    Trial dominated = trial(1, Trial.State.PAUSED, 0.6, 600, 0.7, 600);
    Trial smaller = trial(2, Trial.State.PAUSED, 0.5, 100);
    assertEquals(OptionalInt.of(2), HALVES.promoteAtEnd(history(complete, dominated, smaller)));
    assertEquals(
        OptionalInt.of(1),
        HALVES.promoteAtEnd(history(trial(0, Trial.State.FAILED), dominated, smaller)));
  }
}
