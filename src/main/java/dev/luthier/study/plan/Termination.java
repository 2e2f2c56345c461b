package dev.luthier.study.plan;

import dev.luthier.graph.Seeds;
import dev.luthier.search.History;
import dev.luthier.search.Terminator;
import dev.luthier.search.Trial;
import dev.luthier.search.gp.RegretBound;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/**
 * Looks at a study through its {@link Terminator}.
 *
 * <p>A look is at the trials before the first one that waits or runs: what became of them does not
 * change any more, so it shows the same whatever ends later, and in another process. There is one
 * at each complete trial up to 40, and from there on when a twentieth more have come. The last
 * {@value #LOOKS} looks count: a study that has ended stays so while the trials that still ran end,
 * one after the other.
 */
final class Termination {

  /** From one look to the next, one in so many complete trials more. */
  private static final int PART = 20;

  private static final int LOOKS = 16;

  private final SearchPlan plan;
  private final Terminator terminator;
  private final IntFunction<List<Double>> foldValues;

  /** Bounds that were worked out, by the trials' numbers: the same would come out again. */
  private final Map<List<Integer>, Double> bounds = new HashMap<>();

  /**
   * @param foldValues a trial's value on each fold, by its number; empty where it has none
   */
  Termination(SearchPlan plan, Terminator terminator, IntFunction<List<Double>> foldValues) {
    this.plan = plan;
    this.terminator = terminator;
    this.foldValues = foldValues;
  }

  /** Why the study ends; empty where it does not. */
  Optional<Ending> of(History history) {
    List<Trial> complete =
        history.trials().stream()
            .takeWhile(trial -> isSettled(trial.state()))
            .filter(trial -> trial.state() == Trial.State.COMPLETE)
            .toList();
    List<Integer> looks = looks(complete.size());
    // The newest first: of a study that has ended, it says so.
    for (int i = looks.size() - 1; i >= Math.max(0, looks.size() - LOOKS); i--) {
      Optional<Ending> ending = look(complete.subList(0, looks.get(i)));
      if (ending.isPresent()) {
        return ending;
      }
    }
    return Optional.empty();
  }

  /** Whether a trial stays as it is; what is paused goes on only while the study does. */
  private static boolean isSettled(Trial.State state) {
    return state.isFinished() || state == Trial.State.PAUSED;
  }

  /** Numbers of complete trials at which there is a look. */
  private List<Integer> looks(int complete) {
    List<Integer> looks = new ArrayList<>();
    for (int at = terminator.minTrials(); at <= complete; at += Math.max(1, at / PART)) {
      looks.add(at);
    }
    return looks;
  }

  private Optional<Ending> look(List<Trial> complete) {
    Trial best = new History(plan.goals(), complete).best().orElseThrow();
    OptionalDouble error = terminator.errorOf(foldValues.apply(best.number()));
    if (error.isEmpty()) {
      return Optional.empty();
    }
    double bound =
        bounds.computeIfAbsent(
            complete.stream().map(Trial::number).toList(), numbers -> bound(complete));
    return bound < error.getAsDouble()
        ? Optional.of(new Ending(Ending.Reason.TERMINATOR, text(bound, error.getAsDouble())))
        : Optional.empty();
  }

  private double bound(List<Trial> complete) {
    long seed = Seeds.derive(Seeds.derive(plan.seed(), "terminator"), (long) complete.size());
    return RegretBound.of(plan.space(), plan.goals().get(0), complete, new SplittableRandom(seed));
  }

  private static String text(double bound, double error) {
    return String.format(
        Locale.ROOT,
        "at most %.3g is still to be gained, less than the error %.3g of the best value",
        bound,
        error);
  }
}
