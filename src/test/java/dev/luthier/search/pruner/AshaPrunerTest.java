package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

/** Asynchronous successive halving, against calculations by hand. */
class AshaPrunerTest {

  /** Half of the trials go on from each of the epochs 1, 2 and 4. */
  private static final AshaPruner HALVES = new AshaPruner(2, 1, 8);

  private static Trial paused(int number, double... values) {
    return Curves.trial(number, Trial.State.PAUSED, values);
  }

  private static Pruner.Verdict judgeLast(Trial... trials) {
    return HALVES.judge(Curves.history(Goal.MINIMIZE, trials), trials[trials.length - 1]);
  }

  private static Trial running(int number, double... values) {
    return Curves.trial(number, Trial.State.RUNNING, values);
  }

  private static OptionalInt promoted(Trial... trials) {
    return HALVES.promote(Curves.history(Goal.MINIMIZE, trials));
  }

  @Test
  void rungsLieBelowTheMaximum() {
    assertEquals(List.of(1L, 4L, 16L), new AshaPruner(4, 1, 64).rungs());
    // One after 64 epochs would keep the best from their last.
    assertEquals(List.of(1L, 4L, 16L), new AshaPruner(4, 1, 65).rungs());
    assertEquals(List.of(3L, 9L, 27L), AshaPruner.of(64).rungs());
    assertEquals(List.of(2L, 6L, 18L), AshaPruner.of(52).rungs());
    assertEquals(List.of(1L, 3L, 9L), AshaPruner.of(27).rungs());
    assertEquals(List.of(2L, 6L, 18L), new AshaPruner(3, 2, 50).rungs());
    assertEquals(List.of(), AshaPruner.of(1).rungs());
    assertEquals(List.of(3L), new AshaPruner(3, 3, 4).rungs());
  }

  @Test
  void pausesAtARungUnlessAmongTheBestThere() {
    assertEquals(Pruner.Verdict.PAUSE, judgeLast(running(0, 0.5)));
    // One of two goes on: the better one, of equal ones the first.
    assertEquals(Pruner.Verdict.CONTINUE, judgeLast(paused(0, 0.5), running(1, 0.4)));
    assertEquals(Pruner.Verdict.PAUSE, judgeLast(paused(0, 0.5), running(1, 0.5)));
    // Of three one, of four two.
    assertEquals(Pruner.Verdict.PAUSE, judgeLast(running(0, 0.1), paused(1, 0.5), running(2, 0.4)));
    assertEquals(
        Pruner.Verdict.CONTINUE,
        judgeLast(running(0, 0.1), paused(1, 0.5), paused(2, 0.6), running(3, 0.4)));
  }

  @Test
  void goesOnBetweenRungs() {
    assertEquals(Pruner.Verdict.CONTINUE, judgeLast(running(0, 0.5, 0.5, 0.5)));
    assertEquals(Pruner.Verdict.PAUSE, judgeLast(running(0, 0.5, 0.5, 0.5, 0.5)));
    assertEquals(Pruner.Verdict.CONTINUE, judgeLast(running(0, 0.5, 0.5, 0.5, 0.5, 0.5)));
  }

  @Test
  void comesToARungThatHasNoReportWithTheNextOne() {
    List<Report> reports = List.of(new Report(3, 0.5), new Report(5, 0.5));
    Trial trial = Curves.with(0, Trial.State.RUNNING, reports);
    assertEquals(Pruner.Verdict.PAUSE, judgeLast(trial));
  }

  @Test
  void countsWhatHasEndedAndWhatHasGoneFurther() {
    // Seven have come to epoch 1, of which one in four goes on from epoch 2: 0, which is better.
    Trial[] trials = {
      Curves.trial(0, Trial.State.FAILED, 0.9, 0.1, 0.1),
      Curves.trial(1, Trial.State.COMPLETE, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.01),
      Curves.trial(2, Trial.State.PRUNED, 0.01),
      Curves.trial(3, Trial.State.INFEASIBLE, 0.9, 0.9),
      paused(4, 0.95),
      Curves.trial(5, Trial.State.RUNNING),
      running(6, 0.95),
      running(7, 0.5, 0.5)
    };
    assertEquals(Pruner.Verdict.PAUSE, judgeLast(trials));
    trials[5] = running(5, 0.95);
    assertEquals(Pruner.Verdict.CONTINUE, judgeLast(trials));
  }

