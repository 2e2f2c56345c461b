package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What holds for every sampler. The test class of each implements it. */
public interface SamplerContract {

  /** Enough for every sampler to have begun with its model. */
  int STARTED = 14;

  /** One as a study with a seed has it; equal at each call. */
  Sampler sampler(long seed);

  /** Whether it takes spaces with continuous domains. */
  default boolean isForContinuousSpaces() {
    return true;
  }

  @TestFactory
  default Stream<DynamicTest> beginsInsideTheSpace() {
    return eachSpace(
        (space, goal) -> {
          List<Trial> trials = new ArrayList<>();
          for (int number = 0; number < 5; number++) {
            trials.add(complete(number, suggest(space, new History(goal, trials), number)));
          }
          assertNew(trials);
        });
  }

  @TestFactory
  default Stream<DynamicTest> goesOnInsideTheSpace() {
    return eachSpace(
        (space, goal) -> {
          List<Trial> trials = new ArrayList<>(started(space));
          int last = trials.size() + 2;
          for (int number = trials.size(); number < last; number++) {
            trials.add(complete(number, suggest(space, new History(goal, trials), number)));
          }
          assertNew(trials);
        });
  }

  @TestFactory
  default Stream<DynamicTest> takesSeveralObjectives() {
    return IntStream.of(2, 3)
        .mapToObj(
            objectives ->
                DynamicTest.dynamicTest(
                    objectives + " objectives",
                    () -> {
                      SearchSpace space = mixed();
                      List<Assignment> assignments = assignments(space, STARTED);
                      List<Trial> trials = new ArrayList<>();
                      for (int number = 0; number < assignments.size(); number++) {
                        trials.add(several(number, assignments.get(number), objectives));
                      }
                      List<Goal> goals =
                          List.of(Goal.MINIMIZE, Goal.MAXIMIZE, Goal.MINIMIZE)
                              .subList(0, objectives);
                      for (int more = 0; more < 3; more++) {
                        History history = new History(goals, trials);
                        int number = trials.size();
                        Assignment next = suggest(space, history, number);
                        assertEquals(next, suggest(space, history, number));
                        assertFalse(history.hasTried(next));
                        assertTrue(space.isFeasible(next), next::toString);
                        trials.add(Trial.running(number, next));
                      }
                    }));
  }

  /** Of six trials four are complete; the others are paused or infeasible. */
  private static Trial several(int number, Assignment assignment, int objectives) {
    double[] values = new double[objectives];
    for (int i = 0; i < objectives; i++) {
      values[i] = Math.sin(number * (i + 1.0)) * Math.pow(10, 3 * i);
    }
    Trial running =
        new Trial(
            number,
            assignment,
            Trial.State.RUNNING,
            List.of(Report.of(1, values)),
            OptionalDouble.empty());
    return switch (number % 6) {
      case 4 -> running.withState(Trial.State.PAUSED);
      case 5 -> running.withState(Trial.State.INFEASIBLE);
      default -> running.withValues(Trial.State.COMPLETE, values);
    };
  }

  @TestFactory
  default Stream<DynamicTest> takesEveryKindOfHistory() {
    return histories().entrySet().stream()
        .flatMap(
            entry ->
                Stream.of(Goal.values())
                    .map(
                        goal ->
                            DynamicTest.dynamicTest(
                                entry.getKey() + ", " + goal,
                                () -> {
                                  SearchSpace space = mixed();
                                  List<Assignment> assignments = assignments(space, STARTED);
                                  List<Trial> trials =
                                      IntStream.range(0, assignments.size())
                                          .mapToObj(
                                              number ->
                                                  entry
                                                      .getValue()
                                                      .apply(number)
                                                      .trial(number, assignments.get(number)))
                                          .toList();
                                  suggest(space, new History(goal, trials), 1);
                                })));
  }

