package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** {@link Grid} by the contract, and the order that it keeps. */
class GridTest implements SamplerContract {

  @Override
  public Sampler sampler(long seed) {
    return new Grid();
  }

  @Override
  public boolean isForContinuousSpaces() {
    return false;
  }

  @Test
  void theLastParameterChangesFastest() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("C", FloatRange.of(0.1, 10).withScale(Scale.LOG).withStep(10)),
            Parameter.of("penalty", Choice.of("l1", "l2")));
    assertEquals(
        List.of(
            "C=0.1, penalty=l1",
            "C=0.1, penalty=l2",
            "C=1.0, penalty=l1",
            "C=1.0, penalty=l2",
            "C=10.0, penalty=l1",
            "C=10.0, penalty=l2"),
        Grid.assignments(space).map(Assignment::toString).toList());
  }

  @Test
  void parametersThatAreOffHaveNoPart() {
    assertEquals(
        List.of(
            "regularizer=none",
            "regularizer=l2, strength=0.1, decay=false",
            "regularizer=l2, strength=0.1, decay=true, start=1",
            "regularizer=l2, strength=0.1, decay=true, start=2",
            "regularizer=l2, strength=0.2, decay=false"),
        Grid.assignments(Spaces.finiteConditional()).limit(5).map(Assignment::toString).toList());
    assertEquals(OptionalLong.of(10), Grid.count(Spaces.finiteConditional(), 10));
  }

  @Test
  void proposesTheFirstThatIsLeftAndFeasible() {
    SearchSpace space =
        new SearchSpace(
            List.of(Parameter.of("x", IntRange.of(1, 2)), Parameter.of("y", IntRange.of(1, 2))),
            List.of(new Spaces.NoGreater("x", "y")));
    List<Assignment> all = Grid.assignments(space).toList();
    // Of 1 1, 1 2, 2 1 and 2 2 the third is infeasible; the second was tried from elsewhere.
    List<Trial> trials = new ArrayList<>(List.of(Trial.running(0, all.get(1))));
    assertEquals(Optional.of(all.get(0)), propose(space, trials));
    trials.add(Trial.running(1, all.get(0)));
    assertEquals(Optional.of(all.get(3)), propose(space, trials));
    trials.add(Trial.running(2, all.get(3)));
    assertEquals(Optional.empty(), propose(space, trials));
  }

  @Test
  void countsFeasibleOnesUpToALimit() {
    assertEquals(OptionalLong.of(12), Grid.count(Spaces.finite(), 12));
    assertEquals(OptionalLong.empty(), Grid.count(Spaces.finite(), 11));
    assertEquals(OptionalLong.empty(), Grid.count(Spaces.mixed(), 1000));
    assertEquals(OptionalLong.empty(), Grid.count(Spaces.thirtyFlags(), 1000));
    assertEquals(OptionalLong.of(1), Grid.count(SearchSpace.of(), 1));
  }

  @Test
  void refusesContinuousDomains() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Grid.assignments(Spaces.mixed()));
    assertTrue(
        e.getMessage().startsWith("step must be given for a grid over parameter float"),
        e.getMessage());
  }

  /** Flags are the worst case of hashes that collide. */
  @Test
  void tenThousandTrialsAreNoBurden() {
    SearchSpace space = Spaces.thirtyFlags();
    List<Trial> trials = new ArrayList<>();
    Grid.assignments(space)
        .limit(10_000)
        .forEach(assignment -> trials.add(Trial.running(trials.size(), assignment)));
    assertTimeout(
        Duration.ofSeconds(2),
        () ->
            Suggestion.next(
                    new Grid(),
                    space,
                    new History(Goal.MINIMIZE, trials),
                    false,
                    new SplittableRandom(1))
                .orElseThrow());
  }

  private static Optional<Assignment> propose(SearchSpace space, List<Trial> trials) {
    return new Grid().propose(space, new History(Goal.MINIMIZE, trials), new SplittableRandom(1));
  }
}
