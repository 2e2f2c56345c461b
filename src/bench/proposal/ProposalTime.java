import dev.luthier.search.Assignment;
import dev.luthier.search.BohbSampler;
import dev.luthier.search.Choice;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Sampler;
import dev.luthier.search.Scale;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.TpeSampler;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/** How long a proposal takes after 1,000 complete trials with 5 parameters. */
class ProposalTime {

  private static final int TRIALS = 1_000;
  private static final int WARM_UP = 200;
  private static final int PROPOSALS = 200;

  public static void main(String[] arguments) {
    Map<String, SearchSpace> spaces = new LinkedHashMap<>();
    spaces.put("continuous", space(FloatRange.of(0, 1)));
    spaces.put("100 values", space(IntRange.of(1, 100)));
    spaces.put("1,000 values", space(IntRange.of(1, 1_000)));
    spaces.put("stepped floats", space(FloatRange.of(0, 1).withStep(0.01)));
    spaces.put(
        "mixed",
        space(
            FloatRange.of(1e-5, 1).withScale(Scale.LOG),
            FloatRange.of(0, 0.9),
            IntRange.of(16, 1_024).withScale(Scale.LOG),
            IntRange.of(32, 512).withStep(32),
            Choice.of("relu", "tanh", "gelu")));
    for (Map.Entry<String, SearchSpace> space : spaces.entrySet()) {
      History history = history(space.getValue());
      for (Sampler sampler : List.of(TpeSampler.of(), BohbSampler.of().withRandomFraction(0))) {
        System.out.printf(
            "%s, %s: %.2f ms%n",
            space.getKey(),
            sampler.getClass().getSimpleName(),
            median(sampler, space.getValue(), history));
      }
    }
  }

  private static double median(Sampler sampler, SearchSpace space, History history) {
    double[] milliseconds = new double[PROPOSALS];
    for (int i = -WARM_UP; i < PROPOSALS; i++) {
      long start = System.nanoTime();
      sampler.propose(space, history, new SplittableRandom(i));
      milliseconds[Math.max(0, i)] = (System.nanoTime() - start) / 1e6;
    }
    Arrays.sort(milliseconds);
    return milliseconds[PROPOSALS / 2];
  }

  private static SearchSpace space(dev.luthier.search.Domain... domains) {
    List<Parameter> parameters = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      parameters.add(Parameter.of("x" + i, domains[i % domains.length]));
    }
    return new SearchSpace(parameters, List.of());
  }

  /** Random trials whose value is better near the middle of each parameter. */
  private static History history(SearchSpace space) {
    SplittableRandom random = new SplittableRandom(7);
    List<Trial> trials = new ArrayList<>();
    for (int number = 0; number < TRIALS; number++) {
      Assignment assignment =
          new RandomSampler().propose(space, History.empty(Goal.MINIMIZE), random).orElseThrow();
      double value = 0;
      for (Parameter parameter : space.parameters()) {
        Value chosen = assignment.values().get(parameter.name());
        value += Math.pow(parameter.domain().toUnit(chosen) - 0.5, 2);
      }
      trials.add(
          new Trial(number, assignment, Trial.State.COMPLETE, List.of(), OptionalDouble.of(value)));
    }
    return new History(Goal.MINIMIZE, trials);
  }
}