  @Test
  void holdsBackWhatCameToARungBecauseTooManyDid() {
    // Six of eight went on from epoch 1, each one of the best when it came. Of eight two go on from
    // epoch 2, not three as half of six would be.
    Trial[] trials = new Trial[8];
    for (int number = 0; number < 6; number++) {
      trials[number] = paused(number, 0.9 - number / 10.0, 0.5 + number / 100.0);
    }
    trials[0] = running(0, 0.9, 0.5, 0.5);
    trials[6] = paused(6, 0.95);
    trials[7] = paused(7, 0.95);
    assertEquals(OptionalInt.of(1), promoted(trials));
    trials[1] = running(1, 0.8, 0.51, 0.5);
    assertEquals(OptionalInt.empty(), promoted(trials));
  }

  @Test
  void promotesTheBestOfTheHighestRung() {
    // At epoch 1 the best two of four are 0, which has gone on already, and 3. From epoch 2 one of
    // four goes on: 1, which was promoted before 3 came.
    assertEquals(
        OptionalInt.of(1),
        promoted(running(0, 0.1, 0.3), paused(1, 0.4, 0.2), paused(2, 0.5), paused(3, 0.2)));
    assertEquals(
        OptionalInt.of(3),
        promoted(running(0, 0.1, 0.2), paused(1, 0.4, 0.3), paused(2, 0.5), paused(3, 0.2)));
    assertEquals(
        OptionalInt.empty(),
        promoted(running(0, 0.1, 0.2), paused(1, 0.15, 0.3), paused(2, 0.5), paused(3, 0.2)));
  }

  @Test
  void takesTheLowerNumberOfEqualTrials() {
    assertEquals(OptionalInt.of(0), promoted(paused(0, 0.5), paused(1, 0.5), paused(2, 0.5)));
  }

  @Test
  void neverPromotesWhatIsNoNumber() {
    assertEquals(
        OptionalInt.empty(),
        promoted(paused(0, Double.NaN), paused(1, Double.NaN), paused(2, Double.NaN)));
    assertEquals(Pruner.Verdict.PAUSE, judgeLast(paused(0, Double.NaN), running(1, Double.NaN)));
    assertEquals(OptionalInt.of(1), promoted(paused(0, Double.NaN), paused(1, 0.5)));
  }

  @Test
  void goesOnFirstWithWhatWasStoppedBetweenRungs() {
    assertEquals(
        OptionalInt.of(2),
        promoted(paused(0, 0.1), paused(1, 0.2), paused(2, 0.3, 0.3, 0.9), paused(3)));
    assertEquals(OptionalInt.of(1), promoted(paused(0, 0.1), paused(1)));
  }

  @Test
  void keepsTheBestToTheEndWhenTooFewCameAsFar() {
    Trial[] trials = {paused(0, 0.3), paused(1, 0.1, 0.2), paused(2, 0.6)};
    assertEquals(OptionalInt.empty(), promoted(trials));
    History history = Curves.history(Goal.MINIMIZE, trials);
    assertEquals(OptionalInt.of(1), HALVES.promoteAtEnd(history));
  }

  @Test
  void givesUpAtTheEndWhatACompleteTrialWasBetterThan() {
    Trial complete = Curves.trial(0, Trial.State.COMPLETE, 0.3, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2, 0.2);
    History worse = Curves.history(Goal.MINIMIZE, complete, paused(1, 0.3), paused(2, 0.1, 0.25));
    assertEquals(OptionalInt.empty(), HALVES.promoteAtEnd(worse));
    History better = Curves.history(Goal.MINIMIZE, complete, paused(1, 0.2), paused(2, 0.1, 0.25));
    assertEquals(OptionalInt.of(1), HALVES.promoteAtEnd(better));
  }

  @Test
  void isQuickWithThousandsOfTrials() {
    Random random = new Random(1);
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 4000; number++) {
      int length = number % 7 == 0 ? 50 : number % 3 == 0 ? 16 : 1;
      Trial.State state = number % 2 == 0 ? Trial.State.PAUSED : Trial.State.RUNNING;
      trials.add(
          Curves.trial(
              number, state, DoubleStream.generate(random::nextDouble).limit(length).toArray()));
    }
    History history = new History(Goal.MAXIMIZE, trials);
    assertTimeout(
        Duration.ofSeconds(5),
        () -> {
          for (int i = 0; i < 200; i++) {
            AshaPruner.of(64).promote(history);
            HyperbandPruner.of(81).promote(history);
          }
        });
  }

  @Test
  void refusesSettingsThatCannotBe() {
    assertEquals(
        "reduction must be at least 2, was 1; write a whole number such as 3",
        assertThrows(IllegalArgumentException.class, () -> new AshaPruner(1, 1, 10)).getMessage());
    assertEquals(
        "grace_epochs must be positive and at most the training's epochs, 10, was 11;"
            + " write a whole number such as 1",
        assertThrows(IllegalArgumentException.class, () -> new AshaPruner(4, 11, 10)).getMessage());
  }
}
