package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Budget;
import dev.luthier.search.Choice;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.Grid;
import dev.luthier.search.Parameter;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Report;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.pruner.AshaPruner;
import dev.luthier.search.pruner.HyperbandPruner;
import dev.luthier.search.pruner.MedianPruner;
import dev.luthier.search.tpe.TpeSampler;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Studies of plain Java functions: what runs, in what order, and what is kept of it. */
@Timeout(60)
class StudyRunnerTest {

  private static final SearchSpace LINE = SearchSpace.of(Parameter.of("x", FloatRange.of(-10, 10)));

  @TempDir private Path directory;

  private static double parabola(RunningTrial trial) {
    return Math.pow(trial.number("x") - 2, 2);
  }

  @Test
  void findsTheLowestPointOfAParabola() throws InterruptedException {
    StudyResult result = Study.minimize(LINE, StudyRunnerTest::parabola);
    assertEquals(100, result.count(Trial.State.COMPLETE));
    assertEquals(2, result.best().orElseThrow().trial().assignment().number("x"), 0.1);
    assertEquals(StudyOutcome.End.COMPLETE, result.outcome().end());
  }

  @Test
  void theSameSeedGivesTheSameTrials() throws InterruptedException {
    Study study = Study.of(LINE).withSampler(TpeSampler.of()).withTrials(30).withSeed(5);
    List<Trial> first = trials(study.minimize(StudyRunnerTest::parabola));
    assertEquals(first, trials(study.minimize(StudyRunnerTest::parabola)));
    assertFalse(first.equals(trials(study.withSeed(6).minimize(StudyRunnerTest::parabola))));
  }

  @Test
  void goesOnAfterAnInterruptionAsIfThereHadBeenNone() throws InterruptedException {
    Study study = Study.of(LINE).withSampler(TpeSampler.of()).withTrials(30).withSeed(5);
    List<Trial> undisturbed = trials(study.minimize(StudyRunnerTest::parabola));
    Study stored =
        study.withStore(new StoreLocation.SqliteFile(directory.resolve("study.db")), "line");
    AtomicInteger calls = new AtomicInteger();
    StudyResult part = null;
    for (int run = 1; run <= 3; run++) {
      int limit = run * 8;
      part =
          stored.run(
              Goal.MINIMIZE,
              trial -> {
                calls.incrementAndGet();
                return parabola(trial);
              },
              new StudyListener() {},
              () -> calls.get() >= limit);
      assertEquals(StudyOutcome.End.INTERRUPTED, part.outcome().end());
    }
    assertTrue(part.trials().size() < 30);
    assertEquals(undisturbed, trials(stored.minimize(StudyRunnerTest::parabola)));
  }

