package dev.luthier.search.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.Constraint;
import dev.luthier.search.Domain;
import dev.luthier.search.FloatRange;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Scale;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products and neighbours are worked out by hand. */
class ExplorationTest {

  private static final List<Double> FACTORS = List.of(1.2, 0.8);

  private static double perturbed(Domain domain, Value value, double factor) {
    Value moved = Exploration.perturbed(domain, value, factor);
    assertTrue(domain.contains(moved), moved::text);
    return moved.number().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({"0.01, 1.2, 0.012", "0.01, 0.8, 0.008", "0.09, 1.2, 0.1", "0.00011, 0.8, 0.0001"})
  void aNumberIsMultipliedWithinItsBounds(double value, double factor, double expected) {
    FloatRange range = FloatRange.of(1e-4, 1e-1);
    assertEquals(expected, perturbed(range, Value.of(value), factor), 1e-15);
    assertEquals(expected, perturbed(range.withScale(Scale.LOG), Value.of(value), factor), 1e-15);
  }

  @Test
  void withReverseLogTheDistanceToTheDenseEndIsMultiplied() {
    // Distances are counted from max + min, 1.1: of 0.9 it is 0.2.
    FloatRange range = FloatRange.of(0.1, 1).withScale(Scale.REVERSE_LOG);
    assertEquals(1.1 - 0.2 * 1.2, perturbed(range, Value.of(0.9), 1.2), 1e-12);
    assertEquals(1.1 - 0.2 * 0.8, perturbed(range, Value.of(0.9), 0.8), 1e-12);
    assertEquals(1, perturbed(range, Value.of(0.99), 0.8), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({
    // 96 · 1.2 = 115.2 is nearest to 112, 32 · 1.2 = 38.4 to 32 itself.
    "96, 1.2, 112",
    "96, 0.8, 80",
    "128, 1.2, 128",
    "32, 0.8, 32",
    "32, 1.2, 48",
    "48, 0.8, 32"
  })
  void aWholeNumberWithAStepBecomesTheNearestThatIsAnother(
      long value, double factor, double expected) {
    assertEquals(expected, perturbed(IntRange.of(32, 128).withStep(16), Value.of(value), factor));
  }

  @ParameterizedTest
  @CsvSource({"2, 1.2, 3", "2, 0.8, 1", "1, 0.8, 1", "1, 1.2, 2", "50, 1.2, 60", "50, 0.8, 40"})
  void aSmallWholeNumberMovesByOneAtLeast(long value, double factor, double expected) {
    assertEquals(expected, perturbed(IntRange.of(1, 60), Value.of(value), factor));
    assertEquals(
        expected, perturbed(IntRange.of(1, 60).withScale(Scale.LOG), Value.of(value), factor));
  }

  @Test
  void powersBecomeTheirNeighbours() {
    IntRange powers = IntRange.of(16, 128).withStep(2).withScale(Scale.LOG);
    assertEquals(64, perturbed(powers, Value.of(32), 1.2));
    assertEquals(16, perturbed(powers, Value.of(32), 0.8));
    assertEquals(128, perturbed(powers, Value.of(32), 4));
  }

  @Test
  void aNumberWithAStepStaysOnIt() {
    FloatRange tenths = FloatRange.of(0, 1).withStep(0.1);
    assertEquals(0.6, perturbed(tenths, Value.of(0.5), 1.2));
    assertEquals(0.4, perturbed(tenths, Value.of(0.5), 0.8));
    assertEquals(0.3, perturbed(tenths, Value.of(0.2), 1.2));
    assertEquals(0.1, perturbed(tenths, Value.of(0.0), 1.2));
    assertEquals(0, perturbed(tenths, Value.of(0.0), 0.8));
  }

  @Test
  void negativeNumbersGrowInSize() {
    assertEquals(-6, perturbed(IntRange.of(-10, 10), Value.of(-5), 1.2));
    assertEquals(-4, perturbed(IntRange.of(-10, 10), Value.of(-5), 0.8));
  }

  @Test
  void anOrderedChoiceBecomesItsNeighbourAndAnotherStays() {
    Choice sizes = Choice.of(16, 64, 32);
    assertEquals(32, perturbed(sizes, Value.of(64.0), 1.2));
    assertEquals(16, perturbed(sizes, Value.of(64.0), 0.8));
    assertEquals(16, perturbed(sizes, Value.of(16.0), 0.8));
    assertEquals(32, perturbed(sizes, Value.of(32.0), 1.2));
    assertEquals(
        Value.of("b"), Exploration.perturbed(Choice.of("a", "b", "c"), Value.of("b"), 1.2));
  }

  /** Of so many draws, a share lies within four standard deviations of its probability. */
  private static void assertShare(double probability, int count, int draws) {
    double deviation = Math.sqrt(probability * (1 - probability) * draws);
    assertEquals(probability * draws, count, 4 * deviation, "of " + draws);
  }

  @Test
  void aQuarterIsDrawnAnewAndTheRestIsSharedByTheFactors() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("rate", FloatRange.of(0, 1)), Parameter.of("kind", Choice.of("a", "b")));
    Assignment from = space.assign(p -> p.name().equals("rate") ? Value.of(0.5) : Value.of("a"));
    Exploration exploration = new Exploration(0.25, FACTORS);
    RandomGenerator random = new SplittableRandom(4);
    int draws = 40_000;
    Map<Double, Integer> rates = new HashMap<>();
    int others = 0;
    int bothDrawn = 0;
    for (int i = 0; i < draws; i++) {
      Assignment explored = exploration.explore(space, from, random);
      double rate = explored.number("rate");
      rates.merge(rate, 1, Integer::sum);
      others += explored.text("kind").equals("b") ? 1 : 0;
      bothDrawn += rate != 0.6 && rate != 0.4 && explored.text("kind").equals("b") ? 1 : 0;
    }
    assertShare(0.375, rates.get(0.6), draws);
    assertShare(0.375, rates.get(0.4), draws);
    // A text is drawn anew in a quarter of the draws, and half of these give the other one.
    assertShare(0.125, others, draws);
    // Each parameter for itself.
    assertShare(0.25 * 0.125, bothDrawn, draws);
  }

  @Test
  void whatAChosenCaseBringsIsDrawn() {
    Choice kinds = Choice.of("sgd", "adam");
    Parameter momentum = Parameter.of("momentum", FloatRange.of(0.5, 0.9));
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("kind", kinds),
            momentum.when(new Condition.OneOf("kind", List.of(Value.of("sgd")))));
    Assignment adam = new Assignment(Map.of("kind", Value.of("adam")));
    Exploration exploration = new Exploration(1, FACTORS);
    RandomGenerator random = new SplittableRandom(1);
    int there = 0;
    for (int i = 0; i < 1000; i++) {
      Assignment explored = exploration.explore(space, adam, random);
      assertTrue(space.contains(explored), explored::toString);
      there += explored.get("momentum").isPresent() ? 1 : 0;
    }
    assertShare(0.5, there, 1000);
  }

