package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Budget;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Pruner;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Repeats;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.pruner.AshaPruner;
import dev.luthier.search.tpe.TpeSampler;
import dev.luthier.study.plan.AskTell;
import dev.luthier.study.plan.Ending;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Studies of a function that is noisy in its seed, whose best trials are run again. */
@Timeout(120)
class RepeatedStudyTest {

  private static final SearchSpace LINE = SearchSpace.of(Parameter.of("x", FloatRange.of(-1, 1)));

  @TempDir private Path directory;

  private static double noisy(RunningTrial trial) {
    double x = trial.number("x");
    return x * x + new SplittableRandom(trial.seed()).nextDouble();
  }

  private static Study study(int trials) {
    return Study.of(LINE)
        .withSampler(TpeSampler.of())
        .withSeed(9)
        .withBudget(Budget.ofTrials(trials).withRepeats(new Repeats(3, 4)));
  }

  private static List<Trial> repeats(StudyResult result) {
    return trials(result).stream().filter(trial -> trial.repeats().isPresent()).toList();
  }

  private static List<Trial> trials(StudyResult result) {
    return result.trials().stream().map(StoredTrial::trial).toList();
  }

  private StoreLocation store() {
    return new StoreLocation.SqliteFile(directory.resolve("study.db"));
  }

  @Test
  void theBestThreeAreRunFourTimesEachWithOtherSeeds() throws InterruptedException {
    Map<Integer, Long> seeds = new ConcurrentHashMap<>();
    StudyResult result =
        study(20)
            .withWorkers(2)
            .minimize(
                trial -> {
                  seeds.put(trial.number(), trial.seed());
                  return noisy(trial);
                });
    List<Trial> all = trials(result);
    List<Integer> bestOnce =
        all.subList(0, 20).stream()
            .sorted((a, b) -> Double.compare(a.value().getAsDouble(), b.value().getAsDouble()))
            .limit(3)
            .map(Trial::number)
            .toList();

    assertEquals(29, all.size());
    assertEquals(9, repeats(result).size());
    Map<Integer, Long> counts =
        repeats(result).stream()
            .collect(
                Collectors.groupingBy(trial -> trial.repeats().getAsInt(), Collectors.counting()));
    assertEquals(Set.copyOf(bestOnce), counts.keySet());
    assertEquals(Set.of(3L), new HashSet<>(counts.values()));
    for (Trial repeat : repeats(result)) {
      assertEquals(all.get(repeat.repeats().getAsInt()).assignment(), repeat.assignment());
    }
    assertEquals(29, new HashSet<>(seeds.values()).size());
    assertEquals(
        Optional.of(new Ending(Ending.Reason.TRIALS, "all 20 trials are run")),
        result.outcome().ending());
  }

  @Test
  void theBestIsThatOfTheBestMean() throws InterruptedException {
    StudyResult result = study(20).minimize(RepeatedStudyTest::noisy);
    Map<Integer, Double> means =
        trials(result).stream()
            .filter(trial -> repeats(result).stream().anyMatch(r -> isOf(trial, r)))
            .collect(
                Collectors.groupingBy(
                    trial -> trial.repeats().orElse(trial.number()),
                    Collectors.averagingDouble(trial -> trial.value().getAsDouble())));
    StoredTrial best = result.best().orElseThrow();

    assertEquals(3, means.size());
    double least = means.values().stream().mapToDouble(x -> x).min().getAsDouble();
    assertEquals(least, best.trial().value().getAsDouble(), 1e-12);
    assertEquals(means.get(best.trial().number()), least, 1e-12);
    assertEquals(4, result.executions(best.trial().number()).size());
  }

  /** Whether both are executions of one setting. */
  private static boolean isOf(Trial trial, Trial repeat) {
    return trial.repeats().orElse(trial.number()) == repeat.repeats().getAsInt();
  }

  @Test
  void interruptedBetweenRepeatsItEndsTheSame() throws InterruptedException {
    List<Trial> undisturbed = trials(study(12).minimize(RepeatedStudyTest::noisy));
    Study kept = study(12).withStore(store(), "noisy");
    for (int limit : List.of(7, 14, 18)) {
      AtomicInteger calls = new AtomicInteger();
      int before = limit == 7 ? 0 : limit == 14 ? 7 : 14;
      StudyResult part =
          kept.run(
              Goal.MINIMIZE,
              trial -> {
                calls.incrementAndGet();
                return noisy(trial);
              },
              new StudyListener() {},
              () -> calls.get() >= limit - before);
      assertEquals(StudyOutcome.End.INTERRUPTED, part.outcome().end());
    }

    assertEquals(undisturbed, trials(kept.minimize(RepeatedStudyTest::noisy)));
  }

