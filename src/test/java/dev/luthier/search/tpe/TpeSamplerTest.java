package dev.luthier.search.tpe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Report;
import dev.luthier.search.Sampler;
import dev.luthier.search.SamplerContract;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** {@link TpeSampler} by the contract, and what it takes for good. */
class TpeSamplerTest implements SamplerContract {

  private static final SearchSpace LINE = SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1)));

  @Override
  public Sampler sampler(long seed) {
    return TpeSampler.of();
  }

  @Test
  void isRandomAtFirst() {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 10; number++) {
      assertEquals(
          RandomSampler.draw(LINE, new SplittableRandom(number)), proposal(trials, number));
      trials.add(trial(number, 0.5, Trial.State.COMPLETE, 1, 1));
    }
    assertTrue(!RandomSampler.draw(LINE, new SplittableRandom(10)).equals(proposal(trials, 10)));
  }

  @Test
  void completeComesBeforeWhatWasGivenUp() {
    // Around 0.2, and good; around 0.8, still better, though given up.
    assertEquals(
        0.2,
        meanProposal(
            number ->
                number % 10 == 0
                    ? trial(number, 0.2, Trial.State.COMPLETE, 3, 1)
                    : trial(number, 0.8, Trial.State.PRUNED, 2, 0)),
        0.1);
  }

  @Test
  void whatCameFartherComesFirst() {
    for (Trial.State state : List.of(Trial.State.PRUNED, Trial.State.PAUSED)) {
      assertEquals(
          0.2,
          meanProposal(
              number ->
                  number % 10 == 0
                      ? trial(number, 0.2, state, 3, 1)
                      : trial(number, 0.8, state, 2, 0)),
          0.1);
    }
  }

  @Test
  void atTheSameStepTheReportDecides() {
    assertEquals(
        0.2,
        meanProposal(
            number ->
                number % 10 == 0
                    ? trial(number, 0.2, Trial.State.PRUNED, 3, 0)
                    : trial(number, 0.8, Trial.State.PRUNED, 3, number % 2 == 0 ? 1 : Double.NaN)),
        0.1);
  }

  @Test
  void staysAwayFromInfeasibleAndRunningTrials() {
    for (Trial.State state :
        List.of(Trial.State.INFEASIBLE, Trial.State.RUNNING, Trial.State.WAITING)) {
      List<Trial> trials = new ArrayList<>();
      for (int number = 0; number < 20; number++) {
        double x = number / 20.0;
        double value = Math.min(Math.abs(x - 0.2), Math.abs(x - 0.8));
        trials.add(trial(number, x, Trial.State.COMPLETE, 1, value));
      }
      double before = shareAbove(0.5, trials);
      for (int number = 20; number < 40; number++) {
        trials.add(trial(number, 0.5 + number / 80.0, state, 0, 0));
      }
      assertTrue(shareAbove(0.5, trials) < before, state::toString);
    }
  }

  @Test
  void failedTrialsAreAsIfTheyHadNotBeen() {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 20; number++) {
      trials.add(trial(number, number / 20.0, Trial.State.COMPLETE, 1, number));
    }
    Assignment before = proposal(trials, 1);
    for (int number = 20; number < 40; number++) {
      trials.add(trial(number, 0.1, Trial.State.FAILED, 0, 0));
    }
    assertEquals(before, proposal(trials, 1));
  }

  /** The child is learnt from the trials that have it, which are few among the good. */
  @Test
  void learnsAChildWhereItIsThere() {
    Condition on = new Condition.OneOf("kind", List.of(Value.of("b")));
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("kind", Choice.of("a", "b")),
            Parameter.of("child", FloatRange.of(0, 1)).when(on));
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 60; number++) {
      Map<String, Value> values = new LinkedHashMap<>();
      double child = (number * 7 % 60) / 60.0;
      values.put("kind", Value.of(number % 2 == 0 ? "b" : "a"));
      if (number % 2 == 0) {
        values.put("child", Value.of(child));
      }
      double value = number % 2 == 0 ? Math.abs(child - 0.7) : 0.1;
      trials.add(
          new Trial(
              number,
              new Assignment(values),
              Trial.State.COMPLETE,
              List.of(),
              OptionalDouble.of(value)));
    }
    History history = new History(Goal.MINIMIZE, trials);
    int near = 0;
    int there = 0;
    for (int seed = 0; seed < 100; seed++) {
      Assignment proposal =
          TpeSampler.of().propose(space, history, new SplittableRandom(seed)).orElseThrow();
      assertTrue(space.contains(proposal));
      if (proposal.get("child").isPresent()) {
        there++;
        near += Math.abs(proposal.number("child") - 0.7) < 0.15 ? 1 : 0;
      }
    }
    assertTrue(there > 60 && near > 0.8 * there, near + " of " + there);
  }

  @Test
  void namesTheFieldThatIsWrong() {
    assertStartsWith("startup_trials must", () -> TpeSampler.of().withStartupTrials(-1));
    assertStartsWith("candidates must", () -> TpeSampler.of().withCandidates(0));
  }

  private static void assertStartsWith(String start, Runnable making) {
    String message = assertThrows(IllegalArgumentException.class, making::run).getMessage();
    assertTrue(message.startsWith(start), message);
  }

  private static double shareAbove(double bound, List<Trial> trials) {
    int above = 0;
    for (int seed = 0; seed < 200; seed++) {
      above += proposal(trials, seed).number("x") > bound ? 1 : 0;
    }
    return above / 200.0;
  }

  /** The mean proposal after 40 trials. */
  private static double meanProposal(IntFunction<Trial> trial) {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 40; number++) {
      trials.add(trial.apply(number));
    }
    double sum = 0;
    for (int seed = 0; seed < 50; seed++) {
      sum += proposal(trials, seed).number("x");
    }
    return sum / 50;
  }

  private static Assignment proposal(List<Trial> trials, long seed) {
    return TpeSampler.of()
        .propose(LINE, new History(Goal.MINIMIZE, trials), new SplittableRandom(seed))
        .orElseThrow();
  }

  /** With a report of a value at each step, and that value as its own. */
  static Trial trial(int number, double x, Trial.State state, int steps, double value) {
    List<Report> reports = new ArrayList<>();
    for (int step = 1; step <= steps; step++) {
      reports.add(new Report(step, value));
    }
    boolean hasValue = state == Trial.State.COMPLETE || state == Trial.State.PRUNED;
    return new Trial(
        number,
        new Assignment(Map.of("x", Value.of(x))),
        state,
        reports,
        hasValue ? OptionalDouble.of(value) : OptionalDouble.empty());
  }
}
