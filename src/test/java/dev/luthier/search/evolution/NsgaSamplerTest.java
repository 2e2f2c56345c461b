package dev.luthier.search.evolution;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Hypervolume;
import dev.luthier.search.Parameter;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.SamplerContract;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Suggestion;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link NsgaSampler} by the contract, and by what comes of its parents. */
class NsgaSamplerTest implements SamplerContract {

  @Override
  public Sampler sampler(long seed) {
    return new NsgaSampler(4, 0.9, 1, seed);
  }

  private static final SearchSpace LINE =
      SearchSpace.of(
          Parameter.of("x", FloatRange.of(0, 1)), Parameter.of("y", FloatRange.of(0, 1)));

  /** Trials whose losses are x and 1 - x, worse by y. */
  private static History history(double... places) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < places.length; i += 2) {
      Assignment assignment = LINE.fromUnit(new double[] {places[i], places[i + 1]});
      trials.add(
          Trial.running(trials.size(), assignment)
              .withValues(
                  Trial.State.COMPLETE, places[i] + places[i + 1], 1 - places[i] + places[i + 1]));
    }
    return new History(List.of(Goal.MINIMIZE, Goal.MINIMIZE), trials);
  }

  @Test
  void childrenComeFromTheFront() {
    // The population is of the two on the front, the others are far away.
    History history = history(0.2, 0.1, 0.2, 0.9, 0.2, 0.8, 0.4, 0.1);
    NsgaSampler sampler = new NsgaSampler(2, 0.9, 1e-9, 1);
    for (int seed = 0; seed < 50; seed++) {
      Assignment child = sampler.propose(LINE, history, new SplittableRandom(seed)).orElseThrow();
      assertEquals(0.1, child.number("y"), 1e-12);
      assertTrue(child.number("x") > 0 && child.number("x") < 0.6, child::toString);
    }
  }

  @Test
  void withoutCrossoverAChildIsAMutatedParent() {
    History history = history(0.2, 0.1, 0.4, 0.1);
    NsgaSampler sampler = new NsgaSampler(2, 0, 1e-9, 1);
    for (int seed = 0; seed < 20; seed++) {
      double x =
          sampler.propose(LINE, history, new SplittableRandom(seed)).orElseThrow().number("x");
      assertTrue(x == 0.2 || x == 0.4, Double.toString(x));
    }
  }

  @Test
  void findsAFrontThatRandomTrialsDoNot() {
    double nsga = hypervolume(NsgaSampler.of(3));
    double random = hypervolume(new RandomSampler());
    // The whole front gives 0.7 of the box up to (1.1, 1.1).
    assertTrue(nsga > 0.5 && nsga > 1.8 * random, nsga + " against " + random);
  }

  /** Of 120 trials in six dimensions; five of them should be 0. */
  private static double hypervolume(Sampler sampler) {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      parameters.add(Parameter.of("x" + i, FloatRange.of(0, 1)));
    }
    SearchSpace space = new SearchSpace(parameters, List.of());
    List<Trial> trials = new ArrayList<>();
    List<double[]> losses = new ArrayList<>();
    for (int number = 0; number < 120; number++) {
      History history = new History(List.of(Goal.MINIMIZE, Goal.MINIMIZE), trials);
      Assignment assignment =
          Suggestion.next(sampler, space, history, false, new SplittableRandom(number))
              .orElseThrow();
      double worse = 0;
      for (int i = 1; i < 6; i++) {
        worse += assignment.number("x" + i) / 5;
      }
      double x = assignment.number("x0");
      double[] values = {x + worse, 1 - x + worse};
      losses.add(values);
      trials.add(Trial.running(number, assignment).withValues(Trial.State.COMPLETE, values));
    }
    return Hypervolume.of(losses.toArray(double[][]::new), 1.1, 1.1);
  }

  @Test
  void refusesAPopulationOfOne() {
    assertThrows(IllegalArgumentException.class, () -> new NsgaSampler(1, 0.9, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new NsgaSampler(4, 1.5, 1, 0));
    assertThrows(IllegalArgumentException.class, () -> new NsgaSampler(4, 0.5, 0, 0));
  }
}
