package dev.luthier.search.gp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.math.Cholesky;
import dev.luthier.search.math.StandardNormal;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Against scikit-learn and mpmath (golden/gaussian_process.json) and finite differences. */
class GaussianProcessTest {

  private static final int[] COLUMNS = {0, 1, 2};

  private final JsonNode golden = golden();
  private final double[][] points = rows(golden.get("points"));
  private final double[] targets = numbers(golden.get("targets"));

  @Test
  void posteriorIsThatOfScikitLearn() {
    GaussianProcess.Posterior posterior = process().at(rows(golden.get("places")));

    assertArrayEquals(numbers(golden.get("means")), posterior.means(), 1e-10);
    assertArrayEquals(numbers(golden.get("variances")), posterior.variances(), 1e-10);
  }

  @Test
  void posteriorWithDerivativesIsThatOfScikitLearn() {
    double[][] places = rows(golden.get("places"));
    for (int i = 0; i < places.length; i++) {
      GaussianProcess.Local local = process().localAt(places[i]);

      assertEquals(golden.get("means").get(i).asDouble(), local.mean(), 1e-10);
      assertEquals(golden.get("variances").get(i).asDouble(), local.variance(), 1e-10);
    }
  }

  @Test
  void posteriorHasTheDerivativesOfItsDifferences() {
    GaussianProcess process = process();
    double[] place = {0.31, 0.62, 0.45};
    GaussianProcess.Local local = process.localAt(place);
    for (int c = 0; c < place.length; c++) {
      GaussianProcess.Local above = process.localAt(moved(place, c, 1e-5));
      GaussianProcess.Local below = process.localAt(moved(place, c, -1e-5));

      assertEquals((above.mean() - below.mean()) / 2e-5, local.meanGradient()[c], 1e-7);
      assertEquals((above.variance() - below.variance()) / 2e-5, local.varianceGradient()[c], 1e-7);
    }
  }

  @Test
  void likelihoodIsThatOfScikitLearn() {
    double[] logarithms = logarithms();
    double prior = 0;
    for (int p = 0; p < 3; p++) {
      prior += 0.1 * Math.exp(logarithms[p]) + 0.1 * Math.exp(-logarithms[p]);
    }
    double signal = golden.get("signal").asDouble();
    double noise = golden.get("noise").asDouble();
    prior += signal - Math.log(signal) + 30 * noise - 0.1 * Math.log(noise);

    assertEquals(
        -golden.get("log_likelihood").asDouble(),
        fit().evaluate(logarithms, new double[5]) - prior,
        1e-9);
  }

  @Test
  void likelihoodHasTheDerivativesOfItsDifferences() {
    // The first two columns share a weight, as those of a choice do.
    HyperparameterFit fit =
        new HyperparameterFit(points, targets, 2, new int[] {0, 0, 1}, new int[] {0, 2});
    double[] at = {0.7, -0.4, 0.2, -3, 0.3, -0.2, -0.4, 0.1};
    double[] gradient = new double[at.length];
    fit.evaluate(at, gradient);
    for (int i = 0; i < at.length; i++) {
      double above = fit.evaluate(moved(at, i, 1e-5), new double[at.length]);
      double below = fit.evaluate(moved(at, i, -1e-5), new double[at.length]);

      assertEquals((above - below) / 2e-5, gradient[i], 1e-6 * Math.max(1, Math.abs(gradient[i])));
    }
  }

  @Test
  void fitIsMoreProbableThanItsNeighbours() {
    Hyperparameters fitted = fit().fit().hyperparameters();
    double[] at = new double[5];
    for (int p = 0; p < 3; p++) {
      at[p] = Math.log(fitted.weights()[p]);
    }
    at[3] = Math.log(fitted.signal());
    at[4] = Math.log(fitted.noise() - Hyperparameters.LEAST_NOISE);
    double least = fit().evaluate(at, new double[5]);
    for (int i = 0; i < at.length; i++) {
      assertTrue(least < fit().evaluate(moved(at, i, 0.2), new double[5]));
      assertTrue(least < fit().evaluate(moved(at, i, -0.2), new double[5]));
    }
  }

  @Test
  void improvementIsExactFarInBothTails() {
    for (JsonNode improvement : golden.get("improvements")) {
      double expected = improvement.get("log_h").asDouble();
      double z = improvement.get("z").asDouble();

      assertEquals(
          expected,
          LogExpectedImprovement.logH(z),
          2e-12 * Math.max(1, Math.abs(expected)),
          () -> "z = " + z);
    }
  }

