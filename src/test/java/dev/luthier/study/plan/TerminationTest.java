package dev.luthier.study.plan;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Budget;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Pruner;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Terminator;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.search.gp.RegretBound;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** Which trials a terminator looks at, and when. */
class TerminationTest {

  private static final SearchSpace LINE = SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1)));
  private static final List<Double> NO_FOLDS = List.of();

  private static Termination termination(Terminator terminator, IntFunction<List<Double>> folds) {
    SearchPlan plan =
        new SearchPlan(
            LINE,
            List.of(Goal.MAXIMIZE),
            new RandomSampler(),
            new Pruner.None(),
            Budget.ofTrials(100),
            5,
            false);
    return new Termination(plan, terminator, folds);
  }

  private static Trial complete(int number) {
    double x = number * 0.618034 % 1;
    return Trial.running(number, new Assignment(Map.of("x", Value.of(x))))
        .withValues(Trial.State.COMPLETE, 1 - (x - 0.3) * (x - 0.3));
  }

  private static History complete(int from, int to) {
    List<Trial> trials = new ArrayList<>();
    for (int number = from; number < to; number++) {
      trials.add(complete(number));
    }
    return new History(Goal.MAXIMIZE, trials);
  }

  private static History with(int trials, int number, Trial.State state) {
    List<Trial> all = new ArrayList<>(complete(0, trials).trials());
    all.set(number, all.get(number).withState(state));
    return new History(Goal.MAXIMIZE, all);
  }

  @Test
  void theBestTrialsFoldsSayHowLargeTheErrorIs() {
    int best = complete(0, 25).best().orElseThrow().number();
    List<Double> alike = List.of(1.0, 1.0, 1.0);
    List<Double> apart = List.of(0.0, 1.0, 2.0);

    assertTrue(
        termination(Terminator.ofFolds(), number -> number == best ? apart : alike)
            .of(complete(0, 25))
            .isPresent());
    assertFalse(
        termination(Terminator.ofFolds(), number -> number == best ? alike : apart)
            .of(complete(0, 25))
            .isPresent());
    // As in a study of an earlier version whose folds' values were lost.
    assertFalse(
        termination(Terminator.ofFolds(), number -> NO_FOLDS).of(complete(0, 25)).isPresent());
  }

  @Test
  void aTrialThatRunsHoldsTheLookBack() {
    Termination termination = termination(Terminator.ofError(1000), number -> NO_FOLDS);

    assertFalse(termination.of(complete(0, 19)).isPresent());
    assertTrue(termination.of(complete(0, 20)).isPresent());
    assertFalse(termination.of(with(30, 10, Trial.State.RUNNING)).isPresent());
    assertFalse(termination.of(with(30, 10, Trial.State.WAITING)).isPresent());
    assertTrue(termination.of(with(30, 10, Trial.State.PAUSED)).isPresent());
    assertTrue(termination.of(with(30, 10, Trial.State.FAILED)).isPresent());
    assertTrue(termination.of(with(30, 25, Trial.State.RUNNING)).isPresent());
  }

  @Test
  void whatWasSeenStaysSeenWhileTrialsEnd() {
    List<Trial> trials = new ArrayList<>(complete(0, 20).trials());
    double bound = RegretBound.of(LINE, Goal.MAXIMIZE, trials, new SplittableRandom(1));
    Terminator terminator = Terminator.ofError(1.1 * bound);
    // So good that much more may be to be gained.
    trials.add(complete(20).withValues(Trial.State.COMPLETE, 40));
    History surprised = new History(Goal.MAXIMIZE, trials);

    assertFalse(
        termination(terminator.withMinTrials(21), number -> NO_FOLDS).of(surprised).isPresent());
    assertTrue(termination(terminator, number -> NO_FOLDS).of(surprised).isPresent());
  }
}
