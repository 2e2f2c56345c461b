package dev.luthier.search.sobol;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.search.Assignment;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Sampler;
import dev.luthier.search.SamplerContract;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Spaces;
import dev.luthier.search.Suggestion;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link SobolSampler} by the contract, and by the points of its sequence. */
class SobolSamplerTest implements SamplerContract {

  @Override
  public Sampler sampler(long seed) {
    return new SobolSampler(seed);
  }

  @Test
  void goesThroughTheSequenceInOrder() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("x", FloatRange.of(0, 1)), Parameter.of("y", FloatRange.of(0, 1)));
    List<Assignment> points =
        ScrambledSobol.of(2, 9).points().map(space::fromUnit).limit(100).toList();
    assertEquals(points, suggested(space, List.of(), 100));
  }

  @Test
  void leavesOutWhatIsInfeasibleAndNothingElse() {
    SearchSpace space = Spaces.constrained();
    List<Assignment> feasible =
        ScrambledSobol.of(3, 9)
            .points()
            .map(space::fromUnit)
            .filter(space::isFeasible)
            .distinct()
            .limit(100)
            .toList();
    assertEquals(feasible, suggested(space, List.of(), 100));
  }

  @Test
  void trialsFromElsewhereTakeNoPointAway() {
    SearchSpace space = SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1)));
    Assignment own = space.fromUnit(new double[] {0.123});
    assertEquals(suggested(space, List.of(), 10), suggested(space, List.of(own), 10));
  }

  private static List<Assignment> suggested(SearchSpace space, List<Assignment> before, int count) {
    List<Trial> trials = new ArrayList<>();
    before.forEach(assignment -> trials.add(Trial.running(trials.size(), assignment)));
    List<Assignment> suggested = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Assignment next =
          Suggestion.next(
                  new SobolSampler(9),
                  space,
                  new History(Goal.MINIMIZE, trials),
                  false,
                  new SplittableRandom(i))
              .orElseThrow();
      suggested.add(next);
      trials.add(Trial.running(trials.size(), next));
    }
    return suggested;
  }
}
