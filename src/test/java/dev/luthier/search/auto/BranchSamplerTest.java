package dev.luthier.search.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.SamplerContract;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Spaces;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link BranchSampler} by the contract, which branch has its turn, and what is seen of it. */
class BranchSamplerTest implements SamplerContract {

  private static final SearchSpace SPACE =
      SearchSpace.of(
          Parameter.of("layers", IntRange.of(1, 3)),
          Parameter.of("rate", FloatRange.of(0, 1)),
          Parameter.of("second", FloatRange.of(0, 1)).when(new Condition.Between("layers", 2, 3)),
          Parameter.of("norm", Choice.of("none", "batch"))
              .when(new Condition.OneOf("layers", List.of(Value.of(3), Value.of(2)))),
          Parameter.of("decay", FloatRange.of(0, 1))
              .when(new Condition.OneOf("norm", List.of(Value.of("batch")))));

  @Override
  public Sampler sampler(long seed) {
    return new BranchSampler(new RandomSampler());
  }

  @Test
  void leastTriedBranchHasItsTurn() {
    List<Trial> trials = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(5);
    int[] counts = new int[4];
    for (int number = 0; number < 30; number++) {
      Assignment next =
          new BranchSampler(new RandomSampler())
              .propose(SPACE, new History(Goal.MINIMIZE, trials), random)
              .orElseThrow();
      assertTrue(SPACE.contains(next), next::toString);
      counts[(int) next.whole("layers")]++;
      trials.add(complete(number, next));
    }
    assertEquals(List.of(10, 10, 10), List.of(counts[1], counts[2], counts[3]));
  }

  @Test
  void innerSamplerSeesTheBranchAlone() {
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < 9; number++) {
      int layers = number < 2 ? 1 : number < 6 ? 2 : 3;
      trials.add(
          complete(
              number,
              SPACE.assign(
                  parameter ->
                      parameter.name().equals("layers")
                          ? Value.of(layers)
                          : parameter.domain().fromUnit(0.9))));
    }
    Sampler inner =
        (space, history, random) -> {
          assertEquals(
              List.of("layers", "rate"), space.parameters().stream().map(Parameter::name).toList());
          assertEquals(List.of(0, 1), history.trials().stream().map(Trial::number).toList());
          return new RandomSampler().propose(space, history, random);
        };
    Assignment next =
        new BranchSampler(inner)
            .propose(SPACE, new History(Goal.MINIMIZE, trials), new SplittableRandom(1))
            .orElseThrow();
    assertEquals(1, next.whole("layers"));
  }

  @Test
  void branchesAreOfFewValuesThatOthersHangOn() {
    assertTrue(BranchSampler.hasBranches(SPACE));
    assertFalse(BranchSampler.hasBranches(Spaces.mixed()));
    assertFalse(
        BranchSampler.hasBranches(
            SearchSpace.of(
                Parameter.of("rate", FloatRange.of(0, 1)),
                Parameter.of("decay", FloatRange.of(0, 1))
                    .when(new Condition.Between("rate", 0.5, 1)))));
  }

  @Test
  void branchWithNothingLeftIsPassedOver() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("kind", Choice.of("plain", "tuned")),
            Parameter.of("rate", FloatRange.of(0, 1))
                .when(new Condition.OneOf("kind", List.of(Value.of("tuned")))));
    List<Trial> trials = new ArrayList<>();
    SplittableRandom random = new SplittableRandom(5);
    for (int number = 0; number < 6; number++) {
      Assignment next =
          new BranchSampler(new RandomSampler())
              .propose(space, new History(Goal.MINIMIZE, trials), random)
              .orElseThrow();
      trials.add(complete(number, next));
    }
    long plain =
        trials.stream().filter(trial -> trial.assignment().text("kind").equals("plain")).count();
    assertEquals(1, plain);
  }

  private static Trial complete(int number, Assignment assignment) {
    return new Trial(
        number, assignment, Trial.State.COMPLETE, List.of(), OptionalDouble.of(number));
  }
}