  @Test
  void aGridEndsByItself() throws InterruptedException {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("a", Choice.of("x", "y", "z")), Parameter.of("b", Choice.ofFlags()));
    Study study =
        Study.of(space)
            .withSampler(new Grid())
            .withBudget(
                new Budget(
                    OptionalInt.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    Optional.empty()));
    Set<String> seen = ConcurrentHashMap.newKeySet();
    StudyResult result =
        study
            .withWorkers(3)
            .maximize(
                trial -> {
                  seen.add(trial.assignment().toString());
                  return trial.text("a").length();
                });
    assertEquals(6, result.count(Trial.State.COMPLETE));
    assertEquals(6, seen.size());
  }

  @Test
  void aTargetEndsTheStudy() throws InterruptedException {
    Study study =
        Study.of(LINE)
            .withSampler(new RandomSampler())
            .withBudget(
                new Budget(
                    OptionalInt.of(1000),
                    OptionalDouble.empty(),
                    OptionalDouble.of(1),
                    OptionalDouble.empty(),
                    Optional.empty(),
                    Optional.empty()));
    StudyResult result = study.minimize(StudyRunnerTest::parabola);
    assertTrue(result.best().orElseThrow().trial().value().getAsDouble() <= 1);
    assertTrue(result.trials().size() < 1000);
    assertEquals(result.trials().size() - 1, result.best().orElseThrow().trial().number());
  }

  @Test
  void whatIsNoNumberIsInfeasible() throws InterruptedException {
    StudyResult result =
        Study.of(LINE)
            .withTrials(20)
            .maximize(trial -> trial.number("x") < 0 ? Double.NaN : trial.number("x"));
    assertTrue(result.count(Trial.State.INFEASIBLE) > 0);
    assertEquals(20, result.count(Trial.State.INFEASIBLE) + result.count(Trial.State.COMPLETE));
    StoredTrial infeasible =
        result.trials().stream()
            .filter(trial -> trial.trial().state() == Trial.State.INFEASIBLE)
            .findFirst()
            .orElseThrow();
    assertEquals("the objective is no finite number, but NaN", infeasible.error().orElseThrow());
  }

  @Test
  void failuresInARowEndTheStudyWithTheLastError() throws InterruptedException {
    StudyResult result =
        Study.of(LINE)
            .withTrials(20)
            .minimize(
                trial -> {
                  if (trial.number() >= 4) {
                    throw new IllegalStateException("broken at " + trial.number());
                  }
                  return 0;
                });
    assertEquals(StudyOutcome.End.FAILED, result.outcome().end());
    assertEquals("broken at 6", result.outcome().error().orElseThrow());
    assertEquals(4, result.count(Trial.State.COMPLETE));
    assertEquals(3, result.count(Trial.State.FAILED));
  }

  @Test
  void aPrunedTrialHasTheValueOfItsLastReport() throws InterruptedException {
    StudyResult result =
        Study.of(LINE)
            .withTrials(30)
            .withSampler(new RandomSampler())
            .withPruner(new MedianPruner(5, 0, 1))
            .minimize(
                trial -> {
                  double value = 0;
                  for (int step = 1; step <= 5; step++) {
                    value = parabola(trial) + 5.0 / step;
                    if (!trial.report(step, value)) {
                      return Double.NaN;
                    }
                  }
                  return value;
                });
    assertTrue(result.count(Trial.State.PRUNED) > 5);
    assertEquals(30, result.count(Trial.State.PRUNED) + result.count(Trial.State.COMPLETE));
    for (StoredTrial stored : result.trials()) {
      Trial trial = stored.trial();
      if (trial.state() == Trial.State.PRUNED) {
        assertTrue(trial.reports().size() < 5);
        assertEquals(trial.lastReport().orElseThrow().value(), trial.value().getAsDouble());
      }
    }
  }

  @Test
  void promotedTrialsGoOnWhereTheyStood() throws InterruptedException {
    Map<Integer, AtomicInteger> calls = new ConcurrentHashMap<>();
    StudyResult result =
        Study.of(LINE)
            .withTrials(30)
            .withWorkers(2)
            .withSampler(new RandomSampler())
            .withPruner(HyperbandPruner.of(9))
            .minimize(
                trial -> {
                  calls.computeIfAbsent(trial.number(), n -> new AtomicInteger()).incrementAndGet();
                  for (int step = 1; step <= 9; step++) {
                    if (!trial.report(step, parabola(trial) + 9.0 / step)) {
                      return 0;
                    }
                  }
                  return parabola(trial) + 1;
                });
    assertEquals(30, calls.size());
    assertTrue(calls.values().stream().allMatch(count -> count.get() == 1));
    assertTrue(result.count(Trial.State.COMPLETE) >= 2);
    assertTrue(result.count(Trial.State.PRUNED) >= 10);
    Set<Integer> lengths = new HashSet<>();
    for (StoredTrial stored : result.trials()) {
      List<Report> reports = stored.trial().reports();
      lengths.add(reports.size());
      for (int i = 0; i < reports.size(); i++) {
        assertEquals(i + 1, reports.get(i).step());
      }
    }
    // The rungs, and the whole way: promoted trials have passed a rung.
    assertEquals(Set.of(1, 3, 9), lengths);
  }

  @Test
  void ofFewTrialsTheBestGoesAllTheWay() throws InterruptedException {
    StudyResult result =
        Study.of(LINE)
            .withTrials(3)
            .withSampler(new RandomSampler())
            .withPruner(AshaPruner.of(16))
            .minimize(
                trial -> {
                  for (int step = 1; step <= 16; step++) {
                    if (!trial.report(step, parabola(trial) + 16.0 / step)) {
                      return 0;
                    }
                  }
                  return parabola(trial) + 1;
                });
    assertEquals(1, result.count(Trial.State.COMPLETE));
    assertEquals(2, result.count(Trial.State.PRUNED));
    double best = result.best().orElseThrow().trial().value().getAsDouble();
    for (StoredTrial trial : result.trials()) {
      assertTrue(
          best <= Math.pow(trial.trial().assignment().number("x") - 2, 2) + 1, trial.toString());
    }
  }

  @Test
  void aProcessThatWasTakenForDeadGoesOnAsANewOne() throws InterruptedException {
    StoreLocation store = new StoreLocation.SqliteFile(directory.resolve("study.db"));
    Study study = Study.of(LINE).withTrials(12).withStore(store, "line");
    AtomicInteger calls = new AtomicInteger();
    StudyResult result =
        study.minimize(
            trial -> {
              if (calls.incrementAndGet() == 5) {
                try (TrialStore other = TrialStores.open(store, "line")) {
                  other.owners().forEach(other::leave);
                }
              }
              return parabola(trial);
            });
    assertEquals(12, result.count(Trial.State.COMPLETE));
    // The trial that ran then belonged to nobody, and was run again.
    assertEquals(13, calls.get());
    assertTrue(result.trials().stream().allMatch(trial -> trial.attempts() == 1));
  }

  @Test
  void anotherStudyOfTheSameNameIsRefused() throws InterruptedException {
    StoreLocation store = new StoreLocation.SqliteFile(directory.resolve("study.db"));
    Study study = Study.of(LINE).withTrials(2).withStore(store, "line");
    assertEquals(2, study.minimize(StudyRunnerTest::parabola).trials().size());
    SearchSpace other = SearchSpace.of(Parameter.of("x", FloatRange.of(-1, 1)));
    StudyException refused =
        org.junit.jupiter.api.Assertions.assertThrows(
            StudyException.class,
            () ->
                Study.of(other)
                    .withTrials(2)
                    .withStore(store, "line")
                    .minimize(StudyRunnerTest::parabola));
    assertTrue(refused.getMessage().contains("another study named line"));
  }

  @Test
  void twoProcessesShareAStudy() throws InterruptedException {
    StoreLocation store = new StoreLocation.SqliteFile(directory.resolve("study.db"));
    Study study = Study.of(LINE).withTrials(40).withStore(store, "line");
    Map<Integer, AtomicInteger> calls = new ConcurrentHashMap<>();
    Objective objective =
        trial -> {
          calls.computeIfAbsent(trial.number(), n -> new AtomicInteger()).incrementAndGet();
          Thread.sleep(5);
          return parabola(trial);
        };
    Set<StudyOutcome.End> ends = ConcurrentHashMap.newKeySet();
    Runnable run =
        () -> {
          try {
            ends.add(study.minimize(objective).outcome().end());
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        };
    Thread first = new Thread(run);
    Thread second = new Thread(run);
    first.start();
    second.start();
    first.join();
    second.join();
    assertEquals(Set.of(StudyOutcome.End.COMPLETE), ends);
    assertEquals(40, calls.size());
    assertTrue(calls.values().stream().allMatch(count -> count.get() == 1));
  }

  private static List<Trial> trials(StudyResult result) {
    return result.trials().stream().map(StoredTrial::trial).toList();
  }
}
