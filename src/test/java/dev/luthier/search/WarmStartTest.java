package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.tpe.TpeSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WarmStartTest {

  private static final SearchSpace SPACE = SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1)));

  private static Assignment at(double x) {
    return new Assignment(Map.of("x", Value.of(x)));
  }

  @Test
  void samplersSeePriorTrialsBeforeTheStudysOwn() {
    List<History> seen = new ArrayList<>();
    Sampler recording =
        (space, history, random) -> {
          seen.add(history);
          return Optional.empty();
        };
    WarmStart sampler = new WarmStart(recording, List.of(WarmStart.complete(0, at(0.25), 7)));
    History own = new History(Goal.MINIMIZE, List.of(Trial.running(0, at(0.5))));
    sampler.propose(SPACE, own, new SplittableRandom(1));
    History history = seen.get(0);
    assertEquals(Goal.MINIMIZE, history.goal());
    assertEquals(
        List.of(WarmStart.complete(0, at(0.25), 7), Trial.running(1, at(0.5))), history.trials());
  }

  @Test
  void tpeNeedsNoRandomTrialsAfterPriorOnes() {
    List<Trial> prior =
        IntStream.range(0, 40)
            .mapToObj(i -> WarmStart.complete(i, at(i / 40.0), Math.abs(i / 40.0 - 0.8)))
            .toList();
    Sampler sampler = new WarmStart(TpeSampler.of(), prior);
    int near = 0;
    for (int i = 0; i < 50; i++) {
      double x =
          sampler
              .propose(SPACE, History.empty(Goal.MINIMIZE), new SplittableRandom(i))
              .orElseThrow()
              .number("x");
      near += Math.abs(x - 0.8) < 0.15 ? 1 : 0;
    }
    // 15 of 50 would be so near by chance.
    assertTrue(near > 40, near + " of 50 near the best prior trials");
  }

  @Test
  void priorTrialsAreComplete() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new WarmStart(new RandomSampler(), List.of(Trial.running(0, at(0.5)))));
  }
}
