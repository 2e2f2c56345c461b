package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    // Table 1 of the paper: 81 epochs at most, reduction 3.
    HyperbandPruner pruner = HyperbandPruner.of(81);
    assertEquals(List.of(81L, 34L, 15L, 8L, 5L), sizes(pruner));
    assertEquals(List.of(1L, 3L, 9L, 27L), pruner.rungs(0));
    assertEquals(List.of(9L, 27L), pruner.rungs(2));
    assertEquals(List.of(), pruner.rungs(4));
  }

  @Test
  void hasNoMoreRungsWhereTheMaximumIsNoPower() {
    // log3(52) is 3.6: four brackets; 52 / 27, 52 / 9 and 52 / 3 rounded down.
    HyperbandPruner pruner = HyperbandPruner.of(52);
    assertEquals(List.of(27L, 12L, 6L, 4L), sizes(pruner));
    assertEquals(List.of(1L, 5L, 17L), pruner.rungs(0));
    assertEquals(List.of(), pruner.rungs(3));
    assertEquals(3, new HyperbandPruner(3, 2, 52).brackets());
    assertEquals(1, new HyperbandPruner(3, 30, 52).brackets());
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
          assertTrue(Math.abs(dealt[bracket] - share) < 2, "after " + number);
        }
      }
      assertEquals(
          sizes.stream().map(size -> 3 * size).toList(), LongStream.of(dealt).boxed().toList());
    }
  }

  @Test
  void comparesTrialsOfOneBracketAlone() {
    HyperbandPruner pruner = HyperbandPruner.of(9);
    int[] first = IntStream.range(0, 50).filter(i -> pruner.bracket(i) == 0).limit(3).toArray();
    Trial[] trials = new Trial[first[2] + 1];
    for (int number = 0; number < trials.length; number++) {
      // Those of other brackets are better, but count nothing.
      trials[number] =
          pruner.bracket(number) == 0
              ? Curves.trial(number, Trial.State.PAUSED, 0.5 + number / 100.0)
              : Curves.trial(number, Trial.State.RUNNING, 0.1);
    }
    History history = Curves.history(Goal.MINIMIZE, trials);
    assertEquals(OptionalInt.of(first[0]), pruner.promote(history));
    Trial last = Curves.trial(first[2], Trial.State.RUNNING, 0.4);
    trials[first[2]] = last;
    assertEquals(
        Pruner.Verdict.CONTINUE, pruner.judge(Curves.history(Goal.MINIMIZE, trials), last));
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
