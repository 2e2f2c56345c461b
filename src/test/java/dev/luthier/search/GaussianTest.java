package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Expected numbers: SciPy 1.17.1, src/test/python/parzen_estimator.py. */
class GaussianTest {

  private static final ParzenGolden GOLDEN = ParzenGolden.read();

  @Test
  void errorFunctionsAreThoseOfSciPy() {
    for (int i = 0; i < GOLDEN.xs().size(); i++) {
      double x = GOLDEN.xs().get(i);
      assertClose(GOLDEN.erf().get(i), Gaussian.erf(x), 1e-15);
      assertClose(-GOLDEN.erf().get(i), Gaussian.erf(-x), 1e-15);
      assertClose(GOLDEN.scaledErfc().get(i), Gaussian.scaledErfc(x), 1e-14);
    }
  }

  @Test
  void masses() {
    for (int i = 0; i < GOLDEN.intervals().size(); i++) {
      List<Double> interval = GOLDEN.intervals().get(i);
      assertClose(
          GOLDEN.logMasses().get(i), Gaussian.logMass(interval.get(0), interval.get(1)), 1e-10);
    }
  }

  private static void assertClose(double expected, double actual, double relative) {
    assertEquals(expected, actual, relative * Math.abs(expected));
  }
}