  @TestFactory
  default Stream<DynamicTest> goesThroughAllOfAFiniteSpaceAndEnds() {
    Map<String, SearchSpace> spaces = new LinkedHashMap<>();
    spaces.put("product", Spaces.finite());
    spaces.put("conditional", Spaces.finiteConditional());
    return spaces.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      SearchSpace space = entry.getValue();
                      List<Trial> trials = new ArrayList<>();
                      long count = Grid.assignments(space).count();
                      for (int number = 0; number < count; number++) {
                        History history = new History(Goal.MINIMIZE, trials);
                        trials.add(complete(number, suggest(space, history, number)));
                      }
                      assertNew(trials);
                      History all = new History(Goal.MINIMIZE, trials);
                      assertEquals(
                          Optional.empty(),
                          Suggestion.next(sampler(3), space, all, false, random(99)));
                    }));
  }

  @Test
  default void trialsThatRunSideBySideDiffer() {
    SearchSpace space = mixed();
    for (List<Trial> before : List.of(List.<Trial>of(), started(space))) {
      List<Trial> trials = new ArrayList<>(before);
      int last = trials.size() + 8;
      for (int number = trials.size(); number < last; number++) {
        History history = new History(Goal.MAXIMIZE, trials);
        trials.add(Trial.running(number, suggest(space, history, number)));
      }
      assertNew(trials);
    }
  }

  @TestFactory
  default Stream<DynamicTest> sameArgumentsGiveTheSameProposal() {
    return Stream.of(0, STARTED)
        .map(
            size ->
                DynamicTest.dynamicTest(
                    size + " trials",
                    () -> {
                      List<Optional<Assignment>> proposals = new ArrayList<>();
                      for (int i = 0; i < 2; i++) {
                        // Everything is made anew, so that nothing hangs on an object's identity.
                        SearchSpace space = mixed();
                        List<Trial> trials = started(space).subList(0, size);
                        proposals.add(
                            sampler(3)
                                .propose(space, new History(Goal.MAXIMIZE, trials), random(8)));
                      }
                      assertTrue(proposals.get(0).isPresent());
                      assertEquals(proposals.get(0), proposals.get(1));
                    }));
  }

  /** What came of a trial. */
  record Outcome(Trial.State state, double value) {

    Trial trial(int number, Assignment assignment) {
      boolean hasValue = state == Trial.State.COMPLETE || state == Trial.State.PRUNED;
      boolean hasReports = hasValue || state == Trial.State.PAUSED;
      List<Report> reports = new ArrayList<>();
      for (int step = 1; hasReports && step <= 1 + number % 3; step++) {
        reports.add(new Report(step, value));
      }
      return new Trial(
          number,
          assignment,
          state,
          reports,
          hasValue ? OptionalDouble.of(value) : OptionalDouble.empty());
    }
  }

  private static Map<String, IntFunction<Outcome>> histories() {
    Map<String, IntFunction<Outcome>> histories = new LinkedHashMap<>();
    for (Trial.State state : Trial.State.values()) {
      histories.put("all " + state, number -> new Outcome(state, number));
    }
    histories.put("all of equal value", number -> new Outcome(Trial.State.COMPLETE, 0.5));
    histories.put("all pruned, equal", number -> new Outcome(Trial.State.PRUNED, 0.5));
    histories.put(
        "one of them complete",
        number -> new Outcome(number == 3 ? Trial.State.COMPLETE : Trial.State.FAILED, number));
    List<Trial.State> states = List.of(Trial.State.values());
    histories.put(
        "of all states", number -> new Outcome(states.get(number % states.size()), number));
    histories.put(
        "pruned for values that are no number",
        number ->
            number % 2 == 0
                ? new Outcome(Trial.State.PRUNED, Double.NaN)
                : new Outcome(Trial.State.COMPLETE, number));
    histories.put(
        "values of 1e308",
        number -> new Outcome(Trial.State.COMPLETE, (number % 2 == 0 ? 1 : -1) * 1e308));
    histories.put(
        "the greatest and the smallest values",
        number ->
            new Outcome(
                Trial.State.COMPLETE,
                List.of(Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 0.0, -0.0)
                    .get(number % 5)));
    histories.put(
        "infinite values",
        number ->
            new Outcome(
                Trial.State.COMPLETE,
                List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, 1.0, 2.0)
                    .get(number % 4)));
    return histories;
  }

  /** Asserts something of a space, with a goal. */
  interface Claim {
    void check(SearchSpace space, Goal goal);
  }

  private Stream<DynamicTest> eachSpace(Claim claim) {
    List<DynamicTest> tests = new ArrayList<>();
    for (Map.Entry<String, SearchSpace> space : Spaces.all().entrySet()) {
      if (isForContinuousSpaces() || Spaces.isFinite(space.getValue())) {
        Goal goal = tests.size() % 2 == 0 ? Goal.MINIMIZE : Goal.MAXIMIZE;
        tests.add(
            DynamicTest.dynamicTest(
                space.getKey() + ", " + goal, () -> claim.check(space.getValue(), goal)));
      }
    }
    return tests.stream();
  }

  private SearchSpace mixed() {
    return isForContinuousSpaces() ? Spaces.mixed() : Spaces.constrained();
  }

  private Assignment suggest(SearchSpace space, History history, int seed) {
    Assignment next =
        Suggestion.next(sampler(3), space, history, false, random(seed)).orElseThrow();
    assertTrue(space.contains(next), next::toString);
    assertTrue(space.isFeasible(next), next::toString);
    return next;
  }

  private static void assertNew(List<Trial> trials) {
    Set<Assignment> seen = new HashSet<>();
    for (Trial trial : trials) {
      assertTrue(seen.add(trial.assignment()), () -> trial + " is there twice");
    }
  }

  private static SplittableRandom random(long seed) {
    return new SplittableRandom(1000 + seed);
  }

  /** Trials at random, all complete; fewer where a space has little more than these. */
  private static List<Trial> started(SearchSpace space) {
    List<Assignment> assignments = assignments(space, STARTED);
    return IntStream.range(0, assignments.size())
        .mapToObj(number -> complete(number, assignments.get(number)))
        .toList();
  }

  /** Random assignments, feasible and all different, leaving at least three of a finite space. */
  private static List<Assignment> assignments(SearchSpace space, int wished) {
    int count =
        Spaces.isFinite(space)
            ? (int) Math.min(wished, Grid.assignments(space).limit(wished + 3L).count() - 3)
            : wished;
    Set<Assignment> assignments = new HashSet<>();
    List<Assignment> ordered = new ArrayList<>();
    SplittableRandom random = random(0);
    while (ordered.size() < count) {
      Assignment drawn = RandomSampler.draw(space, random);
      if (space.isFeasible(drawn) && assignments.add(drawn)) {
        ordered.add(drawn);
      }
    }
    return ordered;
  }

  /** Complete, its value a bowl over the unit intervals of the parameters that are there. */
  private static Trial complete(int number, Assignment assignment) {
    double value = 0;
    for (Value chosen : assignment.values().values()) {
      double x = chosen.number().orElse(chosen.text().length() % 7);
      value += Math.log1p((x - 0.3) * (x - 0.3));
    }
    assertFalse(Double.isNaN(value));
    return new Outcome(Trial.State.COMPLETE, value).trial(number, assignment);
  }
}
