package dev.luthier.search.gp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.Parameter;
import dev.luthier.search.Problem;
import dev.luthier.search.SamplerRun;
import dev.luthier.search.SearchSpace;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class InputWarpingTest {

  private static InputWarping of(double a, double b) {
    return new InputWarping(new double[][] {{a, b}, null});
  }

  /** By hand: 1 - (1 - 1/4)^3, its derivative 3 (3/4)^2 2/2, and of an unbent column 1. */
  @Test
  void bendsByTheDistributionFunctionOfKumaraswamy() {
    assertEquals(0.578125, of(2, 3).bent(0, 0.5), 1e-5);
    assertEquals(1.6875, of(2, 3).slope(0, 0.5), 1e-5);
    assertArrayEquals(new double[] {0.578125, 0.5}, of(2, 3).bent(new double[] {0.5, 0.5}), 1e-5);
    assertEquals(1, of(2, 3).slope(1, 0.5));
  }

  @Test
  void exponentsOfOneBendNothing() {
    for (double place : new double[] {0, 0.3, 1}) {
      assertEquals(place, of(1, 1).bent(0, place), 2e-6);
      assertEquals(1, of(1, 1).slope(0, place), 1e-5);
    }
  }

  @Test
  void endsStayWhereTheyAreAndHaveSlopes() {
    for (double[] exponents : new double[][] {{0.2, 5}, {5, 0.2}, {0.2, 0.2}, {5, 5}}) {
      InputWarping bent = of(exponents[0], exponents[1]);
      double[] ofExponents = bent.slopesOfExponents(0, 1);

      assertTrue(bent.bent(0, 0) >= 0 && bent.bent(0, 1) <= 1, Arrays.toString(exponents));
      assertTrue(Double.isFinite(bent.slope(0, 0)) && Double.isFinite(bent.slope(0, 1)));
      assertTrue(Double.isFinite(ofExponents[0]) && Double.isFinite(ofExponents[1]));
    }
  }

  @Test
  void hasTheDerivativesOfItsDifferences() {
    double[] logarithms = {0.4, -0.7};
    for (double place : new double[] {0.02, 0.4, 0.93}) {
      InputWarping bent = of(Math.exp(logarithms[0]), Math.exp(logarithms[1]));
      assertEquals(
          (bent.bent(0, place + 1e-6) - bent.bent(0, place - 1e-6)) / 2e-6,
          bent.slope(0, place),
          1e-6);
      for (int i = 0; i < 2; i++) {
        double[] above = logarithms.clone();
        double[] below = logarithms.clone();
        above[i] += 1e-5;
        below[i] -= 1e-5;
        double difference =
            of(Math.exp(above[0]), Math.exp(above[1])).bent(0, place)
                - of(Math.exp(below[0]), Math.exp(below[1])).bent(0, place);
        assertEquals(difference / 2e-5, bent.slopesOfExponents(0, place)[i], 1e-7);
      }
    }
  }

  /** What scikit-learn's process gives, by that without bending of points that are bent before. */
  @Test
  void aProcessMeasuresDistancesOfBentPlaces() {
    double[][] points = {{0.1, 0.9}, {0.5, 0.2}, {0.8, 0.7}, {0.3, 0.3}};
    double[] targets = {1, -0.5, 0.2, 0.4};
    double[] noise = {0.01, 0.01, 0.01, 0.01};
    InputWarping inputs = of(0.5, 2);
    double[] weights = {3, 5};
    GaussianProcess bent =
        new GaussianProcess(
            points,
            targets,
            noise,
            new Hyperparameters(weights, 0.8, 0.01, inputs),
            new int[] {0, 1});
    GaussianProcess plain =
        new GaussianProcess(
            Arrays.stream(points).map(inputs::bent).toArray(double[][]::new),
            targets,
            noise,
            new Hyperparameters(weights, 0.8, 0.01, InputWarping.none(2)),
            new int[] {0, 1});
    double[] place = {0.2, 0.6};
    GaussianProcess.Local local = bent.localAt(place);

    assertEquals(plain.localAt(inputs.bent(place)).mean(), local.mean(), 1e-12);
    assertEquals(plain.localAt(inputs.bent(place)).variance(), local.variance(), 1e-12);
    for (int c = 0; c < 2; c++) {
      double[] above = place.clone();
      double[] below = place.clone();
      above[c] += 1e-5;
      below[c] -= 1e-5;
      assertEquals(
          (bent.localAt(above).mean() - bent.localAt(below).mean()) / 2e-5,
          local.meanGradient()[c],
          1e-7);
      assertEquals(
          (bent.localAt(above).variance() - bent.localAt(below).variance()) / 2e-5,
          local.varianceGradient()[c],
          1e-7);
    }
  }

  /** A rate that counts by its logarithm: losses change most at the low end. */
  @Test
  void aFitSpreadsTheEndAtWhichLossesChange() {
    int size = 24;
    double[][] points = new double[size][1];
    double[] targets = new double[size];
    for (int i = 0; i < size; i++) {
      double place = (i + 0.5) / size;
      points[i][0] = place * place * place;
      targets[i] = Math.sin(7 * place);
    }
    InputWarping inputs =
        new HyperparameterFit(points, targets, 1, new int[] {0}, new int[] {0})
            .fit()
            .hyperparameters()
            .inputs();

    assertTrue(inputs.bent(0, 0.1) > 0.3, () -> "0.1 is at " + inputs.bent(0, 0.1));
    assertTrue(inputs.bent(0, 0.1) > 2 * (1 - inputs.bent(0, 0.9)));
  }

  /** Rates that a space of plain numbers hides in its first hundredth; random comes to about 1. */
  @Test
  void theSamplerFindsARateOnTheWrongScale() {
    SearchSpace space =
        SearchSpace.of(
            Parameter.of("rate", FloatRange.of(1e-5, 1)),
            Parameter.of("decay", FloatRange.of(1e-6, 0.1)));
    Problem problem =
        new Problem(
            "unscaled",
            space,
            Goal.MINIMIZE,
            assignment -> {
              double rate = Math.log10(assignment.number("rate")) + 2.5;
              double decay = Math.log10(assignment.number("decay")) + 3.5;
              return rate * rate + decay * decay;
            },
            0);
    double[] regrets = SamplerRun.finalRegrets(GaussianProcessSampler.of(0), problem, 50, 4);

    assertTrue(DoubleStream.of(regrets).max().getAsDouble() < 0.05, Arrays.toString(regrets));
  }
}
