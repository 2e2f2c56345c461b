import dev.luthier.search.Budget;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.RandomSampler;
import dev.luthier.search.Repeats;
import dev.luthier.search.Sampler;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Terminator;
import dev.luthier.search.Trial;
import dev.luthier.search.tpe.TpeSampler;
import dev.luthier.study.RunningTrial;
import dev.luthier.study.Study;
import dev.luthier.study.StudyResult;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.DoubleStream;

/**
 * {@code NoisyStudies repeats STUDIES}: how good the best of a noisy study is in truth, with
 * repeats and without. {@code NoisyStudies terminator STUDIES}: when a terminator ends a study.
 */
final class NoisyStudies {

  private NoisyStudies() {}

  public static void main(String[] arguments) throws InterruptedException {
    int studies = Integer.parseInt(arguments[1]);
    switch (arguments[0]) {
      case "repeats" -> {
        for (double noise : new double[] {0.05, 0.2}) {
          repeats("random", new RandomSampler(), noise, studies);
          repeats("tpe", TpeSampler.of(), noise, studies);
        }
      }
      case "terminator" -> {
        for (double error : new double[] {0.05, 0.005, 0.0005}) {
          terminator(error, studies);
        }
      }
      default ->
          throw new IllegalArgumentException(
              "the first is repeats or terminator, was '" + arguments[0] + "'");
    }
  }

  /** A budget, and the trainings of which each trial's value is the mean. */
  private record Plan(Budget budget, int trainings) {

    static Plan once(Budget budget) {
      return new Plan(budget, 1);
    }
  }

  private static void repeats(String name, Sampler sampler, double noise, int studies)
      throws InterruptedException {
    Map<String, Plan> plans = new LinkedHashMap<>();
    plans.put("56 trials", Plan.once(Budget.ofTrials(56)));
    plans.put(
        "50, the best 3 of them 3 times",
        Plan.once(Budget.ofTrials(50).withRepeats(new Repeats(3, 3))));
    plans.put(
        "41, the best 5 of them 4 times",
        Plan.once(Budget.ofTrials(41).withRepeats(new Repeats(5, 4))));
    plans.put("18, each 3 times", new Plan(Budget.ofTrials(18), 3));
    System.out.println(name + ", noise " + noise + ": true value of the best, and flattery");
    for (Map.Entry<String, Plan> plan : plans.entrySet()) {
      double[] truths = new double[studies];
      double[] flattery = new double[studies];
      Study study = Study.of(space(1)).withSampler(sampler).withBudget(plan.getValue().budget());
      for (int seed = 0; seed < studies; seed++) {
        StudyResult result =
            study
                .withSeed(seed)
                .minimize(
                    trial -> distance(trial) + noise(trial, noise, plan.getValue().trainings()));
        Trial best = result.best().orElseThrow().trial();
        truths[seed] = distance(best.assignment().number("x"), best.assignment().number("y"));
        flattery[seed] = truths[seed] - best.value().orElseThrow();
      }
      System.out.printf(
          Locale.ROOT,
          "  %-31s %.4f +- %.4f, %.3f%n",
          plan.getKey(),
          mean(truths),
          halfInterval(truths),
          mean(flattery));
    }
  }

  private static void terminator(double error, int studies) throws InterruptedException {
    for (int seed = 0; seed < studies; seed++) {
      StudyResult result =
          Study.of(space(2))
              .withSeed(seed)
              .withBudget(Budget.ofTrials(100).withTerminator(Terminator.ofError(error)))
              .minimize(NoisyStudies::bowl);
      System.out.printf(
          Locale.ROOT,
          "error %s, seed %d: %d trials, %.6f above the least value%n",
          error,
          seed,
          result.trials().size(),
          result.best().orElseThrow().trial().value().orElseThrow() - 3);
    }
  }

  private static SearchSpace space(double end) {
    return SearchSpace.of(
        Parameter.of("x", FloatRange.of(-end, end)), Parameter.of("y", FloatRange.of(-end, end)));
  }

  private static double distance(RunningTrial trial) {
    return distance(trial.number("x"), trial.number("y"));
  }

  /** Squared, from the middle of the square. */
  private static double distance(double x, double y) {
    return x * x + y * y;
  }

  /** Of a mean of so many trainings. */
  private static double noise(RunningTrial trial, double deviation, int trainings) {
    Random random = new Random(trial.seed());
    return deviation * mean(DoubleStream.generate(random::nextGaussian).limit(trainings).toArray());
  }

  /** Smooth; at least 3, where x is 1 and y is 0. */
  private static double bowl(RunningTrial trial) {
    double x = trial.number("x") - 1;
    double y = trial.number("y");
    return 3 + x * x + 2 * y * y + 0.5 * Math.sin(2 * x) * y;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** Half of the 95% interval of the mean, by the normal distribution. */
  private static double halfInterval(double[] values) {
    double mean = mean(values);
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return 1.96 * Math.sqrt(squares / (values.length - 1) / values.length);
  }
}
