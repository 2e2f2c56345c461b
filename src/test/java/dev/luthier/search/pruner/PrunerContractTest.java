package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every pruner. */
class PrunerContractTest {

  private static final long EPOCHS = 27;

  /** A pruner, and the one that judges as it does when all values are negated. */
  private record Case(Pruner pruner, Pruner mirrored) {
    static Case of(Pruner pruner) {
      return new Case(pruner, pruner);
    }
  }

  private static final List<Case> CASES =
      List.of(
          Case.of(new Pruner.None()),
          Case.of(MedianPruner.of()),
          Case.of(new MedianPruner(1, 3, 4)),
          Case.of(PercentilePruner.of(25)),
          Case.of(new PercentilePruner(90, 0, 0, 1)),
          new Case(ThresholdPruner.atMost(0.7), ThresholdPruner.atLeast(-0.7)),
          Case.of(PatientPruner.of(2)),
          Case.of(new PatientPruner(1, 0.01, MedianPruner.of())),
          Case.of(new PatientPruner(0, 0, AshaPruner.of(EPOCHS))),
          Case.of(LearningCurvePruner.of(EPOCHS)),
          Case.of(new LearningCurvePruner(2, 2, 3, 4, EPOCHS)),
          Case.of(AshaPruner.of(EPOCHS)),
          Case.of(new AshaPruner(2, 3, EPOCHS)),
          Case.of(HyperbandPruner.of(EPOCHS)),
          Case.of(new HyperbandPruner(2, 2, EPOCHS)));

  private static Stream<DynamicTest> forEach(Consumer<Case> check) {
    return CASES.stream()
        .map(any -> DynamicTest.dynamicTest(any.pruner().toString(), () -> check.accept(any)));
  }

  @Test
  void everyPrunerIsHere() {
    Set<String> known =
        new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.luthier.search")
                .stream()
                .filter(type -> type.isAssignableTo(Pruner.class) && !type.isInterface())
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    assertEquals(
        known,
        CASES.stream().map(any -> any.pruner().getClass().getName()).collect(Collectors.toSet()));
  }

