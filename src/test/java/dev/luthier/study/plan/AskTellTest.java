package dev.luthier.study.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Budget;
import dev.luthier.search.Choice;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.Grid;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Pruner;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AskTellTest {

  private static final SearchSpace FLAGS =
      SearchSpace.of(
          Parameter.of("first", Choice.ofFlags()), Parameter.of("second", Choice.ofFlags()));
  private static final SearchSpace LINE = SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1)));
  private static final Sampler RANDOM =
      (space, history, random) ->
          Optional.of(space.assign(any -> any.domain().fromUnit(random.nextDouble())));

  /** Gives up what is above 1, pauses what is above 0 and lets the best paused trial go on. */
  private record Strict() implements Pruner {
    @Override
    public Verdict judge(History history, Trial trial) {
      double value = trial.lastReport().orElseThrow().value();
      return value > 1 ? Verdict.PRUNE : value > 0 ? Verdict.PAUSE : Verdict.CONTINUE;
    }

    @Override
    public OptionalInt promote(History history) {
      return history.trials().size() < 2
          ? OptionalInt.empty()
          : history.in(Trial.State.PAUSED).stream().mapToInt(Trial::number).findFirst();
    }
  }

  private static AskTell search(SearchSpace space, Sampler sampler, Pruner pruner, int trials) {
    return new AskTell(
        new SearchPlan(
            space, List.of(Goal.MINIMIZE), sampler, pruner, Budget.ofTrials(trials), 7, false));
  }

  private static AskTell strict() {
    return search(LINE, RANDOM, new Strict(), 10);
  }

  private static Trial last(AskTell search) {
    List<Trial> trials = search.history().trials();
    return trials.get(trials.size() - 1);
  }

  @Test
  void trialsThatRunAreNotProposedAgain() {
    AskTell search = search(FLAGS, new Grid(), new Pruner.None(), 10);
    List<String> proposed = new ArrayList<>();
    for (Optional<Trial> trial = search.ask(); trial.isPresent(); trial = search.ask()) {
      proposed.add(trial.get().number() + ": " + trial.get().assignment());
    }
    assertEquals(
        List.of(
            "0: first=false, second=false",
            "1: first=false, second=true",
            "2: first=true, second=false",
            "3: first=true, second=true"),
        proposed);
  }

  @Test
  void theBudgetEndsTheSearch() {
    AskTell search = search(LINE, RANDOM, new Pruner.None(), 2);
    assertTrue(search.ask().isPresent());
    assertTrue(search.ask().isPresent());
    assertEquals(Optional.empty(), search.ask());
  }

  @Test
  void aTrialsProposalDependsOnSeedAndNumberAlone() {
    Assignment alone = search(LINE, RANDOM, new Pruner.None(), 2).ask().orElseThrow().assignment();
    AskTell search = search(LINE, RANDOM, new Pruner.None(), 2);
    Assignment first = search.ask().orElseThrow().assignment();
    search.complete(0, 3);
    assertEquals(alone, first);
    Assignment afterwards = search.ask().orElseThrow().assignment();
    AskTell parallel = search(LINE, RANDOM, new Pruner.None(), 2);
    parallel.ask();
    assertEquals(afterwards, parallel.ask().orElseThrow().assignment());
  }

  @Test
  void historyHoldsWhatWasTold() {
    AskTell search = strict();
    search.ask();
    assertTrue(search.report(0, 1, -1));
    assertTrue(search.report(0, 2, -2));
    search.complete(0, -3);
    Trial trial = last(search);
    assertEquals(Trial.State.COMPLETE, trial.state());
    assertEquals(OptionalDouble.of(-3), trial.value());
    assertEquals(List.of(-1.0, -2.0), trial.reports().stream().map(r -> r.value()).toList());
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aValueThatIsNotFiniteIsInfeasible(double value) {
    AskTell search = strict();
    search.ask();
    search.complete(0, value);
    assertEquals(Trial.State.INFEASIBLE, last(search).state());
    search.ask();
    assertFalse(search.report(1, 1, value));
    assertEquals(Trial.State.INFEASIBLE, last(search).state());
    // The runner says the same in its own words.
    search.complete(1, value);
    assertEquals(Trial.State.INFEASIBLE, last(search).state());
  }

  @Test
  void aVerdictMayBeConfirmedOnceOrNotAtAll() {
    AskTell search = strict();
    search.ask();
    assertFalse(search.report(0, 1, 2));
    assertEquals(Trial.State.PRUNED, last(search).state());
    assertEquals(OptionalDouble.of(2), last(search).value());
    assertFalse(search.report(0, 2, -2));
    search.end(0, Trial.State.PRUNED);
    assertThrows(IllegalArgumentException.class, () -> search.end(0, Trial.State.PRUNED));
    assertThrows(IllegalArgumentException.class, () -> search.report(0, 3, -3));
  }

  @Test
  void aPausedTrialGoesOnFromItsLastStep() {
    AskTell search = strict();
    search.ask();
    assertFalse(search.report(0, 5, 0.5));
    search.ask();
    Trial again = search.ask().orElseThrow();
    assertEquals(0, again.number());
    assertEquals(1, again.reports().size());
    // From the start, where the runner has no checkpoint: judged no second time.
    assertTrue(search.report(0, 1, 0.9));
    assertTrue(search.report(0, 5, 0.5));
    assertTrue(search.report(0, 6, -1));
    assertEquals(
        List.of(5L, 6L),
        search.history().trials().get(0).reports().stream().map(r -> r.step()).toList());
  }

  @Test
  void aPausedTrialMayBeGivenUpOrRunThrough() {
    AskTell search = strict();
    search.ask();
    search.report(0, 1, 0.5);
    search.end(0, Trial.State.PRUNED);
    assertEquals(OptionalDouble.of(0.5), last(search).value());
    search.ask();
    search.report(1, 1, 0.5);
    search.complete(1, 0.25);
    assertEquals(OptionalDouble.of(0.25), last(search).value());
    assertEquals(2, search.ask().orElseThrow().number());
  }

  @Test
  void whatCannotBeIsRefusedAndChangesNothing() {
    AskTell search = strict();
    assertThrows(IllegalArgumentException.class, () -> search.complete(0, 1));
    search.ask();
    search.report(0, 3, -1);
    History before = search.history();
    assertThrows(IllegalArgumentException.class, () -> search.report(0, 3, -1));
    assertThrows(IllegalArgumentException.class, () -> search.complete(-1, 1));
    assertThrows(IllegalArgumentException.class, () -> search.complete(1, 1));
    assertThrows(IllegalArgumentException.class, () -> search.end(0, Trial.State.COMPLETE));
    assertEquals(before, search.history());
    search.end(0, Trial.State.FAILED);
    assertThrows(IllegalArgumentException.class, () -> search.complete(0, 1));
    search.ask();
    assertThrows(IllegalArgumentException.class, () -> search.end(1, Trial.State.PRUNED));
    assertEquals(Trial.State.RUNNING, last(search).state());
  }
}
