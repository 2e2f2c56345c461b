package dev.luthier.search.gp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.Problem;
import dev.luthier.search.SamplerRun;
import dev.luthier.search.SearchSpace;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrustRegionTest {

  private static Encoding encoding(Parameter... parameters) {
    return new Encoding(SearchSpace.of(parameters));
  }

  private static Parameter number(String name) {
    return Parameter.of(name, FloatRange.of(0, 1));
  }

  private static double[] losses(int better, int worse) {
    return DoubleStream.concat(
            DoubleStream.iterate(10, loss -> loss - 1).limit(better),
            DoubleStream.generate(() -> 20).limit(worse))
        .toArray();
  }

  /** TuRBO: from 0.8, twice after 3 better ones, half after as many worse ones as parameters. */
  @Test
  void growsWithWhatItFindsAndShrinksWhereItFindsNothing() {
    assertEquals(0.8, TrustRegion.length(losses(2, 0), 0, 1, 6));
    assertEquals(1.6, TrustRegion.length(losses(3, 0), 0, 1, 6));
    assertEquals(1.6, TrustRegion.length(losses(9, 0), 0, 1, 6));
    assertEquals(1.6, TrustRegion.length(losses(3, 5), 0, 1, 6));
    assertEquals(0.8, TrustRegion.length(losses(3, 6), 0, 1, 6));
    assertEquals(0.2, TrustRegion.length(losses(3, 18), 0, 1, 6));
    // At least four.
    assertEquals(0.8, TrustRegion.length(losses(1, 3), 0, 1, 2));
    assertEquals(0.4, TrustRegion.length(losses(1, 4), 0, 1, 2));
  }

  @Test
  void countsOnlyWhatWasSearchedFor() {
    assertEquals(0.8, TrustRegion.length(losses(5, 10), 15, 1, 10));
    assertEquals(0.4, TrustRegion.length(losses(5, 10), 5, 1, 10));
  }

  /** Of four at a time and six parameters, two batches without a better one: eight trials. */
  @Test
  void countsTrialsSideBySideByTheBatch() {
    assertEquals(0.8, TrustRegion.length(losses(1, 7), 0, 4, 6));
    assertEquals(0.4, TrustRegion.length(losses(1, 8), 0, 4, 6));
    // Nine are rounded up to twelve.
    assertEquals(0.8, TrustRegion.length(losses(1, 11), 0, 4, 9));
    assertEquals(0.4, TrustRegion.length(losses(1, 12), 0, 4, 9));
    double[] eachThird = {10, 20, 20, 9, 20, 20, 8};
    assertEquals(0.8, TrustRegion.length(eachThird, 0, 1, 6));
    assertEquals(0.8, TrustRegion.length(eachThird, 0, 2, 6));
    assertEquals(1.6, TrustRegion.length(eachThird, 0, 3, 6));
    // Three were found already; those that are worse afterwards do not count for a fourth.
    assertEquals(1.6, TrustRegion.length(new double[] {10, 9, 8, 20, 20, 7}, 0, 4, 6));
  }

  @Test
  void gainsOfLessThanAThousandthAreNone() {
    double[] losses = IntStream.range(0, 5).mapToDouble(i -> 10 - 0.001 * i).toArray();

    // The first is better than nothing, the others are failures.
    assertEquals(0.4, TrustRegion.length(losses, 0, 1, 4));
  }

  /** 0.8 halved seven times is less than a 128th: the search begins with a large box again. */
  @Test
  void beginsAnewWhereItHasBecomeTiny() {
    assertEquals(0.0125, TrustRegion.length(losses(1, 24), 0, 1, 4), 1e-15);
    assertEquals(0.8, TrustRegion.length(losses(1, 28), 0, 1, 4));
  }

  /** By hand: length scales 1/2 and 2 have the geometric mean 1, so the sides are 0.2 and 0.8. */
  @Test
  void isLongWhereTheProcessVariesSlowly() {
    TrustRegion region =
        TrustRegion.around(
            new double[] {0.5, 0.3},
            0.4,
            new double[] {4, 0.25},
            encoding(number("x"), number("y")));

    assertArrayEquals(new double[] {0.4, 0}, region.lower(), 1e-12);
    assertArrayEquals(new double[] {0.6, 0.7}, region.upper(), 1e-12);
  }

  @Test
  void leavesChoicesFree() {
    TrustRegion region =
        TrustRegion.around(
            new double[] {0.1, 0.5},
            0.2,
            new double[] {1, 1},
            encoding(Parameter.of("kind", Choice.of("a", "b", "c")), number("x")));

    assertArrayEquals(new double[] {0, 0.4}, region.lower(), 1e-12);
    assertArrayEquals(new double[] {1, 0.6}, region.upper(), 1e-12);
  }

  @Test
  void pointsToScreenDifferFromTheBestInSomePlaces() {
    int size = 80;
    double[] best = new double[size];
    Arrays.fill(best, 0.5);
    TrustRegion region =
        TrustRegion.around(
            best,
            0.2,
            DoubleStream.generate(() -> 3).limit(size).toArray(),
            encoding(
                IntStream.range(0, size).mapToObj(i -> number("x" + i)).toArray(Parameter[]::new)));
    SplittableRandom random = new SplittableRandom(5);
    int moved = 0;
    for (int n = 0; n < 200; n++) {
      double[] spread = random.doubles(size).toArray();
      double[] point = region.within(spread, random);
      assertTrue(region.contains(point));
      for (int i = 0; i < size; i++) {
        if (point[i] != 0.5) {
          assertEquals(0.4 + 0.2 * spread[i], point[i], 1e-12);
          moved++;
        }
      }
    }
    // 20 of 80, and the one that moves in any case: 20.75.
    assertEquals(20.75, moved / 200.0, 1.5);
  }

  /** What is greater at every step to the right is searched up to the edge of the box. */
  @Test
  void aSearchKeepsToTheBox() {
    SearchSpace space = SearchSpace.of(number("x"), Parameter.of("n", IntRange.of(0, 100)));
    Encoding encoding = new Encoding(space);
    TrustRegion region =
        TrustRegion.around(new double[] {0.5, 0.5}, 0.2, new double[] {1, 1}, encoding);
    Acquisition sum =
        new Acquisition() {
          @Override
          public double[] values(double[][] columns) {
            return Arrays.stream(columns).mapToDouble(c -> c[0] + c[1]).toArray();
          }

          @Override
          public double valueAndGradient(double[] columns, double[] gradient) {
            Arrays.fill(gradient, 1);
            return columns[0] + columns[1];
          }

          @Override
          public double columnScale(int column) {
            return 1;
          }
        };
    Assignment found =
        new AcquisitionSearch(space, encoding, sum, Set.of(), region)
            .search(List.of(new double[] {0.45, 0.5}), new SplittableRandom(1))
            .orElseThrow();

    assertEquals(0.6, found.number("x"), 1e-6);
    assertEquals(60, found.number("n"), 1);
  }

  /** A bowl of 20 parameters; random comes to about 1 of 60 trials. */
  @Test
  void manyParametersAreSearchedFasterThanAtRandom() {
    SearchSpace space =
        SearchSpace.of(
            IntStream.range(0, 20).mapToObj(i -> number("x" + i)).toArray(Parameter[]::new));
    Problem bowl =
        new Problem(
            "bowl",
            space,
            Goal.MINIMIZE,
            assignment ->
                IntStream.range(0, 20)
                    .mapToDouble(i -> Math.pow(assignment.number("x" + i) - 0.3 - 0.02 * i, 2))
                    .sum(),
            0);
    double[] regrets = SamplerRun.finalRegrets(GaussianProcessSampler.of(0), bowl, 60, 2);

    assertTrue(DoubleStream.of(regrets).max().getAsDouble() < 0.2, Arrays.toString(regrets));
  }
}