  @Test
  void improvementHasTheDerivativesOfItsDifferences() {
    for (double z : new double[] {-500, -30, -3, -2.001, -1.999, -0.5, 0, 1.9, 2.1, 9}) {
      double step = 1e-5 * Math.max(1, Math.abs(z));
      double difference =
          (LogExpectedImprovement.logH(z + step) - LogExpectedImprovement.logH(z - step))
              / (2 * step);

      assertEquals(difference, LogExpectedImprovement.slope(z), 1e-6 * Math.abs(difference));
    }
  }

  @Test
  void quantilesAreThoseOfMpmath() {
    for (JsonNode quantile : golden.get("quantiles")) {
      assertEquals(
          quantile.get("z").asDouble(),
          StandardNormal.quantile(quantile.get("probability").asDouble()),
          1e-11);
    }
  }

  @Test
  void factorsMatricesLargerThanAPanel() {
    int size = 75;
    SplittableRandom random = new SplittableRandom(2);
    double[][] factor = new double[size][size];
    for (double[] row : factor) {
      Arrays.setAll(row, j -> random.nextDouble() - 0.5);
    }
    double[][] matrix = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        for (int k = 0; k < size; k++) {
          matrix[i][j] += factor[i][k] * factor[j][k];
        }
      }
      matrix[i][i] += 0.1;
    }
    double[][] copy = Arrays.stream(matrix).map(double[]::clone).toArray(double[][]::new);
    Cholesky cholesky = Cholesky.of(copy);
    double[][] inverse = cholesky.inverse();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double product = 0;
        for (int k = 0; k < size; k++) {
          product += matrix[i][k] * inverse[Math.max(k, j)][Math.min(k, j)];
        }
        assertEquals(i == j ? 1 : 0, product, 1e-9);
      }
    }
    // The squares of U'X = B add up to the diagonal of B' times the inverse times B.
    double[][] sides = new double[size][3];
    for (int i = 0; i < size; i++) {
      sides[i][i % 3] = 1;
    }
    cholesky.solveTransposed(sides);
    for (int column = 0; column < 3; column++) {
      double[] side = new double[size];
      double squares = 0;
      for (int i = 0; i < size; i++) {
        side[i] = i % 3 == column ? 1 : 0;
        squares += sides[i][column] * sides[i][column];
      }
      cholesky.solveTransposed(side);
      cholesky.solve(side);
      double expected = 0;
      for (int i = column; i < size; i += 3) {
        expected += side[i];
      }
      assertEquals(expected, squares, 1e-9 * expected);
      double back = 0;
      for (int k = 0; k < size; k++) {
        back += matrix[column][k] * side[k];
      }
      assertEquals(1, back, 1e-9);
    }
  }

  @Test
  void anIndefiniteMatrixHasNoFactor() {
    assertNull(Cholesky.of(new double[][] {{1, 2}, {2, 1}}));
  }

  private GaussianProcess process() {
    double[] noise = new double[points.length];
    Arrays.fill(noise, golden.get("noise").asDouble());
    return new GaussianProcess(
        points,
        targets,
        noise,
        new Hyperparameters(
            Arrays.stream(logarithms()).limit(3).map(Math::exp).toArray(),
            golden.get("signal").asDouble(),
            golden.get("noise").asDouble(),
            InputWarping.none(3)),
        COLUMNS);
  }

  private HyperparameterFit fit() {
    return new HyperparameterFit(points, targets, 3, COLUMNS, new int[0]);
  }

  /** Of the golden hyperparameters. */
  private double[] logarithms() {
    double[] logarithms = new double[5];
    for (int p = 0; p < 3; p++) {
      logarithms[p] = -2 * Math.log(golden.get("length_scales").get(p).asDouble());
    }
    logarithms[3] = Math.log(golden.get("signal").asDouble());
    logarithms[4] = Math.log(golden.get("noise").asDouble() - Hyperparameters.LEAST_NOISE);
    return logarithms;
  }

  private static double[] moved(double[] point, int index, double by) {
    double[] moved = point.clone();
    moved[index] += by;
    return moved;
  }

  private static double[][] rows(JsonNode rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(GaussianProcessTest::numbers)
        .toArray(double[][]::new);
  }

  private static double[] numbers(JsonNode numbers) {
    return StreamSupport.stream(numbers.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }

  private static JsonNode golden() {
    try (InputStream file =
        GaussianProcessTest.class.getResourceAsStream("/golden/gaussian_process.json")) {
      return new ObjectMapper().readTree(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