  @Test
  void aLargerBudgetGoesOnAsIfNothingHadBeenRepeated() throws InterruptedException {
    Study kept = study(10).withStore(store(), "noisy").withSampler(new RandomSampler());
    assertEquals(19, kept.minimize(RepeatedStudyTest::noisy).trials().size());
    StudyResult more = kept.withBudget(Budget.ofTrials(16)).minimize(RepeatedStudyTest::noisy);
    StudyResult plain =
        study(16)
            .withSampler(new RandomSampler())
            .withBudget(Budget.ofTrials(16))
            .minimize(RepeatedStudyTest::noisy);

    assertEquals(25, more.trials().size());
    assertEquals(
        trials(plain).stream().map(Trial::assignment).toList(),
        trials(more).stream()
            .filter(trial -> trial.repeats().isEmpty())
            .map(Trial::assignment)
            .toList());
  }

  @Test
  void repeatsGoThroughWhereOthersArePaused() throws InterruptedException {
    StudyResult result =
        study(20)
            .withPruner(AshaPruner.of(9))
            .minimize(
                trial -> {
                  for (int step = 1; step <= 9; step++) {
                    if (!trial.report(step, noisy(trial) + 1.0 / step)) {
                      return 0;
                    }
                  }
                  return noisy(trial);
                });
    List<Trial> repeated = repeats(result);

    assertTrue(result.count(Trial.State.PRUNED) > 5);
    assertTrue(repeated.size() >= 3);
    for (Trial repeat : repeated) {
      assertEquals(Trial.State.COMPLETE, repeat.state());
      assertEquals(9, repeat.reports().size());
      assertEquals(Trial.State.COMPLETE, trials(result).get(repeat.repeats().getAsInt()).state());
    }
  }

  @Test
  void promotionsGoToTheTrialsTheyMeanAlsoBehindRepeats() throws InterruptedException {
    Study kept =
        study(9)
            .withSampler(new RandomSampler())
            .withPruner(new PauseAndGoOn())
            .withStore(store(), "noisy");
    Objective objective =
        trial -> trial.report(1, 1) && trial.report(2, 1) ? noisy(trial) : Double.NaN;
    kept.minimize(objective);
    StudyResult more =
        kept.withBudget(Budget.ofTrials(15).withRepeats(new Repeats(3, 4))).minimize(objective);

    assertEquals(15, trials(more).stream().filter(t -> t.repeats().isEmpty()).count());
    assertEquals(more.trials().size(), more.count(Trial.State.COMPLETE));
  }

  /** Pauses each trial once, after its first step. */
  private record PauseAndGoOn() implements Pruner {
    @Override
    public Verdict judge(History history, Trial trial) {
      assertEquals(trial, history.trials().get(trial.number()));
      return trial.reports().size() == 1 ? Verdict.PAUSE : Verdict.CONTINUE;
    }

    @Override
    public OptionalInt promote(History history) {
      return history.in(Trial.State.PAUSED).stream().mapToInt(Trial::number).findFirst();
    }
  }

  @Test
  void aTargetThatWasReachedByLuckStaysReached() throws InterruptedException {
    Budget budget =
        new Budget(
            OptionalInt.of(200),
            OptionalDouble.empty(),
            OptionalDouble.of(0.2),
            OptionalDouble.empty(),
            Optional.empty(),
            Optional.of(new Repeats(1, 6)));
    StudyResult result = study(1).withBudget(budget).minimize(RepeatedStudyTest::noisy);

    assertEquals(Ending.Reason.TARGET_VALUE, result.outcome().ending().orElseThrow().reason());
    assertEquals(5, repeats(result).size());
    int searched = result.trials().size() - 5;
    assertEquals(searched - 1, repeats(result).get(0).repeats().getAsInt());
    assertTrue(result.best().orElseThrow().trial().value().getAsDouble() > 0.2);
  }

  @Test
  void programsAreAskedToRunTrialsAgain() {
    AskTell search =
        new AskTell(
            new SearchPlan(
                LINE,
                List.of(Goal.MAXIMIZE),
                new RandomSampler(),
                new Pruner.None(),
                Budget.ofTrials(2).withRepeats(new Repeats(1, 2)),
                1,
                false));
    search.ask();
    search.ask();
    search.complete(0, 1);
    assertEquals(Optional.empty(), search.ask());
    search.complete(1, 2);
    Trial again = search.ask().orElseThrow();

    assertEquals(OptionalInt.of(1), again.repeats());
    assertEquals(search.history().trials().get(1).assignment(), again.assignment());
    search.complete(2, 1.5);
    assertEquals(Optional.empty(), search.ask());
    assertEquals(1.75, search.history().best().orElseThrow().value().getAsDouble());
  }

  @Test
  void severalObjectivesAreRefused() {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                study(5)
                    .optimize(List.of(Goal.MINIMIZE, Goal.MINIMIZE), trial -> new double[] {1, 2}));
    assertEquals(
        "repeats must be left out with several objectives, there are 2", refused.getMessage());
  }
}
