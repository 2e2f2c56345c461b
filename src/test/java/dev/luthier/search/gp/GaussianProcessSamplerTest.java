package dev.luthier.search.gp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Problem;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.SamplerContract;
import dev.luthier.search.SamplerRun;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.search.math.RankSum;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class GaussianProcessSamplerTest implements SamplerContract {

  @Override
  public Sampler sampler(long seed) {
    return GaussianProcessSampler.of(seed);
  }

  @Test
  void beginsWithTheCentre() {
    SearchSpace space = square();
    Assignment first =
        GaussianProcessSampler.of(3)
            .propose(space, History.empty(Goal.MINIMIZE), new SplittableRandom(1))
            .orElseThrow();

    assertEquals(0.5, first.number("x"));
    assertEquals(0.5, first.number("y"));
  }

  @Test
  void refusesANegativeNumberOfStartupTrials() {
    IllegalArgumentException error =
        assertThrows(
            IllegalArgumentException.class,
            () -> GaussianProcessSampler.of(0).withStartupTrials(-1));

    assertTrue(error.getMessage().startsWith("startup_trials must not be negative, was -1"));
  }

  /** Branin's function has the least value 0.397887 at three points; random comes to about 1. */
  @Test
  void findsTheMinimumOfASmoothFunction() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("x", FloatRange.of(-5, 10)), Parameter.of("y", FloatRange.of(0, 15)));
    double[] regrets =
        SamplerRun.finalRegrets(
            GaussianProcessSampler.of(0),
            new Problem(
                "Branin", space, Goal.MINIMIZE, GaussianProcessSamplerTest::branin, 0.397887),
            40,
            3);

    assertTrue(DoubleStream.of(regrets).max().getAsDouble() < 0.01, Arrays.toString(regrets));
  }

  @Test
  void beatsRandomOnMixedAndConditionalSpaces() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("kind", Choice.of("a", "b", "c", "d")),
            Parameter.of("x", FloatRange.of(0, 1)),
            Parameter.of("n", IntRange.of(1, 40)),
            Parameter.of("y", FloatRange.of(0, 1))
                .when(new Condition.OneOf("kind", List.of(Value.of("b"), Value.of("c")))));
    // Only with kind c, and y near 0.7, can the loss be 0.
    ToDoubleFunction<Assignment> loss =
        assignment ->
            square(assignment.number("x") - 0.2)
                + square((assignment.number("n") - 31) / 40.0)
                + switch (assignment.text("kind")) {
                  case "a" -> 0.3;
                  case "b" -> 0.1 + square(assignment.number("y") - 0.1);
                  case "c" -> square(assignment.number("y") - 0.7);
                  default -> 0.5;
                };
    Problem problem = new Problem("mixed", space, Goal.MINIMIZE, loss, 0);
    double[] regrets = SamplerRun.finalRegrets(GaussianProcessSampler.of(0), problem, 30, 8);
    double[] random = SamplerRun.finalRegrets(new RandomSampler(), problem, 30, 8);

    assertTrue(RankSum.pValue(regrets, random) < 0.01, Arrays.toString(regrets));
  }

  @Test
  void trialsThatRunSideBySideAreSpread() {
    SearchSpace space = square();
    List<Trial> trials = new ArrayList<>(observed(space, Trial.State.COMPLETE));
    int before = trials.size();
    for (int i = 0; i < 8; i++) {
      Assignment next =
          GaussianProcessSampler.of(0)
              .propose(space, new History(Goal.MINIMIZE, trials), new SplittableRandom(i))
              .orElseThrow();
      for (Trial other : trials.subList(before, trials.size())) {
        double distance =
            Math.hypot(
                next.number("x") - other.assignment().number("x"),
                next.number("y") - other.assignment().number("y"));
        assertTrue(distance > 1e-3, () -> next + " is as good as " + other.assignment());
      }
      trials.add(Trial.running(trials.size(), next));
    }
  }

  @Test
  void keepsAwayFromInfeasibleTrials() {
    SearchSpace space = square();
    // Left of 0.5 losses fall towards 0.5; right of it all is infeasible.
    List<Trial> trials = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(4);
    for (int number = 0; number < 40; number++) {
      Assignment assignment = RandomSampler.draw(space, random);
      double x = assignment.number("x");
      trials.add(
          new Trial(
              number,
              assignment,
              x > 0.5 ? Trial.State.INFEASIBLE : Trial.State.COMPLETE,
              List.of(),
              x > 0.5 ? OptionalDouble.empty() : OptionalDouble.of(-x)));
    }
    for (int seed = 0; seed < 4; seed++) {
      double x =
          GaussianProcessSampler.of(0)
              .propose(space, new History(Goal.MINIMIZE, trials), new SplittableRandom(seed))
              .orElseThrow()
              .number("x");
      assertTrue(x > 0.3 && x < 0.6, "x = " + x);
    }
  }

  private static List<Trial> observed(SearchSpace space, Trial.State state) {
    List<Trial> trials = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(4);
    for (int number = 0; number < 20; number++) {
      Assignment assignment = RandomSampler.draw(space, random);
      double loss = square(assignment.number("x") - 0.4) + square(assignment.number("y") - 0.6);
      trials.add(new Trial(number, assignment, state, List.of(), OptionalDouble.of(loss)));
    }
    return trials;
  }

  private static SearchSpace square() {
    return SearchSpace.of(
        Parameter.of("x", FloatRange.of(0, 1)), Parameter.of("y", FloatRange.of(0, 1)));
  }

  private static double branin(Assignment assignment) {
    double x = assignment.number("x");
    double bent =
        assignment.number("y") - 5.1 / (4 * Math.PI * Math.PI) * x * x + 5 / Math.PI * x - 6;
    return bent * bent + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10;
  }

  private static double square(double number) {
    return number * number;
  }
}
