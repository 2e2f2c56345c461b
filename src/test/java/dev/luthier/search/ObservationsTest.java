package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ObservationsTest {

  @Test
  void stoppedTrialsAreNoBetterThanTheMedianAndInfeasibleOnesTheWorst() {
    Observations observations =
        Observations.of(
            new History(
                Goal.MAXIMIZE,
                List.of(
                    trial(0, Trial.State.COMPLETE, 0.9),
                    trial(1, Trial.State.COMPLETE, 0.7),
                    trial(2, Trial.State.COMPLETE, 0.8),
                    trial(3, Trial.State.PRUNED, 0.95),
                    trial(4, Trial.State.PAUSED, 0.5),
                    trial(5, Trial.State.INFEASIBLE, 0),
                    trial(6, Trial.State.FAILED, 0),
                    trial(7, Trial.State.COMPLETE, Double.NEGATIVE_INFINITY),
                    trial(8, Trial.State.RUNNING, 0))));

    assertArrayEquals(
        new double[] {-0.9, -0.7, -0.8, -0.8, -0.5, -0.5, -0.5}, observations.losses());
  }

  @Test
  void saysNothingWhereNoTrialHasAValue() {
    History history =
        new History(
            Goal.MINIMIZE,
            List.of(trial(0, Trial.State.INFEASIBLE, 0), trial(1, Trial.State.FAILED, 0)));

    assertEquals(0, Observations.of(history).size());
  }

  @Test
  void choosesTheBestAndTheNewestAmongOthers() {
    // The best are trials 60, 59, ..., 40 of 100.
    Observations observations =
        Observations.of(
            new History(
                Goal.MINIMIZE,
                IntStream.range(0, 100)
                    .mapToObj(
                        number -> trial(number, Trial.State.COMPLETE, Math.abs(number - 60.1)))
                    .toList()));
    int[] chosen = observations.chosen(30);

    assertEquals(30, Arrays.stream(chosen).distinct().count());
    assertTrue(Arrays.stream(chosen).boxed().toList().containsAll(List.of(60, 61, 59, 62)));
    assertTrue(Arrays.stream(chosen).boxed().toList().containsAll(List.of(99, 98, 97, 90)));
    assertTrue(Arrays.stream(chosen).anyMatch(index -> index < 20), "the worst are there, too");
  }

  private static Trial trial(int number, Trial.State state, double value) {
    return new Trial(
        number,
        Assignment.empty(),
        state,
        state == Trial.State.PAUSED ? List.of(new Report(1, value)) : List.of(),
        state == Trial.State.COMPLETE || state == Trial.State.PRUNED
            ? OptionalDouble.of(value)
            : OptionalDouble.empty());
  }
}
