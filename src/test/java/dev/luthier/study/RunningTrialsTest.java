package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Budget;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.Parameter;
import dev.luthier.search.Pruner;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Report;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.Owner;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import dev.luthier.study.trial.TrialExecutor;
import dev.luthier.study.trial.TrialRequest;
import dev.luthier.study.trial.TrialResult;
import dev.luthier.study.trial.TrialSink;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of trials by what is told of them, with a limit of 5 s and 1 retry. */
class RunningTrialsTest {

  private static final SearchSpace LINE = SearchSpace.of(Parameter.of("x", FloatRange.of(-1, 1)));

  /** Pauses what reports more than 1. */
  private static final Pruner PAUSING =
      (history, trial) ->
          trial.lastReport().orElseThrow().value() > 1
              ? Pruner.Verdict.PAUSE
              : Pruner.Verdict.CONTINUE;

  private static final SearchPlan PLAN =
      new SearchPlan(
          LINE,
          List.of(Goal.MINIMIZE),
          new RandomSampler(),
          PAUSING,
          new Budget(
              OptionalInt.of(10),
              OptionalDouble.empty(),
              OptionalDouble.empty(),
              OptionalDouble.of(5),
              Optional.empty(),
              Optional.empty()),
          1,
          false);

  /** Runs nothing, and remembers what it was asked for. */
  private static final class Asked implements TrialExecutor {
    private final List<String> all = new ArrayList<>();
    private final Set<Integer> waiting = new HashSet<>();

    @Override
    public int freePlaces() {
      return 1;
    }

    @Override
    public void start(TrialRequest request, TrialSink sink) {
      throw new UnsupportedOperationException("who runs trials starts them");
    }

    @Override
    public boolean isWaiting(int trial) {
      return waiting.contains(trial);
    }

    @Override
    public void answer(int trial, Pruner.Verdict verdict) {
      all.add("answer " + trial + " " + verdict);
    }

    @Override
    public void pauseAll() {
      all.add("pause all");
    }

    @Override
    public void abandon(int trial) {
      all.add("abandon " + trial);
    }

    @Override
    public void close() {}
  }

  private final Asked asked = new Asked();
  private long seconds;
  private TrialStore store;
  private Owner owner;
  private TrialLedger ledger;
  private RunningTrials running;

  @BeforeEach
  void open() {
    store = TrialStores.create(new StoreLocation.Memory(), "study", "");
    owner = store.join("host", 42, "then");
    ledger = new TrialLedger(store, PLAN.goals(), () -> owner);
    running =
        new RunningTrials(
            PLAN,
            new FailureRules(1, 2),
            ledger,
            asked,
            new StudyListener() {},
            () -> seconds * 1_000_000_000L);
  }

  @AfterEach
  void close() {
    store.close();
  }

  /** The number of a new trial that runs. */
  private int begin() {
    int number =
        ledger.create(new Assignment(Map.of()), Optional.empty()).orElseThrow().trial().number();
    running.add(number);
    return number;
  }

  private void goOn(int number, Trial.State from) {
    assertTrue(ledger.claim(number, from).isPresent());
    running.add(number);
  }

  private StoredTrial stored(int number) {
    ledger.table().refresh();
    return ledger.table().get(number);
  }

  private Trial.State state(int number) {
    return stored(number).trial().state();
  }

  private static TrialResult result(Trial.State state, OptionalDouble value, String error) {
    return new TrialResult(
        state, value, List.of(), Map.of(), Optional.of(error).filter(text -> !text.isEmpty()), 1);
  }

  private static TrialResult complete(double value) {
    return result(Trial.State.COMPLETE, OptionalDouble.of(value), "");
  }

  private static TrialResult paused() {
    return result(Trial.State.PAUSED, OptionalDouble.empty(), "");
  }

  @Test
  void whatTakesTooLongIsAbandonedOnceAndHasFailedForGood() {
    int trial = begin();
    seconds = 5;
    running.abandonTheSlow();
    assertEquals(List.of(), asked.all);
    seconds = 6;
    running.abandonTheSlow();
    running.abandonTheSlow();
    assertEquals(List.of("abandon 0"), asked.all);
    running.crashed(trial, "was ended");
    assertEquals(Trial.State.FAILED, state(trial));
    assertEquals("took longer than trial_seconds: 5.0", stored(trial).error().orElseThrow());
    assertTrue(running.isEmpty());
  }

