package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DominanceTest {

  /** What src/test/python/dominance.py wrote, with Optuna 5.0.0. */
  private record Golden(Map<String, String> versions, List<Case> cases) {}

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Case(
      double[][] losses, int[] ranks, double[] crowding, double[] reference, double hypervolume) {}

  private static List<Case> cases() throws IOException {
    try (InputStream file = DominanceTest.class.getResourceAsStream("/golden/dominance.json")) {
      return new ObjectMapper().readValue(file, Golden.class).cases();
    }
  }

  @Test
  void ranksAndHypervolumesAreOptunas() throws IOException {
    for (Case each : cases()) {
      assertArrayEquals(each.ranks(), Dominance.ranks(each.losses()));
      assertEquals(each.hypervolume(), Hypervolume.of(each.losses(), each.reference()), 1e-12);
    }
  }

  @Test
  void crowdingIsOptunas() throws IOException {
    for (Case each : cases()) {
      if (each.crowding() != null) {
        assertArrayEquals(each.crowding(), Dominance.crowding(each.losses()), 1e-12);
      }
    }
  }

  @Test
  void equalPointsAndNumbersThatAreNoneDominateNothing() {
    assertFalse(Dominance.dominates(new double[] {1, 2}, new double[] {1, 2}));
    assertTrue(Dominance.dominates(new double[] {1, 2}, new double[] {1, 3}));
    assertFalse(Dominance.dominates(new double[] {Double.NaN, 2}, new double[] {1, 3}));
    assertTrue(Dominance.dominates(new double[] {1, 3}, new double[] {Double.NaN, 3}));
  }

  @Test
  void theOrderIsByRankThenByCrowding() {
    // Two fronts; of the first the ends come first, then the lonelier of the two between.
    double[][] losses = {{2, 8}, {9, 9}, {0, 10}, {3, 7}, {10, 0}};
    assertArrayEquals(new int[] {2, 4, 3, 0, 1}, Dominance.order(losses));
  }

  @Test
  void contributionsAreWhatIsLostWithoutAPoint() {
    double[][] losses = {{1, 3}, {2, 2}, {3, 1}, {3, 3}};
    assertEquals(6, Hypervolume.of(losses, 4, 4));
    assertArrayEquals(new double[] {1, 1, 1, 0}, Hypervolume.contributions(losses, 4, 4));
    assertEquals(3, Hypervolume.of(new double[][] {{2}, {1}, {7}}, 4));
    assertThrows(
        IllegalArgumentException.class,
        () -> Hypervolume.of(new double[0][], new double[] {1, 1, 1, 1}));
  }

  @Test
  void theFrontOfAHistoryHasTheBestTrialFirstAndEqualOnesOnce() {
    List<Trial> trials = new ArrayList<>();
    double[][] values = {{0.9, 50}, {0.8, 10}, {0.9, 40}, {0.7, 10}, {0.9, 40}, {0.95, 90}};
    for (double[] pair : values) {
      trials.add(
          Trial.running(trials.size(), Assignment.empty()).withValues(Trial.State.COMPLETE, pair));
    }
    trials.add(
        Trial.running(trials.size(), Assignment.empty()).withValues(Trial.State.PRUNED, 0.99, 1));
    History history = new History(List.of(Goal.MAXIMIZE, Goal.MINIMIZE), trials);
    assertEquals(List.of(5, 2, 1), history.front().stream().map(Trial::number).toList());
    assertEquals(5, history.best().orElseThrow().number());
    // Both ends, then of the two alike the one on the side of the wider gap.
    assertEquals(
        List.of(1, 5, 4), history.fromBest().stream().map(Trial::number).limit(3).toList());
    History single = new History(history.goals(), trials.subList(0, 5)).ofObjective(0);
    assertEquals(List.of(0), single.front().stream().map(Trial::number).toList());
    assertThrows(
        IllegalArgumentException.class, () -> new History(List.<Goal>of(), List.<Trial>of()));
  }
}