  @Test
  void constraintsHoldOrNothingChanges() {
    Parameter low = Parameter.of("low", IntRange.of(1, 100));
    Parameter high = Parameter.of("high", IntRange.of(1, 100));
    Exploration exploration = new Exploration(0, FACTORS);
    SearchSpace ordered =
        new SearchSpace(
            List.of(low, high), List.of(constraint(a -> a.whole("low") <= a.whole("high"))));
    Assignment from = ordered.assign(p -> Value.of(50));
    SearchSpace fixed =
        new SearchSpace(List.of(low, high), List.of(constraint(a -> a.whole("low") == 50)));
    RandomGenerator random = new SplittableRandom(2);
    for (int i = 0; i < 100; i++) {
      assertTrue(ordered.isFeasible(exploration.explore(ordered, from, random)));
      assertEquals(from, exploration.explore(fixed, from, random));
    }
  }

  private static Constraint constraint(java.util.function.Predicate<Assignment> holds) {
    return new Constraint() {
      @Override
      public boolean holds(Assignment assignment) {
        return holds.test(assignment);
      }

      @Override
      public String text() {
        return "by hand";
      }
    };
  }

  @Test
  void refusesWhatIsNoChange() {
    assertThrows(IllegalArgumentException.class, () -> new Exploration(-0.1, FACTORS));
    assertThrows(IllegalArgumentException.class, () -> new Exploration(Double.NaN, FACTORS));
    assertThrows(IllegalArgumentException.class, () -> new Exploration(0.25, List.of()));
    assertThrows(IllegalArgumentException.class, () -> new Exploration(0.25, List.of(1.0)));
    assertThrows(IllegalArgumentException.class, () -> new Exploration(0.25, List.of(-1.2)));
  }
}
