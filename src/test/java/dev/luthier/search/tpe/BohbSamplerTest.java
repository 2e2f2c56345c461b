package dev.luthier.search.tpe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.SamplerContract;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link BohbSampler} by the contract, and which budget it takes. */
class BohbSamplerTest implements SamplerContract {

  private static final SearchSpace LINE = SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1)));

  @Override
  public Sampler sampler(long seed) {
    return BohbSampler.of();
  }

  @Test
  void comparesAtTheGreatestStepThatEnoughHaveReached() {
    // At step 1 great x is good, at step 3 small x is.
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      double x = (number + 0.5) / 20;
      trials.add(TpeSamplerTest.trial(number, x, Trial.State.PAUSED, 1, 1 - x));
    }
    assertTrue(meanProposal(trials) > 0.6);
    for (int number = 20; number < 23; number++) {
      trials.add(TpeSamplerTest.trial(number, (number - 19.5) / 8, Trial.State.PAUSED, 3, number));
    }
    assertTrue(meanProposal(trials) > 0.5);
    for (int number = 23; number < 28; number++) {
      trials.add(TpeSamplerTest.trial(number, (number - 19.5) / 8, Trial.State.PAUSED, 3, number));
    }
    assertTrue(meanProposal(trials) < 0.4);
  }

  @Test
  void isRandomWithoutEnoughTrialsAtAnyStep() {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 3; number++) {
      trials.add(TpeSamplerTest.trial(number, 0.5, Trial.State.COMPLETE, 1, 1));
    }
    SplittableRandom random = new SplittableRandom(4);
    random.nextDouble();
    assertEquals(RandomSampler.draw(LINE, random), proposal(BohbSampler.of(), trials, 4));
  }

  @Test
  void aPartIsRandom() {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      trials.add(TpeSamplerTest.trial(number, 0.5, Trial.State.COMPLETE, 1, number));
    }
    int alike = 0;
    for (int seed = 0; seed < 600; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      random.nextDouble();
      alike +=
          RandomSampler.draw(LINE, random).equals(proposal(BohbSampler.of(), trials, seed)) ? 1 : 0;
    }
    assertEquals(200, alike, 50);
  }

  @Test
  void namesTheFieldThatIsWrong() {
    assertStartsWith("random_fraction must", () -> BohbSampler.of().withRandomFraction(1.1));
    assertStartsWith("random_fraction must", () -> BohbSampler.of().withRandomFraction(Double.NaN));
    assertStartsWith("top_fraction must", () -> BohbSampler.of().withTopFraction(1));
    assertStartsWith("top_fraction must", () -> BohbSampler.of().withTopFraction(0));
  }

  private static void assertStartsWith(String start, Runnable making) {
    String message = assertThrows(IllegalArgumentException.class, making::run).getMessage();
    assertTrue(message.startsWith(start), message);
  }

  private static double meanProposal(List<Trial> trials) {
    double sum = 0;
    for (int seed = 0; seed < 100; seed++) {
      sum += proposal(BohbSampler.of().withRandomFraction(0), trials, seed).number("x");
    }
    return sum / 100;
  }

  private static Assignment proposal(BohbSampler sampler, List<Trial> trials, long seed) {
    return sampler
        .propose(LINE, new History(Goal.MINIMIZE, trials), new SplittableRandom(seed))
        .orElseThrow();
  }
}
