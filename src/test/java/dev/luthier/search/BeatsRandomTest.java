package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.search.gp.GaussianProcessSampler;
import dev.luthier.search.math.RankSum;
import dev.luthier.search.tpe.BohbSampler;
import dev.luthier.search.tpe.TpeSampler;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Samplers find better than random ones do: the regrets of the best of 100 trials, by a one-sided
 * rank sum test with p < 0.01, each seed a study of its own. Every study has the same seeds in
 * every run, so that the outcome is always the same.
 *
 * <p>Tables of real trainings are read from the folder that the environment variable
 * LUTHIER_HPO_TABLES names.
 */
class BeatsRandomTest {

  private static final List<LongFunction<Sampler>> QUICK =
      List.of(seed -> TpeSampler.of(), seed -> BohbSampler.of());

  /** Those that take minutes: run on the tables alone. */
  private static final List<LongFunction<Sampler>> SLOW = List.of(GaussianProcessSampler::of);

  private static final int TRIALS = 100;
  private static final int SEEDS_OF_FORMULAS = 20;
  private static final int SEEDS_OF_TABLES = 40;

  @TestFactory
  Stream<DynamicTest> onFormulas() {
    return AnalyticProblems.all().stream()
        .flatMap(
            problem -> {
              double[] random = regrets(seed -> new RandomSampler(), problem, SEEDS_OF_FORMULAS);
              return QUICK.stream()
                  .map(
                      sampler ->
                          DynamicTest.dynamicTest(
                              problem.name() + ", " + sampler.apply(0),
                              () -> assertBetter(sampler, problem, random)));
            });
  }

  @Test
  void onCar() throws IOException {
    onTable("hpobench/car.csv.gz", 5, "val_acc_", Goal.MAXIMIZE);
  }

  @Test
  void onVehicle() throws IOException {
    onTable("hpobench/vehicle.csv.gz", 5, "val_acc_", Goal.MAXIMIZE);
  }

  @Test
  void onNavalPropulsion() throws IOException {
    onTable("hpolib/naval_propulsion.csv.gz", 9, "val_loss_", Goal.MINIMIZE);
  }

  @Test
  void onProteinStructure() throws IOException {
    onTable("hpolib/protein_structure.csv.gz", 9, "val_loss_", Goal.MINIMIZE);
  }

  /** Expected number: SciPy 1.17.1, src/test/python/parzen_estimator.py. */
  @Test
  void rankSumIsThatOfSciPy() {
    ParzenGolden.RankSumCase golden = ParzenGolden.read().rankSum();
    assertEquals(
        golden.pValue(), RankSum.pValue(array(golden.smaller()), array(golden.greater())), 1e-12);
  }

  private static double[] array(List<Double> numbers) {
    return numbers.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void onTable(String file, int parameters, String figure, Goal goal)
      throws IOException {
    Optional<String> folder = Optional.ofNullable(System.getenv("LUTHIER_HPO_TABLES"));
    assumeTrue(
        folder.isPresent(),
        "needs the tables of trainings: name their folder in LUTHIER_HPO_TABLES");
    Problem problem =
        TabularProblem.read(Path.of(folder.get()).resolve(file), parameters, figure, goal);
    double[] random = regrets(seed -> new RandomSampler(), problem, SEEDS_OF_TABLES);
    for (LongFunction<Sampler> sampler : Stream.concat(QUICK.stream(), SLOW.stream()).toList()) {
      assertBetter(sampler, problem, random);
    }
  }

  private static double[] regrets(LongFunction<Sampler> sampler, Problem problem, int seeds) {
    return SamplerRun.finalRegrets(sampler, problem, TRIALS, seeds);
  }

  private static void assertBetter(
      LongFunction<Sampler> sampler, Problem problem, double[] random) {
    double[] regrets = regrets(sampler, problem, random.length);
    double p = RankSum.pValue(regrets, random);
    assertTrue(
        p < 0.01,
        () ->
            String.format(
                Locale.ROOT,
                "%s on %s: mean regret %.4g, at random %.4g, p = %.3g",
                sampler.apply(0),
                problem.name(),
                Arrays.stream(regrets).average().orElseThrow(),
                Arrays.stream(random).average().orElseThrow(),
                p));
  }
}
