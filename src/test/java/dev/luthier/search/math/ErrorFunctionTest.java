package dev.luthier.search.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.search.ParzenGolden;
import org.junit.jupiter.api.Test;

/** Expected numbers: SciPy 1.17.1, src/test/python/parzen_estimator.py. */
class ErrorFunctionTest {

  private static final ParzenGolden GOLDEN = ParzenGolden.read();

  @Test
  void errorFunctionsAreThoseOfSciPy() {
    for (int i = 0; i < GOLDEN.xs().size(); i++) {
      double x = GOLDEN.xs().get(i);
      assertClose(GOLDEN.erf().get(i), ErrorFunction.erf(x), 1e-15);
      assertClose(-GOLDEN.erf().get(i), ErrorFunction.erf(-x), 1e-15);
      assertClose(GOLDEN.scaledErfc().get(i), ErrorFunction.scaledErfc(x), 1e-14);
    }
  }

  /** Against the asymptotic series, 1/(2x²) - 3/(4x⁴) + 15/(8x⁶) and so on. */
  @Test
  void excessHasNoCancellationFarOut() {
    for (double x : new double[] {1e3, 1e5, 1e8, 1e12}) {
      double y = 0.5 / x / x;
      assertClose(y * (1 - 3 * y), ErrorFunction.scaledErfcExcess(x), 1e-11);
    }
  }

  @Test
  void excessIsTheDifferenceNearby() {
    for (double x : new double[] {0, 0.3, 2, 3.999, 4.001, 6}) {
      double difference = 1 - Math.sqrt(Math.PI) * x * ErrorFunction.scaledErfc(x);
      assertClose(difference, ErrorFunction.scaledErfcExcess(x), 1e-13);
    }
  }

  private static void assertClose(double expected, double actual, double relative) {
    assertEquals(expected, actual, relative * Math.abs(expected));
  }
}
