package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SuggestionTest {

  private static final SearchSpace SPACE = SearchSpace.of(Parameter.of("x", IntRange.of(1, 5)));

  @Test
  void proposalsThatWereTriedAreReplaced() {
    Assignment tried = x(3);
    Optional<Assignment> next = next((space, history, random) -> Optional.of(tried), SPACE, tried);
    assertTrue(next.isPresent());
    assertTrue(!next.get().equals(tried) && SPACE.contains(next.get()), next::toString);
  }

  @Test
  void samplersAreAskedAgainFirst() {
    int[] calls = {0};
    Sampler third = (space, history, random) -> Optional.of(x(++calls[0]));
    assertEquals(Optional.of(x(3)), next(third, SPACE, x(1), x(2)));
    assertEquals(3, calls[0]);
  }

  @Test
  void duplicatesAreLetThroughWhereWished() {
    History history = new History(Goal.MINIMIZE, List.of(Trial.running(0, x(3))));
    assertEquals(
        Optional.of(x(3)),
        Suggestion.next(
            (space, any, random) -> Optional.of(x(3)),
            SPACE,
            history,
            true,
            new SplittableRandom(1)));
  }

  @Test
  void infeasibleProposalsAreReplacedEvenWhereDuplicatesAreWished() {
    SearchSpace space = Spaces.constrained();
    Assignment infeasible = space.fromUnit(new double[] {0.1, 0.5, 0.1});
    Assignment next =
        Suggestion.next(
                (any, history, random) -> Optional.of(infeasible),
                space,
                History.empty(Goal.MINIMIZE),
                true,
                new SplittableRandom(1))
            .orElseThrow();
    assertTrue(space.isFeasible(next));
  }

  @Test
  void theEndOfASamplerIsTheEnd() {
    assertEquals(Optional.empty(), next((space, history, random) -> Optional.empty(), SPACE));
  }

  @Test
  void spaceWithoutAnythingFeasibleEnds() {
    for (Domain domain : List.of(IntRange.of(1, 1L << 40), FloatRange.of(0, 1))) {
      SearchSpace space =
          new SearchSpace(
              List.of(Parameter.of("x", domain), Parameter.of("y", Choice.of(-2.0, -1.0))),
              List.of(new Spaces.NoGreater("x", "y")));
      assertEquals(Optional.empty(), next(new RandomSampler(), space));
    }
  }

  /** The product of all domains overflows, yet there are 4,000 assignments only. */
  @Test
  void lastOneOfMixedBranchesIsFound() {
    List<Parameter> parameters = new ArrayList<>();
    parameters.add(
        Parameter.of(
            "branch",
            new Choice(LongStream.range(0, 20).<Value>mapToObj(Value::of).toList(), false)));
    for (long branch = 0; branch < 20; branch++) {
      parameters.add(
          Parameter.of("x" + branch, IntRange.of(1, 200))
              .when(new Condition.OneOf("branch", List.of(Value.of(branch)))));
    }
    SearchSpace space = new SearchSpace(parameters, List.of());
    assertTrue(space.bound().isEmpty());
    List<Assignment> all = Grid.assignments(space).toList();
    assertEquals(4000, all.size());
    Assignment left = all.get(2345);
    Assignment[] tried = all.stream().filter(any -> !any.equals(left)).toArray(Assignment[]::new);
    assertEquals(
        Optional.of(left), next((any, history, random) -> Optional.of(tried[0]), space, tried));
  }

  private static Assignment x(long value) {
    return SPACE.assign(parameter -> Value.of(value));
  }

  private static Optional<Assignment> next(
      Sampler sampler, SearchSpace space, Assignment... tried) {
    List<Trial> trials = new ArrayList<>();
    for (Assignment assignment : tried) {
      trials.add(Trial.running(trials.size(), assignment));
    }
    return Suggestion.next(
        sampler, space, new History(Goal.MINIMIZE, trials), false, new SplittableRandom(1));
  }
}