  @Test
  void theTimeInWhichATrialWaitsForAPlaceDoesNotCount() {
    int trial = begin();
    asked.waiting.add(trial);
    seconds = 100;
    running.abandonTheSlow();
    asked.waiting.clear();
    seconds = 105;
    running.abandonTheSlow();
    assertEquals(List.of(), asked.all);
    seconds = 106;
    running.abandonTheSlow();
    assertEquals(List.of("abandon 0"), asked.all);
  }

  @Test
  void aCrashIsRetriedAsOftenAsTheRulesSay() {
    int trial = begin();
    running.crashed(trial, "killed");
    assertEquals(Trial.State.WAITING, state(trial));
    assertEquals(Optional.empty(), running.failure());
    goOn(trial, Trial.State.WAITING);
    running.crashed(trial, "killed again");
    assertEquals(Trial.State.FAILED, state(trial));
    assertEquals("killed again", stored(trial).error().orElseThrow());
  }

  @Test
  void whatBlocksATrialStopsTheStudyAndCountsAsNoAttempt() {
    int trial = begin();
    running.blocked(trial, "no space left on device");
    assertEquals(
        StudyOutcome.stopped(
            StudyOutcome.End.BLOCKED, Optional.of("trial 0: no space left on device")),
        running.failure().orElseThrow());
    goOn(trial, Trial.State.WAITING);
    assertEquals(1, stored(trial).attempts());
  }

  @Test
  void onlyATrialWithAValueEndsARowOfFailures() {
    TrialResult failed = TrialResult.failed("broken", 1);
    running.ended(begin(), failed);
    running.ended(begin(), complete(1));
    running.ended(begin(), failed);
    running.ended(begin(), TrialResult.infeasible("too large", 1));
    running.ended(begin(), paused());
    assertEquals(Optional.empty(), running.failure());
    running.ended(begin(), TrialResult.failed("broken again", 1));
    assertEquals(
        StudyOutcome.stopped(StudyOutcome.End.FAILED, Optional.of("broken again")),
        running.failure().orElseThrow());
  }

  @Test
  void aPauseIsKeptWhereThePrunerWantedItAndWaitsWhereSomebodyInterrupted() {
    int interrupted = begin();
    int judged = begin();
    running.reported(interrupted, new Report(1, 0.5));
    running.reported(judged, new Report(1, 2));
    assertEquals(List.of("answer 0 CONTINUE", "answer 1 PAUSE"), asked.all);
    running.ended(interrupted, paused());
    running.ended(judged, paused());
    assertEquals(Trial.State.WAITING, state(interrupted));
    assertEquals(Trial.State.PAUSED, state(judged));
  }

  @Test
  void aReportThatIsNoNumberEndsATrial() {
    int trial = begin();
    running.reported(trial, new Report(1, Double.NaN));
    assertEquals(List.of("answer 0 PRUNE"), asked.all);
    running.ended(trial, paused());
    assertEquals(Trial.State.INFEASIBLE, state(trial));
    assertEquals("the objective is no number", stored(trial).error().orElseThrow());
  }

  @Test
  void whatIsToldOfALostTrialIsNotEntered() {
    int trial = begin();
    running.loseAll();
    assertEquals(List.of("abandon 0"), asked.all);
    running.ended(trial, complete(1));
    assertEquals(Trial.State.RUNNING, state(trial));
    assertTrue(running.isEmpty());
  }

  @Test
  void aReportOfATrialThatAnotherHasTakenUpEndsItHere() {
    int trial = begin();
    store.release(owner, trial, Optional.empty());
    store.claim(store.join("other", 43, "then"), trial, Trial.State.WAITING);
    running.reported(trial, new Report(1, 0.5));
    assertEquals(List.of("abandon 0"), asked.all);
    running.crashed(trial, "was ended");
    assertEquals(Trial.State.RUNNING, state(trial));
    assertEquals(List.of(), stored(trial).trial().reports());
  }
}
