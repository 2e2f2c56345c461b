package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Trial;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Hyperband's brackets, against the figures of Li et al. 2018 and calculations by hand. */
class HyperbandPrunerTest {

  private static List<Long> sizes(HyperbandPruner pruner) {
    return IntStream.range(0, pruner.brackets()).mapToObj(pruner::size).toList();
  }

  @Test
  void hasTheBracketsOfThePaper() {
    // Table 1 of the paper: 81 epochs at most, reduction 3. A bracket with s rungs gets s + 2 times
    // 3^s trials, so up to first rungs the brackets cost 6, 5, 4, 3 and 2 times 81 epochs.
    HyperbandPruner pruner = new HyperbandPruner(3, 1, 81);
    assertEquals(List.of(6 * 81L, 5 * 27L, 4 * 9L, 3 * 3L, 2L), sizes(pruner));
    assertEquals(List.of(1L, 3L, 9L, 27L), pruner.rungs(0));
    assertEquals(List.of(9L, 27L), pruner.rungs(2));
    assertEquals(List.of(), pruner.rungs(4));
  }

  @Test
  void hasNoMoreRungsWhereTheMaximumIsNoPower() {
    // log3(52) is 3.6: four brackets; 52 / 27, 52 / 9 and 52 / 3 rounded.
    HyperbandPruner pruner = HyperbandPruner.of(52);
    assertEquals(List.of(5 * 27L, 4 * 9L, 3 * 3L, 2L), sizes(pruner));
    assertEquals(List.of(2L, 6L, 17L), pruner.rungs(0));
    assertEquals(List.of(), pruner.rungs(3));
    assertEquals(3, new HyperbandPruner(3, 2, 52).brackets());
    assertEquals(1, new HyperbandPruner(3, 30, 52).brackets());
    // No more brackets where there are many epochs.
    assertEquals(List.of(37L, 111L, 333L), HyperbandPruner.of(1000).rungs(0));
  }

  @Test
  void dealsTrialsOutInTheBracketsProportions() {
    for (HyperbandPruner pruner :
        List.of(HyperbandPruner.of(27), HyperbandPruner.of(81), new HyperbandPruner(2, 1, 30))) {
      List<Long> sizes = sizes(pruner);
      long round = sizes.stream().mapToLong(Long::longValue).sum();
      long[] dealt = new long[sizes.size()];
      for (int number = 0; number < 3 * round; number++) {
        dealt[pruner.bracket(number)]++;
        for (int bracket = 0; bracket < dealt.length; bracket++) {
          double share = (number + 1.0) * sizes.get(bracket) / round;
          assertTrue(Math.abs(dealt[bracket] - share) < 2.5, "after " + number);
        }
      }
      assertEquals(
          sizes.stream().map(size -> 3 * size).toList(), LongStream.of(dealt).boxed().toList());
    }
  }

  /** Rungs at 1 and 3 epochs in bracket 0, at 3 in bracket 1. */
  private static final HyperbandPruner NINE = new HyperbandPruner(3, 1, 9);

  /** Trials by their brackets, the first ones of a study. */
  private static List<Integer> numbers(int bracket, int count) {
    return IntStream.range(0, count).filter(i -> NINE.bracket(i) == bracket).boxed().toList();
  }

  @Test
  void comparesTrialsOfAllBrackets() {
    // Four of twelve go on from epoch 1, two have: there is a place if those of the other brackets
    // are worse.
    List<Integer> eager = numbers(0, 12);
    assertTrue(eager.size() == 9 || eager.size() == 10, "others are two or three: " + eager);
    for (double ofOthers : new double[] {0.9, 0.1}) {
      Trial[] trials = new Trial[12];
      for (int number = 0; number < trials.length; number++) {
        int place = eager.indexOf(number);
        trials[number] =
            switch (place) {
              case -1 -> Curves.trial(number, Trial.State.RUNNING, ofOthers, ofOthers);
              case 0, 1 -> Curves.trial(number, Trial.State.RUNNING, 0.5, 0.5);
              default -> Curves.trial(number, Trial.State.PAUSED, 0.5 + number / 100.0);
            };
      }
      assertEquals(
          ofOthers > 0.5 ? OptionalInt.of(eager.get(2)) : OptionalInt.empty(),
          NINE.promote(Curves.history(Goal.MINIMIZE, trials)));
    }
  }

  @Test
  void countsThoseThatAnEarlierRungHolds() {
    // All that begin at epoch 1 are held there, four that begin at epoch 3 have come to it. One in
    // nine of them all goes on from epoch 3, two; one in three of those four would be one.
    List<Integer> late = numbers(1, 22);
    assertEquals(4, late.size());
    Trial[] trials = new Trial[22];
    for (int number = 0; number < trials.length; number++) {
      trials[number] =
          switch (NINE.bracket(number)) {
            case 0 -> Curves.trial(number, Trial.State.PAUSED, Double.NaN);
            case 1 -> Curves.trial(number, Trial.State.PAUSED, 0.9, 0.9, 0.5 + number / 100.0);
            default -> Curves.trial(number, Trial.State.RUNNING);
          };
    }
    History history = Curves.history(Goal.MINIMIZE, trials);
    assertEquals(OptionalInt.of(late.get(0)), NINE.promote(history));
    int held = numbers(0, 22).size() + late.size();
    assertTrue(held / 9 == 2, "two places of " + held);
    for (int place = 0; place < 3; place++) {
      int number = late.get(place);
      assertEquals(
          place < 2 ? Pruner.Verdict.CONTINUE : Pruner.Verdict.PAUSE,
          NINE.judge(history, trials[number]));
    }
    // A trial in training that has not come to its first rung is not counted yet.
    for (int number : numbers(0, 22).subList(0, 6)) {
      trials[number] = Curves.trial(number, Trial.State.RUNNING);
    }
    assertEquals(
        Pruner.Verdict.PAUSE,
        NINE.judge(Curves.history(Goal.MINIMIZE, trials), trials[late.get(1)]));
  }

  @Test
  void refusesAFirstRungBeyondTheTraining() {
    assertEquals(
        "min_epochs must be positive and at most the training's epochs, 10, was 0;"
            + " write a whole number such as 1",
        assertThrows(IllegalArgumentException.class, () -> new HyperbandPruner(3, 0, 10))
            .getMessage());
  }
}
