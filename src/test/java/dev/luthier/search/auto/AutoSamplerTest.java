package dev.luthier.search.auto;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.Grid;
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
import dev.luthier.search.sobol.SobolSampler;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@link AutoSampler} by the contract, and which sampler it chooses. */
class AutoSamplerTest implements SamplerContract {

  /** Proposes its name. */
  private record Named(String name) implements Sampler {
    @Override
    public Optional<Assignment> propose(
        SearchSpace space, History history, RandomGenerator random) {
      return Optional.of(space.assign(parameter -> Value.of(name)));
    }
  }

  private static final Sampler GRID = new Named("grid");
  private static final Sampler MODEL = new Named("model");
  private static final Sampler BRANCHES = new Named("branches");
  private static final Sampler HALVING = new Named("halving");
  private static final Sampler FALLBACK = new Named("fallback");

  @Override
  public Sampler sampler(long seed) {
    return new AutoSampler(
        OptionalInt.of(100),
        new Grid(),
        new SobolSampler(seed),
        new BranchSampler(new RandomSampler()),
        new RandomSampler(),
        new RandomSampler());
  }

  @Test
  void budgetThatCoversTheSpaceChoosesTheGrid() {
    assertEquals(GRID, chosen(12, Spaces.finite(), 0));
    assertEquals(MODEL, chosen(11, Spaces.finite(), 0));
    assertEquals(
        MODEL,
        new AutoSampler(OptionalInt.empty(), GRID, MODEL, BRANCHES, HALVING, FALLBACK)
            .chosen(Spaces.finite(), history(0)));
  }

  @Test
  void infeasibleAssignmentsAndThoseOffByConditionsDoNotCount() {
    SearchSpace triangle =
        new SearchSpace(
            List.of(
                Parameter.of("first", IntRange.of(1, 4)),
                Parameter.of("second", IntRange.of(1, 4))),
            List.of(new Spaces.NoGreater("first", "second")));
    assertEquals(GRID, chosen(10, triangle, 0));
    assertEquals(MODEL, chosen(9, triangle, 0));
    assertEquals(GRID, chosen(10, Spaces.finiteConditional(), 0));
    assertEquals(MODEL, chosen(9, Spaces.finiteConditional(), 0));
  }

  @Test
  void modelGivesWayAsTheHistoryGrows() {
    SearchSpace space = Spaces.mixed();
    assertEquals(MODEL, chosen(1000, space, 0));
    assertEquals(MODEL, chosen(1000, space, 249));
    assertEquals(FALLBACK, chosen(1000, space, 250));
  }

  @Test
  void largeBudgetsAndManyParametersChooseTheFallback() {
    assertEquals(FALLBACK, chosen(1001, Spaces.mixed(), 0));
    assertEquals(MODEL, chosen(100, numbers(50), 0));
    assertEquals(FALLBACK, chosen(100, numbers(51), 0));
  }

  private static SearchSpace numbers(int count) {
    return SearchSpace.of(
        IntStream.range(0, count)
            .mapToObj(index -> Parameter.of("x" + index, FloatRange.of(0, 1)))
            .toArray(Parameter[]::new));
  }

  @Test
  void everyOtherProposalIsTheFallbacksWhereTheModelIsStuck() {
    assertEquals(MODEL, chosen(1000, Spaces.mixed(), complete(27, 12)));
    assertEquals(FALLBACK, chosen(1000, Spaces.mixed(), complete(27, 11)));
    assertEquals(MODEL, chosen(1000, Spaces.mixed(), complete(28, 11)));
    // The model was asked too few times to be stuck.
    assertEquals(MODEL, chosen(1000, Spaces.mixed(), complete(23, 0)));
    assertEquals(FALLBACK, chosen(1000, Spaces.mixed(), complete(25, 0)));
  }

  @Test
  void branchesHaveEveryThirdProposalAndEveryOtherWhereTheModelIsStuck() {
    assertEquals(BRANCHES, chosen(1000, Spaces.conditional(), complete(22, 21)));
    assertEquals(MODEL, chosen(1000, Spaces.conditional(), complete(23, 22)));
    assertEquals(MODEL, chosen(1000, Spaces.conditional(), complete(24, 23)));
    assertEquals(BRANCHES, chosen(1000, Spaces.conditional(), complete(27, 0)));
    assertEquals(FALLBACK, chosen(1001, Spaces.conditional(), complete(22, 0)));
  }

  @Test
  void whereTrialsPauseTheModelTakesTurnsWithTheOneForHalving() {
    assertEquals(MODEL, chosen(1000, Spaces.mixed(), withOnePaused(20)));
    assertEquals(HALVING, chosen(1000, Spaces.mixed(), withOnePaused(21)));
    assertEquals(HALVING, chosen(1000, Spaces.mixed(), withOnePaused(250)));
    assertEquals(HALVING, chosen(1001, Spaces.mixed(), withOnePaused(20)));
    assertEquals(MODEL, chosen(1000, Spaces.conditional(), withOnePaused(21)));
    assertEquals(BRANCHES, chosen(1000, Spaces.conditional(), withOnePaused(22)));
    assertEquals(HALVING, chosen(1000, Spaces.conditional(), withOnePaused(23)));
  }

  private static History withOnePaused(int trials) {
    List<Trial> all = new ArrayList<>(complete(trials, trials - 1).trials());
    all.set(
        3, new Trial(3, Assignment.empty(), Trial.State.PAUSED, List.of(), OptionalDouble.empty()));
    return new History(Goal.MINIMIZE, all);
  }

  @Test
  void proposalIsThatOfTheChosenOne() {
    SearchSpace space = SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1)));
    Optional<Assignment> proposed =
        new AutoSampler(OptionalInt.of(5), GRID, MODEL, BRANCHES, HALVING, FALLBACK)
            .propose(space, history(0), new SplittableRandom(1));
    assertEquals("model", proposed.orElseThrow().text("x"));
  }

  @Test
  void budgetMustBePositive() {
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class,
            () -> new AutoSampler(OptionalInt.of(0), GRID, MODEL, BRANCHES, HALVING, FALLBACK));
    assertTrue(e.getMessage().startsWith("trials must be positive, was 0"), e.getMessage());
  }

  private static Sampler chosen(int budget, SearchSpace space, int trials) {
    return new AutoSampler(OptionalInt.of(budget), GRID, MODEL, BRANCHES, HALVING, FALLBACK)
        .chosen(space, history(trials));
  }

  private static Sampler chosen(int budget, SearchSpace space, History history) {
    return new AutoSampler(OptionalInt.of(budget), GRID, MODEL, BRANCHES, HALVING, FALLBACK)
        .chosen(space, history);
  }

  /** Complete trials, of which one is the best. */
  private static History complete(int trials, int best) {
    return new History(
        Goal.MINIMIZE,
        IntStream.range(0, trials)
            .mapToObj(
                number ->
                    new Trial(
                        number,
                        Assignment.empty(),
                        Trial.State.COMPLETE,
                        List.of(),
                        OptionalDouble.of(number == best ? 0 : 1)))
            .toList());
  }

  private static History history(int trials) {
    return new History(
        Goal.MINIMIZE,
        IntStream.range(0, trials)
            .mapToObj(number -> Trial.running(number, Assignment.empty()))
            .toList());
  }
}
