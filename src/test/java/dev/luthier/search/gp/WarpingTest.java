package dev.luthier.search.gp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class WarpingTest {

  private static final SearchSpace SPACE =
      SearchSpace.of(
          Parameter.of("x", FloatRange.of(0, 1)), Parameter.of("y", FloatRange.of(0, 1)));

  /** Quantiles of ranks: scipy.stats.norm.ppf([1/8, 3/8, 3/4]) by SciPy 1.17.1. */
  @Test
  void ranksOfTiesAreTheirMean() {
    assertArrayEquals(
        new double[] {
          -0.3186393639643751, 0.6744897501960817, -1.1503493803760083, 0.6744897501960817
        },
        Warping.normalScores(new double[] {2, 9, -3, 9}),
        1e-12);
  }

  /** Expected numbers: NumPy and SciPy, src/test/python/warping.py. */
  @Test
  void warpingsAreThoseOfNumPy() throws IOException {
    JsonNode golden;
    try (InputStream file = WarpingTest.class.getResourceAsStream("/golden/warping.json")) {
      golden = new ObjectMapper().readTree(file);
    }
    for (JsonNode each : golden.get("cases")) {
      double shape = each.get("shape").isNull() ? Warping.LINEAR : each.get("shape").asDouble();
      Warping warping = Warping.of(numbers(each.get("losses")), shape);

      assertArrayEquals(numbers(each.get("targets")), warping.targets(), 1e-9);
      assertArrayEquals(numbers(each.get("log_slopes")), warping.logSlopes(), 1e-7);
    }
  }

  @Test
  void linearShapeKeepsTheOrderAndTheDistancesOfTheBetterHalf() {
    double[] losses = {0.1, 0.2, 0.4, 0.45, 0.5, 0.6, 1e3, 1e9, 3e300};
    double[] warped = Warping.of(losses, Warping.LINEAR).targets();

    for (int i = 1; i < warped.length; i++) {
      assertTrue(warped[i - 1] <= warped[i], Arrays.toString(warped));
    }
    assertTrue(warped[8] < 3, Arrays.toString(warped));
    assertEquals(2, (warped[2] - warped[1]) / (warped[1] - warped[0]), 1e-9);
  }

  @Test
  void equalLossesAreWarpedToZero() {
    for (Warping warping : Warping.all(new double[] {4, 4, 4})) {
      assertArrayEquals(new double[3], warping.targets());
    }
  }

  /** What is smooth stays; what is smooth in its logarithm is bent. */
  @Test
  void likelihoodChoosesTheShape() {
    double[] smooth = losses(x -> x);
    double[] steep = losses(x -> Math.exp(9 * x));

    assertArrayEquals(Warping.of(smooth, Warping.LINEAR).targets(), fitted(smooth));
    assertFalse(Arrays.equals(Warping.of(steep, Warping.LINEAR).targets(), fitted(steep)));
  }

  private static double[] fitted(double[] losses) {
    Encoding encoding = new Encoding(SPACE);
    return WarpedFit.of(losses, points(), IntStream.range(0, losses.length).toArray(), encoding)
        .targets();
  }

  private static double[][] points() {
    SplittableRandom random = new SplittableRandom(8);
    return IntStream.range(0, 40)
        .mapToObj(i -> new double[] {random.nextDouble(), random.nextDouble()})
        .toArray(double[][]::new);
  }

  private static double[] losses(DoubleUnaryOperator of) {
    return Arrays.stream(points())
        .mapToDouble(point -> of.applyAsDouble(Math.sin(4 * point[0]) + point[1] * point[1]))
        .toArray();
  }

  private static double[] numbers(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false)
        .flatMapToDouble(number -> DoubleStream.of(number.asDouble()))
        .toArray();
  }
}
