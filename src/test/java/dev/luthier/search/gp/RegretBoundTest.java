package dev.luthier.search.gp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Spaces;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Against scikit-learn and Optuna (golden/regret_bound.json), and by hand. */
class RegretBoundTest {

  private final JsonNode golden = golden();
  private final SearchSpace space =
      SearchSpace.of(
          Parameter.of("x", IntRange.of(0, golden.get("width").asInt() - 1)),
          Parameter.of("y", IntRange.of(0, golden.get("height").asInt() - 1)));
  private final List<Trial> trials = trials();

  @Test
  void withAFixedKernelItIsThatOfAllPointsByScikitLearn() {
    List<Trial> better = RegretBound.better(Goal.MINIMIZE, trials);
    double[] weights =
        numbers("length_scales").stream().mapToDouble(scale -> 1 / (scale * scale)).toArray();
    double bound =
        new RegretBound(space, better)
            .standardized(
                numbers("targets").stream().mapToDouble(x -> x).toArray(),
                new Hyperparameters(
                    weights,
                    golden.get("signal").asDouble(),
                    golden.get("noise").asDouble(),
                    InputWarping.none(weights.length)),
                better.size(),
                new SplittableRandom(1));

    assertEquals(golden.get("standardized_bound").asDouble(), bound, 1e-6);
  }

  /** The kernels are fitted each by its own search, so the bounds agree by and large. */
  @Test
  void withAKernelOfItsOwnItIsAboutThatOfOptuna() {
    double expected = golden.get("optuna_bound").asDouble();

    assertEquals(expected, bound(Goal.MINIMIZE, trials), 0.05 * expected);
  }

  @Test
  void itIsInTheUnitOfTheObjectiveWhicheverWayIsBetter() {
    double bound = bound(Goal.MINIMIZE, trials);
    List<Trial> turned = new ArrayList<>();
    for (Trial trial : trials) {
      turned.add(trial.withValues(Trial.State.COMPLETE, 5 - 100 * trial.value().getAsDouble()));
    }

    assertEquals(100 * bound, bound(Goal.MAXIMIZE, turned), 1e-3 * bound);
  }

  @Test
  void theBetterHalfIsKnownWithItsTies() {
    assertEquals(
        StreamSupport.stream(golden.get("better").spliterator(), false)
            .map(JsonNode::asInt)
            .toList(),
        RegretBound.better(Goal.MINIMIZE, trials).stream().map(Trial::number).toList());
    // Of 60 the half is 30, but 42 are as good as the worst of these.
    List<Trial> tied =
        IntStream.range(0, 60).mapToObj(i -> trial(i, i % 10, 0, Math.min(i % 10, 3))).toList();
    assertEquals(42, RegretBound.better(Goal.MAXIMIZE, tied).size());
    // Of fewer than 40, 20 are known; of fewer than 20 all.
    assertEquals(20, RegretBound.better(Goal.MAXIMIZE, trials.subList(0, 27)).size());
    assertEquals(7, RegretBound.better(Goal.MAXIMIZE, trials.subList(0, 7)).size());
  }

  /** By hand: 0.4 · log(3 · 20² · π² / 0.6) = 0.4 · log(19739.2) = 3.95617. */
  @Test
  void deviationsAreThoseOfThePaper() {
    assertEquals(Math.sqrt(3.95617), RegretBound.deviations(3, 20), 1e-5);
  }

  @Test
  void nothingIsToBeGainedWhereAllIsAlike() {
    List<Trial> flat =
        IntStream.range(0, 25).mapToObj(i -> trial(i, i % 20, i / 20, 0.25)).toList();

    assertEquals(0, bound(Goal.MAXIMIZE, flat));
  }

  /** Unconstrained, the least lies where y is 0 and x is in the middle. */
  @Test
  void whatBreaksAConstraintIsNotToBeGained() {
    SearchSpace upper =
        new SearchSpace(space.parameters(), List.of(new Spaces.NoGreater("x", "y")));
    List<Trial> feasible =
        trials.stream().filter(trial -> upper.isFeasible(trial.assignment())).toList();
    double within = RegretBound.of(upper, Goal.MINIMIZE, feasible, new SplittableRandom(3));

    assertTrue(feasible.size() >= 10, () -> feasible.size() + " trials");
    assertTrue(within >= 0 && within < 0.5 * bound(Goal.MINIMIZE, feasible), () -> "" + within);
  }

  private double bound(Goal goal, List<Trial> known) {
    return RegretBound.of(space, goal, known, new SplittableRandom(7));
  }

  private List<Trial> trials() {
    List<Trial> all = new ArrayList<>();
    for (JsonNode trial : golden.get("trials")) {
      all.add(
          trial(
              all.size(),
              trial.get("x").asLong(),
              trial.get("y").asLong(),
              trial.get("value").asDouble()));
    }
    return all;
  }

  private static Trial trial(int number, long x, long y, double value) {
    return Trial.running(number, new Assignment(Map.of("x", Value.of(x), "y", Value.of(y))))
        .withValues(Trial.State.COMPLETE, value);
  }

  private List<Double> numbers(String name) {
    return StreamSupport.stream(golden.get(name).spliterator(), false)
        .map(JsonNode::asDouble)
        .toList();
  }

  private static JsonNode golden() {
    try (InputStream file =
        RegretBoundTest.class.getResourceAsStream("/golden/regret_bound.json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
