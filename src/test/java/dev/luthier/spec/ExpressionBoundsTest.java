package dev.luthier.spec;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Assignment;
import dev.luthier.search.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Expressions of a study file that would take all memory or time, or reach out of it. */
@Timeout(30)
class ExpressionBoundsTest {

  private static final List<String> NAMES = List.of("a", "b");

  private static boolean holds(String expression, double a) {
    return ExpressionConstraint.parse(expression, NAMES)
        .holds(new Assignment(Map.of("a", Value.of(a), "b", Value.of("text"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "9^9^9^9 > a",
        "9^9^9 > a",
        "9^-387420489 > a",
        "a > 0.5^(9^9)",
        "FLOOR(9^9^9) > a",
        "FLOOR(1E300 * 1E300) > a",
        "CEILING(10^308 * 10^308 * a) > a",
        "ROUND(a, 999999999) > 0",
        "ROUND(a, -999999999) > 0",
        "ROUND(a, 1E308) > 0",
        "SQRT(1E308 * 1E308) > a",
        "LOG(1E320) > a",
        "a / 0 > 1",
        "SQRT(-a) > 1",
        "0^-1 > a",
      })
  void whatWouldTakeTooMuchIsAnError(String expression) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> holds(expression, 2.5));
    assertTrue(error.getMessage().length() < 300, error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({
    "FLOOR(1E999999999) > a, 1E999999999",
    "a > 1E-999999999, 1E-999999999",
    "a > 1E9999999999999, 1E9999999999999",
  })
  void numbersBeyondADoubleAreNotRead(String expression, String number) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class, () -> ExpressionConstraint.parse(expression, NAMES));
    assertTrue(refused.getMessage().startsWith("expression "), refused.getMessage());
    assertTrue(refused.getMessage().contains(number), refused.getMessage());
  }

  @Test
  void whatIsNestedTooDeepIsNotRead() {
    for (String expression :
        List.of(
            "(".repeat(100_000) + "a" + ")".repeat(100_000) + " > 1",
            "-".repeat(100_000) + "a > 1",
            "a" + "+1".repeat(100_000) + " > 1")) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> ExpressionConstraint.parse(expression, NAMES))
              .getMessage();
      assertTrue(message.startsWith("expression must have at most 1000 characters"), message);
    }
    assertTrue(holds("(".repeat(490) + "a" + ")".repeat(490) + " > 1", 2.5));
    assertTrue(holds("a" + "+1".repeat(490) + " > 1", 2.5));
    assertTrue(holds("-(".repeat(320) + "a" + ")".repeat(320) + " > 1", 2.5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FACT(a) > 1",
        "STR_MATCHES(b, '(x+x+)+y')",
        "RANDOM() > a",
        "DT_NOW() > a",
        "SWITCH(a, 1, 2) > 1",
        "a[0] > 1",
        "a.class > 1",
      })
  void nothingElseIsThere(String expression) {
    assertThrows(
        IllegalArgumentException.class, () -> ExpressionConstraint.parse(expression, NAMES));
  }

  @Test
  void usualArithmeticStays() {
    assertTrue(holds("a ^ 2 == 6.25", 2.5));
    assertTrue(holds("2 ^ 3 ^ 2 == 512 && a > 0", 2.5));
    assertTrue(holds("a ^ -1 == 0.4", 2.5));
    assertTrue(holds("4 ^ 0.5 == 2 && a > 0", 2.5));
    assertTrue(holds("(-a) ^ 3 < 0 && 0 ^ 2 == 0", 2.5));
    assertTrue(holds("ROUND(a, 0) == 2 && ROUND(a, 1) == a && FLOOR(a) == 2", 2.5));
    assertTrue(holds("SQRT(a * a) == a && MAX(a, 3) == 3 && ABS(-a) == a", 2.5));
    assertFalse(holds("a * 1E300 > 1E301", 2.5));
    assertTrue(holds("b == 'text' && a < 3", 2.5));
  }
}
