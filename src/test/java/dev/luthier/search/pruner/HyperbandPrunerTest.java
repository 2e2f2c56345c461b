package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Goal;
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
    // Table 1 of the paper: 81 epochs at most, reduction 3. The sizes are those of its brackets'
    // survivors: 81, 27, 9, 3 and 1 at 1, 3, 9, 27 and 81 epochs.
    HyperbandPruner pruner = new HyperbandPruner(3, 1, 81);
    assertEquals(List.of(81L, 27L, 9L, 3L, 1L), sizes(pruner));
    assertEquals(List.of(1L, 3L, 9L, 27L), pruner.rungs(0));
    assertEquals(List.of(9L, 27L), pruner.rungs(2));
    assertEquals(List.of(), pruner.rungs(4));
  }

  @Test
  void hasNoMoreRungsWhereTheMaximumIsNoPower() {
    // log3(52) is 3.6: four brackets; 52 / 27, 52 / 9 and 52 / 3 rounded.
    HyperbandPruner pruner = HyperbandPruner.of(52);
    assertEquals(List.of(27L, 9L, 3L, 1L), sizes(pruner));
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
          assertTrue(Math.abs(dealt[bracket] - share) < 2, "after " + number);
        }
      }
      assertEquals(
          sizes.stream().map(size -> 3 * size).toList(), LongStream.of(dealt).boxed().toList());
    }
  }

  @Test
  void comparesTrialsOfAllBrackets() {
    // Rungs at 1 and 3 epochs in bracket 0, at 3 in bracket 1.
    HyperbandPruner pruner = new HyperbandPruner(3, 1, 9);
    int[] first = IntStream.range(0, 50).filter(i -> pruner.bracket(i) == 0).limit(6).toArray();
    Trial[] trials = new Trial[first[5] + 1];
    for (int number = 0; number < trials.length; number++) {
      trials[number] =
          pruner.bracket(number) == 0
              ? Curves.trial(number, Trial.State.PAUSED, 0.5 + number / 100.0)
              : Curves.trial(number, Trial.State.RUNNING, 0.9, 0.9);
    }
    assertEquals(OptionalInt.of(first[0]), pruner.promote(Curves.history(Goal.MINIMIZE, trials)));
    for (int number = 0; number < trials.length; number++) {
      if (pruner.bracket(number) != 0) {
        trials[number] = Curves.trial(number, Trial.State.RUNNING, 0.1, 0.1);
      }
    }
    assertTrue(trials.length / 3 <= trials.length - 6, "those of other brackets are the third");
    assertEquals(OptionalInt.empty(), pruner.promote(Curves.history(Goal.MINIMIZE, trials)));
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
