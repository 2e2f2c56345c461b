package dev.luthier.search.math;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.search.ParzenGolden;
import java.util.List;
import org.junit.jupiter.api.Test;

class StandardNormalTest {

  /** Expected numbers: SciPy 1.17.1, src/test/python/parzen_estimator.py. */
  @Test
  void massesAreThoseOfSciPy() {
    ParzenGolden golden = ParzenGolden.read();
    for (int i = 0; i < golden.intervals().size(); i++) {
      List<Double> interval = golden.intervals().get(i);
      double expected = golden.logMasses().get(i);
      assertEquals(
          expected,
          StandardNormal.logMass(interval.get(0), interval.get(1)),
          1e-10 * Math.abs(expected));
    }
  }

  @Test
  void cumulativeProbabilitiesAreThoseOfTheirQuantiles() {
    for (double probability : new double[] {1e-300, 1e-12, 0.001, 0.3, 0.5, 0.8, 0.999}) {
      double z = StandardNormal.quantile(probability);
      assertEquals(probability, StandardNormal.cumulative(z), 1e-12 * probability);
    }
  }
}
