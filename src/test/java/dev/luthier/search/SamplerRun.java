package dev.luthier.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.stream.LongStream;

/** Studies of a problem with a sampler, one trial after the other, none twice. */
public final class SamplerRun {

  private SamplerRun() {}

  /** The regret of the best of so many trials, for each of the seeds 0, 1, ... */
  public static double[] finalRegrets(Sampler sampler, Problem problem, int trials, int seeds) {
    return finalRegrets((LongFunction<Sampler>) seed -> sampler, problem, trials, seeds);
  }

  /** The same with a sampler for each seed. */
  public static double[] finalRegrets(
      LongFunction<Sampler> samplers, Problem problem, int trials, int seeds) {
    return LongStream.range(0, seeds)
        .mapToDouble(seed -> finalRegret(samplers.apply(seed), problem, trials, seed))
        .toArray();
  }

  private static double finalRegret(Sampler sampler, Problem problem, int trials, long seed) {
    List<Trial> done = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    for (int number = 0; number < trials; number++) {
      History history = new History(problem.goal(), done);
      SplittableRandom random = new SplittableRandom(seed * 1_000_003 + number);
      Optional<Assignment> next = Suggestion.next(sampler, problem.space(), history, false, random);
      if (next.isEmpty()) {
        break;
      }
      double value = problem.objective().applyAsDouble(next.get());
      best = Math.min(best, problem.regret(next.get()));
      done.add(
          new Trial(number, next.get(), Trial.State.COMPLETE, List.of(), OptionalDouble.of(value)));
    }
    return best;
  }
}
