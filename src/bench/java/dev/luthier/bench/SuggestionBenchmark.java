package dev.luthier.bench;

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
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One suggestion after so many random trials of a smooth function of five numbers. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class SuggestionBenchmark {

  private static final int DIMENSIONS = 5;

  @Param({"100", "500", "1000"})
  private int trials;

  private final SplittableRandom random = new SplittableRandom(0);
  private final Sampler tpe = TpeSampler.of();
  private final Sampler gaussianProcess = GaussianProcessSampler.of(0);
  private SearchSpace space;
  private History history;

  @Setup
  public void observe() {
    space =
        SearchSpace.of(
            IntStream.range(0, DIMENSIONS)
                .mapToObj(index -> Parameter.of("x" + index, FloatRange.of(0, 1)))
                .toArray(Parameter[]::new));
    List<Trial> observed = new ArrayList<>();
    for (int number = 0; number < trials; number++) {
      Assignment assignment =
          space.assign(parameter -> parameter.domain().fromUnit(random.nextDouble()));
      double value =
          IntStream.range(0, DIMENSIONS)
              .mapToDouble(index -> Math.pow(assignment.number("x" + index) - 0.3, 2))
              .sum();
      observed.add(
          new Trial(number, assignment, Trial.State.COMPLETE, List.of(), OptionalDouble.of(value)));
    }
    history = new History(Goal.MINIMIZE, observed);
  }

  @Benchmark
  public Assignment tpe() {
    return tpe.propose(space, history, random.split()).orElseThrow();
  }

  @Benchmark
  public Assignment gaussianProcess() {
    return gaussianProcess.propose(space, history, random.split()).orElseThrow();
  }
}
