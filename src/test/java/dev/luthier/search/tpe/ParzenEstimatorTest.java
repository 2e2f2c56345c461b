package dev.luthier.search.tpe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Domain;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Grid;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.ParzenGolden;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Scale;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Spaces;
import dev.luthier.search.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ParzenEstimatorTest {

  private static final List<String> ACTIVATIONS = List.of("relu", "tanh", "gelu");

  private static final SearchSpace SPACE =
      SearchSpace.of(
          Parameter.of("dropout", FloatRange.of(0, 0.8)),
          Parameter.of("rate", FloatRange.of(1e-5, 1e-1).withScale(Scale.LOG)),
          Parameter.of("units", IntRange.of(32, 512).withStep(32)),
          Parameter.of("batch", IntRange.of(1, 64).withScale(Scale.LOG)),
          Parameter.of("activation", Choice.of("relu", "tanh", "gelu")));

  /** Expected numbers: Optuna 5.0.0, src/test/python/parzen_estimator.py. */
  @TestFactory
  List<DynamicTest> densitiesAreThoseOfOptuna() {
    return ParzenGolden.read().estimates().stream()
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.observations().size() + " observations", () -> check(golden)))
        .toList();
  }

  private static void check(ParzenGolden.Estimate golden) {
    ParzenEstimator estimator =
        new ParzenEstimator(
            axes(SPACE), golden.observations().stream().map(row -> assignment(row)).toList());
    for (int i = 0; i < golden.points().size(); i++) {
      Value[] point = values(assignment(golden.points().get(i)));
      assertEquals(golden.logDensities().get(i), estimator.logDensity(point), 1e-9);
    }
  }

  @Test
  void massesSumToOne() {
    SearchSpace space = Spaces.finite();
    for (int count : new int[] {0, 1, 7, 40}) {
      assertEquals(1, sumOfMasses(space, count), 1e-12);
    }
  }

  /** Short parts of the interval are taken as even. */
  @Test
  void massesOfManyValuesSumToOne() {
    for (Domain domain :
        List.of(IntRange.of(1, 5_000).withScale(Scale.LOG), FloatRange.of(0, 1).withStep(5e-4))) {
      assertEquals(1, sumOfMasses(SearchSpace.of(Parameter.of("x", domain)), 300), 1e-4);
    }
  }

  private static double sumOfMasses(SearchSpace space, int count) {
    ParzenEstimator estimator =
        new ParzenEstimator(axes(space), draws(space, count, new SplittableRandom(4)));
    return Grid.assignments(space)
        .mapToDouble(any -> Math.exp(estimator.logDensity(values(any))))
        .sum();
  }

  @Test
  void drawsFollowTheDensity() {
    SearchSpace space = Spaces.finite();
    SplittableRandom random = new SplittableRandom(3);
    ParzenEstimator estimator = new ParzenEstimator(axes(space), draws(space, 5, random));
    int draws = 50_000;
    Map<List<Value>, Integer> counts = new HashMap<>();
    for (int i = 0; i < draws; i++) {
      counts.merge(List.of(estimator.draw(random)), 1, Integer::sum);
    }
    Grid.assignments(space)
        .forEach(
            any -> {
              double mass = Math.exp(estimator.logDensity(values(any)));
              double deviation = Math.sqrt(mass * (1 - mass) / draws);
              double share = counts.getOrDefault(List.of(values(any)), 0) / (double) draws;
              assertEquals(mass, share, 5 * deviation, any::toString);
            });
  }

  /** Far from narrow kernels, only the prior is left, and nothing underflows. */
  @Test
  void isFiniteFarFromAllObservations() {
    SearchSpace space = SearchSpace.of(Parameter.of("x", IntRange.of(1, 200)));
    Assignment one = new Assignment(Map.of("x", Value.of(1)));
    ParzenEstimator estimator = new ParzenEstimator(axes(space), Collections.nCopies(500, one));
    double far = estimator.logDensity(new Value[] {Value.of(200)});
    // 1/200 of the prior, whose weight is 1 beside a sum of 25 + 475 * 0.501.
    assertEquals(Math.log(1 / 200.0 / 264), far, 0.2);
  }

  private static List<Assignment> draws(SearchSpace space, int count, SplittableRandom random) {
    List<Assignment> draws = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      draws.add(RandomSampler.draw(space, random));
    }
    return draws;
  }

  private static List<Axis> axes(SearchSpace space) {
    return space.parameters().stream().map(Axis::new).toList();
  }

  private static Value[] values(Assignment assignment) {
    return assignment.values().values().toArray(new Value[0]);
  }

  private static Assignment assignment(List<Double> row) {
    Map<String, Value> values = new LinkedHashMap<>();
    values.put("dropout", Value.of(row.get(0).doubleValue()));
    values.put("rate", Value.of(row.get(1).doubleValue()));
    values.put("units", Value.of(row.get(2).longValue()));
    values.put("batch", Value.of(row.get(3).longValue()));
    values.put("activation", Value.of(ACTIVATIONS.get(row.get(4).intValue())));
    return new Assignment(values);
  }
}
