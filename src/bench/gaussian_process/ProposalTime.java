import dev.luthier.search.Assignment;
import dev.luthier.search.FloatRange;
import dev.luthier.search.GaussianProcessSampler;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Prints how much processor time a proposal takes, by the number of trials before it. */
final class ProposalTime {

  private static final int DIMENSIONS = 5;
  private static final int REPETITIONS = 10;

  private ProposalTime() {}

  public static void main(String[] arguments) {
    SearchSpace space =
        new SearchSpace(
            IntStream.range(0, DIMENSIONS)
                .mapToObj(index -> Parameter.of("x" + index, FloatRange.of(0, 1)))
                .toList(),
            List.of());
    milliseconds(space, 100);
    for (int trials : new int[] {100, 500, 1000}) {
      System.out.printf("%d trials: %.0f ms%n", trials, milliseconds(space, trials));
    }
  }

  private static double milliseconds(SearchSpace space, int trials) {
    History history = history(space, trials);
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    double[] times = new double[REPETITIONS];
    for (int i = 0; i < REPETITIONS; i++) {
      long begin = clock.getCurrentThreadCpuTime();
      GaussianProcessSampler.of(0).propose(space, history, new SplittableRandom(i)).orElseThrow();
      times[i] = (clock.getCurrentThreadCpuTime() - begin) / 1e6;
    }
    Arrays.sort(times);
    return times[REPETITIONS / 2];
  }

  private static History history(SearchSpace space, int trials) {
    SplittableRandom random = new SplittableRandom(3);
    List<Trial> all = new ArrayList<>();
    for (int number = 0; number < trials; number++) {
      Assignment assignment =
          space.assign(parameter -> parameter.domain().fromUnit(random.nextDouble()));
      double loss = 0.02 * random.nextDouble();
      for (int i = 0; i < DIMENSIONS; i++) {
        double distance = assignment.number("x" + i) - 0.3 - 0.1 * i;
        loss += (1 + i) * distance * distance + 0.1 * Math.sin(9 * distance);
      }
      all.add(
          new Trial(number, assignment, Trial.State.COMPLETE, List.of(), OptionalDouble.of(loss)));
    }
    return new History(Goal.MINIMIZE, all);
  }
}
