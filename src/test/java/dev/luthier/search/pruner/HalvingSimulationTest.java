package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleBiFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole studies of made-up learning curves with successive halving, on one and more workers. */
class HalvingSimulationTest {

  /** A loss that falls towards a floor, the lower a rank the lower. */
  private static double loss(double rank, long step) {
    return rank + Math.exp(-step / 8.0);
  }

  private static ToDoubleBiFunction<Integer, Long> shuffled(int trials, long seed) {
    List<Integer> ranks = new ArrayList<>(IntStream.range(0, trials).boxed().toList());
    Collections.shuffle(ranks, new Random(seed));
    return (trial, step) -> loss(ranks.get(trial) / (double) trials, step);
  }

  private static List<Long> reached(History history, long... steps) {
    return LongStream.of(steps)
        .mapToObj(step -> history.trials().stream().filter(t -> t.reports().size() >= step).count())
        .toList();
  }

  private static void assertNoEpochIsMissingOrTwice(History history, long epochsTrained) {
    long reports = 0;
    for (Trial trial : history.trials()) {
      assertEquals(
          LongStream.rangeClosed(1, trial.reports().size()).boxed().toList(),
          trial.reports().stream().map(Report::step).toList());
      reports += trial.reports().size();
    }
    assertEquals(reports, epochsTrained);
  }

  @Test
  void ashaTakesAQuarterUpEachRungWhenTheBestComeFirst() {
    SimulatedStudy study =
        new SimulatedStudy(
            new AshaPruner(4, 1, 64), Goal.MINIMIZE, 64, 1, 64, (trial, step) -> loss(trial, step));
    History history = study.run();
    assertEquals(List.of(64L, 16L, 4L, 1L), reached(history, 1, 4, 16, 64));
    assertEquals(List.of(64L, 16L, 4L, 1L), reached(history, 1, 2, 5, 17));
    // 64 * 1 + 16 * 3 + 4 * 12 + 1 * 48, where full training takes 64 * 64.
    assertEquals(208, study.epochsTrained());
    assertNoEpochIsMissingOrTwice(history, study.epochsTrained());
    assertEquals(Trial.State.COMPLETE, history.trials().get(0).state());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void ashaFindsTheBestInAnyOrder(int workers) {
    for (int seed = 0; seed < 10; seed++) {
      SimulatedStudy study =
          new SimulatedStudy(
              new AshaPruner(4, 1, 64), Goal.MINIMIZE, 256, workers, 64, shuffled(256, seed));
      History history = study.run();
      assertNoEpochIsMissingOrTwice(history, study.epochsTrained());
      assertTrue(study.promotions() > 0);
      List<Long> reached = reached(history, 1, 2, 5, 17);
      for (int rung = 1; rung < reached.size(); rung++) {
        long places = 256 >> (2 * rung);
        // Some went on early that better ones have passed by since.
        assertTrue(reached.get(rung) >= places, reached::toString);
        assertTrue(reached.get(rung) <= 2 * places + workers, reached::toString);
      }
      assertEquals(loss(0, 64), history.best().orElseThrow().value().getAsDouble());
      assertTrue(study.epochsTrained() < 256 * 64 / 10, "took " + study.epochsTrained());
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void hyperbandTrainsEveryBracketUpItsRungs(int workers) {
    HyperbandPruner pruner = HyperbandPruner.of(27);
    for (int seed = 0; seed < 10; seed++) {
      int trials = 5 * 27 + 4 * 9 + 3 * 3 + 2;
      SimulatedStudy study =
          new SimulatedStudy(pruner, Goal.MINIMIZE, trials, workers, 27, shuffled(trials, seed));
      History history = study.run();
      assertNoEpochIsMissingOrTwice(history, study.epochsTrained());
      for (int bracket = 0; bracket < pruner.brackets(); bracket++) {
        int of = bracket;
        History inside =
            new History(
                Goal.MINIMIZE,
                history.trials().stream().filter(t -> pruner.bracket(t.number()) == of).toList());
        assertEquals(pruner.size(bracket), inside.trials().size());
        long before = inside.trials().size();
        for (long rung : pruner.rungs(bracket)) {
          long now = reached(inside, rung + 1).get(0);
          // Not just a third: trials of other brackets may be better, or worse.
          assertTrue(now < before, now + " of " + before);
          before = now;
        }
      }
      List<Long> reached = reached(history, 2, 4, 10);
      // Those that pause at each rung or before: 135, 171 and 180. Others pass it in any case.
      List<Integer> places = List.of(135 / 3, 171 / 9, 180 / 27);
      List<Integer> passing = List.of(36 + 9 + 2, 9 + 2, 2);
      for (int rung = 0; rung < 3; rung++) {
        long promoted = reached.get(rung) - passing.get(rung);
        assertTrue(promoted >= places.get(rung) - passing.get(rung), reached::toString);
        assertTrue(promoted <= 2 * places.get(rung) + workers, reached::toString);
      }
      assertEquals(loss(0, 27), history.best().orElseThrow().value().getAsDouble());
      assertTrue(study.epochsTrained() < trials * 27 / 3, "took " + study.epochsTrained());
    }
  }
}