  @TestFactory
  Stream<DynamicTest> aTrialThatImprovesIsNotPrunedForWantOfOthers() {
    return forEach(
        any -> {
          for (int length = 1; length < EPOCHS; length++) {
            Trial lone = Curves.trial(0, Trial.State.RUNNING, improving(length, 0));
            History history = Curves.history(Goal.MINIMIZE, lone);
            assertNotEquals(Pruner.Verdict.PRUNE, any.pruner().judge(history, lone));
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> laterStepsOfOthersDecideNothing() {
    return forEach(
        any ->
            forHistoriesWithoutGaps(
                (history, trial) -> {
                  long last = trial.lastReport().orElseThrow().step();
                  History cut =
                      new History(
                          history.goal(),
                          history.trials().stream().map(other -> cut(other, last)).toList());
                  assertEquals(any.pruner().judge(history, trial), any.pruner().judge(cut, trial));
                }));
  }

  private static Trial cut(Trial trial, long last) {
    List<Report> earlier =
        trial.reports().stream().filter(report -> report.step() <= last).toList();
    return new Trial(trial.number(), trial.assignment(), trial.state(), earlier, trial.value());
  }

  @TestFactory
  Stream<DynamicTest> sameHistoriesGiveSameVerdicts() {
    return forEach(
        any ->
            forRandomHistories(
                (history, trial) -> {
                  History copy = new History(history.goal(), new ArrayList<>(history.trials()));
                  assertEquals(any.pruner().judge(history, trial), any.pruner().judge(copy, trial));
                  assertEquals(any.pruner().promote(history), any.pruner().promote(copy));
                }));
  }

  @TestFactory
  Stream<DynamicTest> negatedValuesWithTheOppositeGoalChangeNothing() {
    return forEach(
        any ->
            forRandomHistories(
                (history, trial) -> {
                  History mirrored = Curves.mirrored(history);
                  assertEquals(
                      any.pruner().judge(history, trial),
                      any.mirrored().judge(mirrored, Curves.mirrored(trial)));
                  assertEquals(any.pruner().promote(history), any.mirrored().promote(mirrored));
                  assertEquals(
                      any.pruner().promoteAtEnd(history), any.mirrored().promoteAtEnd(mirrored));
                }));
  }

  @TestFactory
  Stream<DynamicTest> onlyPausedTrialsArePromoted() {
    return forEach(
        any ->
            forRandomHistories(
                (history, trial) ->
                    Stream.of(any.pruner().promote(history), any.pruner().promoteAtEnd(history))
                        .flatMapToInt(number -> number.stream())
                        .forEach(
                            number ->
                                assertEquals(
                                    Trial.State.PAUSED, history.trials().get(number).state()))));
  }

  @TestFactory
  Stream<DynamicTest> theBestTrialIsNeitherPrunedNorPausedForEver() {
    return forEach(
        any -> {
          for (int trials : new int[] {1, 2, 3, 5, 11, 40}) {
            for (int workers : new int[] {1, 4}) {
              int best = trials * 2 / 3;
              History end =
                  new SimulatedStudy(
                          any.pruner(),
                          Goal.MINIMIZE,
                          trials,
                          workers,
                          EPOCHS,
                          (trial, step) -> value(trial == best ? 0 : 0.2 + trial % 7 / 50.0, step))
                      .run();
              assertEquals(Trial.State.COMPLETE, end.trials().get(best).state());
            }
          }
        });
  }

  @TestFactory
  Stream<DynamicTest> everyTrialComesToAnEnd() {
    return forEach(
        any -> {
          Random random = new Random(3);
          for (int workers : new int[] {1, 4}) {
            SimulatedStudy study =
                new SimulatedStudy(
                    any.pruner(),
                    Goal.MAXIMIZE,
                    60,
                    workers,
                    EPOCHS,
                    (trial, step) ->
                        trial % 5 == 4
                            ? Double.NaN
                            : -value(trial % 10 / 20.0, step) + random.nextGaussian() / 20);
            History end = study.run();
            assertEquals(60, end.trials().size());
            assertTrue(end.trials().stream().allMatch(trial -> trial.state().isFinished()));
          }
        });
  }

  private static double[] improving(int length, double floor) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = value(floor, i + 1);
    }
    return values;
  }

  /** A loss that falls from epoch to epoch towards a floor. */
  private static double value(double floor, long step) {
    return floor + 0.5 / step;
  }

  private interface Check {
    void accept(History history, Trial running);
  }

  /** Histories in all states, with equal values, values that are no number, and gaps. */
  private static void forRandomHistories(Check check) {
    forRandomHistories(true, check);
  }

  /** Where a report is missing, the next one has to stand for it, though it comes later. */
  private static void forHistoriesWithoutGaps(Check check) {
    forRandomHistories(false, check);
  }

  private static void forRandomHistories(boolean withGaps, Check check) {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      List<Trial> trials = new ArrayList<>();
      int count = 1 + random.nextInt(30);
      for (int number = 0; number < count - 1; number++) {
        Trial.State[] states = Trial.State.values();
        trials.add(
            Curves.with(
                number, states[random.nextInt(states.length)], reports(random, 0, withGaps)));
      }
      Trial running = Curves.with(count - 1, Trial.State.RUNNING, reports(random, 1, withGaps));
      trials.add(running);
      Goal goal = random.nextBoolean() ? Goal.MINIMIZE : Goal.MAXIMIZE;
      check.accept(new History(goal, trials), running);
    }
  }

  private static List<Report> reports(Random random, int fewest, boolean withGaps) {
    List<Report> reports = new ArrayList<>();
    int length = fewest + random.nextInt((int) EPOCHS - fewest);
    boolean hasGaps = withGaps && random.nextInt(4) == 0;
    for (int step = 1; step <= length; step++) {
      if (!hasGaps || step == length || random.nextBoolean()) {
        double value = random.nextInt(10) == 0 ? Double.NaN : (1 + random.nextInt(10)) / 10.0;
        reports.add(new Report(step, value));
      }
    }
    return reports;
  }
}
