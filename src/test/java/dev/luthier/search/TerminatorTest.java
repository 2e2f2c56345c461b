package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TerminatorTest {

  /**
   * By hand: the mean is 0.92, the mean squared deviation 0.0008, and (1/5 + 1/4) · 0.0008 =
   * 0.00036.
   */
  @Test
  void theErrorOfFoldsIsThatOfTheirMeanWithOverlap() {
    assertEquals(
        Math.sqrt(0.00036),
        Terminator.ofFolds().errorOf(List.of(0.9, 0.92, 0.94, 0.88, 0.96)).getAsDouble(),
        1e-12);
  }

  @Test
  void anErrorThatIsGivenComesBeforeThatOfTheFolds() {
    assertEquals(OptionalDouble.of(0.5), Terminator.ofError(0.5).errorOf(List.of(0.9, 0.92, 0.94)));
  }

  @Test
  void withoutFoldsThereIsNoErrorOfFolds() {
    assertEquals(OptionalDouble.empty(), Terminator.ofFolds().errorOf(List.of()));
    assertEquals(OptionalDouble.empty(), Terminator.ofFolds().errorOf(List.of(0.9)));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, Double.NaN, Double.POSITIVE_INFINITY})
  void anErrorIsAFiniteNumberFrom0(double error) {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Terminator.ofError(error));
    assertTrue(refused.getMessage().startsWith("error must be 0 or more, was " + error));
  }

  @Test
  void aModelNeedsTwoTrials() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> Terminator.ofError(1).withMinTrials(1));
    assertTrue(refused.getMessage().startsWith("min_trials must be at least 2, was 1"));
  }
}
