package dev.luthier.search.evolution;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Assignment;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Sampler;
import dev.luthier.search.SamplerContract;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Suggestion;
import dev.luthier.search.Trial;
import dev.luthier.search.math.StandardNormal;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/** {@link CmaEsSampler} by the contract, by the package cmaes, and by what it finds. */
class CmaEsSamplerTest implements SamplerContract {

  @Override
  public Sampler sampler(long seed) {
    return new CmaEsSampler(OptionalInt.of(4), seed);
  }

  /** What src/test/python/cma_es.py wrote, with cmaes 0.13.1. */
  private record Golden(Map<String, String> versions, List<Case> cases) {}

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Case(
      int population,
      List<Generation> generations,
      double[] mean,
      double deviation,
      double[][] covariance) {}

  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  private record Generation(double[][] points, double[] losses) {}

  @Test
  void generationsLeadToTheDistributionOfThePackageCmaes() throws IOException {
    Golden golden;
    try (InputStream file = CmaEsSamplerTest.class.getResourceAsStream("/golden/cma_es.json")) {
      golden = new ObjectMapper().readValue(file, Golden.class);
    }
    for (Case each : golden.cases()) {
      double[] centre = new double[each.mean().length];
      Arrays.fill(centre, 0.5);
      CovarianceAdaptation state = new CovarianceAdaptation(centre, 0.25, each.population());
      each.generations().forEach(told -> state.update(told.points(), told.losses()));
      assertArrayEquals(each.mean(), state.mean(), 1e-10);
      assertEquals(each.deviation(), state.deviation(), 1e-10);
      for (int i = 0; i < centre.length; i++) {
        for (int j = 0; j < centre.length; j++) {
          assertEquals(each.covariance()[i][j], state.covariance(i, j), 1e-8);
        }
      }
    }
    assertEquals(6, CovarianceAdaptation.usualPopulation(2));
    assertEquals(10, CovarianceAdaptation.usualPopulation(10));
  }

  private static List<Trial> run(SearchSpace space, int trials, ToDoubleFunction<Assignment> loss) {
    Sampler sampler = CmaEsSampler.of(5);
    List<Trial> done = new ArrayList<>();
    for (int number = 0; number < trials; number++) {
      Assignment next =
          Suggestion.next(
                  sampler,
                  space,
                  new History(Goal.MINIMIZE, done),
                  true,
                  new SplittableRandom(number))
              .orElseThrow();
      done.add(
          Trial.running(number, next).withValues(Trial.State.COMPLETE, loss.applyAsDouble(next)));
    }
    return done;
  }

  private static double best(List<Trial> trials) {
    return trials.stream().mapToDouble(trial -> trial.value().orElseThrow()).min().orElseThrow();
  }

  @Test
  void followsAValleyThatIsBent() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("x", FloatRange.of(-2, 2)), Parameter.of("y", FloatRange.of(-1, 3)));
    List<Trial> trials =
        run(
            space,
            400,
            point -> {
              double x = point.number("x");
              double y = point.number("y");
              return 100 * Math.pow(y - x * x, 2) + Math.pow(1 - x, 2);
            });
    assertTrue(best(trials) < 0.01, () -> "Rosenbrock's function is still " + best(trials));
  }

  /** Without a margin, the deviation of a whole number becomes too small to leave it. */
  @Test
  void findsWholeNumbersBesideNumbers() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("x", FloatRange.of(-5, 5)),
            Parameter.of("n", IntRange.of(0, 40)),
            Parameter.of("m", IntRange.of(0, 40)));
    List<Trial> trials =
        run(
            space,
            300,
            point ->
                1e4 * Math.pow(point.number("x") - 1, 2)
                    + Math.abs(point.number("n") - 31)
                    + Math.abs(point.number("m") - 3));
    assertTrue(best(trials) < 1, () -> "still " + best(trials));
  }

  @Test
  void beginsAgainElsewhereWhereItHasConverged() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("x", FloatRange.of(0, 1)), Parameter.of("y", FloatRange.of(0, 1)));
    // Flat: nothing is better than anything else.
    List<Trial> trials = run(space, 600, point -> 0);
    Set<Long> tenths = new HashSet<>();
    trials
        .subList(400, 600)
        .forEach(trial -> tenths.add(Math.round(10 * trial.assignment().number("x"))));
    assertTrue(tenths.size() > 5, tenths::toString);
  }

  @Test
  void aValueIsLeftWithAtLeastTheChance() {
    IntRange ten = IntRange.of(1, 10);
    double deviation = CmaEsSampler.leastDeviation(ten, 0.45, 0.1);
    // In the middle of the fifth value, the next one is half a tenth away.
    assertEquals(0.05, deviation * StandardNormal.quantile(0.95), 1e-12);
    assertEquals(0, CmaEsSampler.leastDeviation(FloatRange.of(0, 1), 0.45, 0.1));
    // At the edge there is one neighbour.
    assertEquals(
        0.08, CmaEsSampler.leastDeviation(ten, 0.02, 0.1) * StandardNormal.quantile(0.95), 1e-12);
  }

  @Test
  void refusesASmallPopulation() {
    assertThrows(IllegalArgumentException.class, () -> new CmaEsSampler(OptionalInt.of(3), 0));
  }
}
