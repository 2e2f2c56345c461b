package dev.luthier.search.math;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BoundedLbfgsTest {

  private static final double INFINITY = Double.POSITIVE_INFINITY;

  @Test
  void findsTheEndOfRosenbrocksValley() {
    BoundedLbfgs.Minimum minimum = search(-5, 5).minimize(new double[] {-1.2, 1});

    assertArrayEquals(new double[] {1, 1}, minimum.point(), 1e-5);
    assertEquals(0, minimum.value(), 1e-10);
  }

  /** Where x may not exceed 0.5, the least value is 0.25, at y = x². */
  @Test
  void endsAtABoundInRosenbrocksValley() {
    BoundedLbfgs.Minimum minimum = search(-5, 0.5).minimize(new double[] {-1.2, 0.3});

    assertArrayEquals(new double[] {0.5, 0.25}, minimum.point(), 1e-5);
    assertEquals(0.25, minimum.value(), 1e-10);
  }

  /**
   * x² + y² + z² + xy - 2x - 3y + z with x and z at least 0 and y at most 1: at the solution the
   * derivative by x, 2x + y - 2, is 0; that by y, 2y + x - 3, negative; that by z, 1, positive.
   */
  @Test
  void solvesAQuadraticWithinBounds() {
    BoundedLbfgs.Objective quadratic =
        (p, gradient) -> {
          gradient[0] = 2 * p[0] + p[1] - 2;
          gradient[1] = 2 * p[1] + p[0] - 3;
          gradient[2] = 2 * p[2] + 1;
          return p[0] * p[0] + p[1] * p[1] + p[2] * p[2] + p[0] * p[1] - 2 * p[0] - 3 * p[1] + p[2];
        };
    BoundedLbfgs.Minimum minimum =
        new BoundedLbfgs(
                quadratic,
                new double[] {0, -INFINITY, 0},
                new double[] {INFINITY, 1, INFINITY},
                100,
                1e-9)
            .minimize(new double[] {4, -7, 3});

    assertArrayEquals(new double[] {0.5, 1, 0}, minimum.point(), 1e-7);
  }

  @Test
  void stepsBackWhereThereIsNoValue() {
    BoundedLbfgs.Objective barrier =
        (p, gradient) -> {
          gradient[0] = 1 - 1e-3 / p[0];
          return p[0] > 0 ? p[0] - 1e-3 * Math.log(p[0]) : INFINITY;
        };
    BoundedLbfgs.Minimum minimum =
        new BoundedLbfgs(barrier, new double[] {-INFINITY}, new double[] {INFINITY}, 100, 1e-8)
            .minimize(new double[] {2});

    assertEquals(1e-3, minimum.point()[0], 1e-6);
  }

  @Test
  void staysWithinTheBoundsAllTheTime() {
    BoundedLbfgs.Objective watched =
        (p, gradient) -> {
          assertTrue(Arrays.stream(p).allMatch(x -> x >= -5 && x <= 0.5), Arrays.toString(p));
          return rosenbrock(p, gradient);
        };
    new BoundedLbfgs(watched, new double[] {-5, -5}, new double[] {0.5, 0.5}, 200, 1e-8)
        .minimize(new double[] {-9, 9});
  }

  private static BoundedLbfgs search(double least, double mostX) {
    return new BoundedLbfgs(
        BoundedLbfgsTest::rosenbrock,
        new double[] {least, least},
        new double[] {mostX, 5},
        200,
        1e-8);
  }

  private static double rosenbrock(double[] p, double[] gradient) {
    double valley = p[1] - p[0] * p[0];
    gradient[0] = -400 * p[0] * valley - 2 * (1 - p[0]);
    gradient[1] = 200 * valley;
    return 100 * valley * valley + (1 - p[0]) * (1 - p[0]);
  }
}
