import dev.luthier.search.Assignment;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.gp.GaussianProcessSampler;
import dev.luthier.search.tpe.TpeSampler;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Times suggestions after so many random trials of a smooth function of five numbers: {@code
 * SuggestionTime tpe|gp HISTORY ASKS}. Each suggestion is told its value, so that the history
 * grows; the first one is left out of the median.
 */
final class SuggestionTime {

  private static final int DIMENSIONS = 5;

  /** Every so many trials; those are random like the peers', whatever is proposed. */
  private static final int ASKED_ON_THE_WAY = 4;

  private SuggestionTime() {}

  public static void main(String[] arguments) {
    Sampler sampler =
        switch (arguments[0]) {
          case "tpe" -> TpeSampler.of();
          case "gp" -> GaussianProcessSampler.of(0);
          default ->
              throw new IllegalArgumentException(
                  "the sampler is tpe or gp, was '" + arguments[0] + "'");
        };
    SearchSpace space =
        new SearchSpace(
            IntStream.range(0, DIMENSIONS)
                .mapToObj(index -> Parameter.of("x" + index, FloatRange.of(0, 1)))
                .toList(),
            List.of());
    SplittableRandom random = new SplittableRandom(0);
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
      // A process that has come so far has asked on the way: what it runs is compiled by now.
      if (i % ASKED_ON_THE_WAY == 0) {
        sampler.propose(space, new History(Goal.MINIMIZE, trials), random.split()).orElseThrow();
      }
      trials.add(
          complete(i, space.assign(parameter -> parameter.domain().fromUnit(random.nextDouble()))));
    }
    double[] milliseconds = new double[Integer.parseInt(arguments[2])];
    for (int ask = 0; ask < milliseconds.length; ask++) {
      long start = System.nanoTime();
      Assignment asked =
          sampler.propose(space, new History(Goal.MINIMIZE, trials), random.split()).orElseThrow();
      milliseconds[ask] = (System.nanoTime() - start) / 1e6;
      trials.add(complete(trials.size(), asked));
    }
    double[] steady = Arrays.copyOfRange(milliseconds, 1, milliseconds.length);
    Arrays.sort(steady);
    System.out.printf(
        Locale.ROOT,
        "{\"ask_ms\": %.4f, \"first_ask_ms\": %.4f}%n",
        steady[steady.length / 2],
        milliseconds[0]);
  }

  private static Trial complete(int number, Assignment assignment) {
    double value =
        IntStream.range(0, DIMENSIONS)
            .mapToDouble(index -> Math.pow(assignment.number("x" + index) - 0.3, 2))
            .sum();
    return new Trial(number, assignment, Trial.State.COMPLETE, List.of(), OptionalDouble.of(value));
  }
}
