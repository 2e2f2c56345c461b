package dev.luthier.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.function.Executable;

/** All domains: the way to the unit interval and back, and the ends of what they can hold. */
class DomainTest {

  private static final long LARGEST = 1L << 44;

  private static Map<String, Domain> domains() {
    Map<String, Domain> domains = new LinkedHashMap<>(Spaces.domains());
    domains.put("flag", Choice.ofFlags());
    domains.put("fixed", Choice.fixed(Value.of("same")));
    domains.put("widest int", IntRange.of(-LARGEST, LARGEST));
    domains.put("widest log int", IntRange.of(1, LARGEST).withScale(Scale.LOG));
    domains.put("log int of a large ratio", IntRange.of(3, 99).withScale(Scale.LOG).withStep(9));
    domains.put(
        "log int of a ratio that overflows", new IntRange(3, LARGEST, Long.MAX_VALUE, Scale.LOG));
    domains.put("int of a step that overflows", new IntRange(3, 9, Long.MAX_VALUE, Scale.LINEAR));
    domains.put("widest float", FloatRange.of(-8e307, 8e307));
    domains.put("widest log float", FloatRange.of(1e-150, 1e150).withScale(Scale.LOG));
    domains.put(
        "reverse log float of a tiny minimum",
        FloatRange.of(1e-20, 1).withScale(Scale.REVERSE_LOG));
    domains.put("float of very many steps", FloatRange.of(0, 2000).withStep(1e-6));
    domains.put(
        "log float of very many steps",
        FloatRange.of(1, 1e3).withScale(Scale.LOG).withStep(1.00000001));
    domains.put("one float", FloatRange.of(0.5, 0.5));
    domains.put(
        "one log float with step",
        new FloatRange(2, 2, FloatRange.of(0, 1).withStep(3).step(), Scale.LOG));
    return domains;
  }

  @TestFactory
  Stream<DynamicTest> placesLeadBackToTheirValues() {
    return each(
        domain -> {
          SplittableRandom random = new SplittableRandom(5);
          for (int i = 0; i < 300; i++) {
            double unit = i == 0 ? 0 : i == 1 ? 1 : random.nextDouble();
            Value value = domain.fromUnit(unit);
            assertTrue(domain.contains(value), value::text);
            double back = domain.toUnit(value);
            assertTrue(back >= 0 && back <= 1, () -> value.text() + " is at " + back);
            if (domain.size().isPresent()) {
              assertEquals(value, domain.fromUnit(back));
            } else if (!(domain instanceof FloatRange range && range.min() == 1e-20)) {
              assertEquals(unit, back, 1e-9);
            }
          }
          assertEquals(domain.fromUnit(0), domain.fromUnit(-3));
          assertEquals(domain.fromUnit(1), domain.fromUnit(3));
          assertThrows(IllegalArgumentException.class, () -> domain.fromUnit(Double.NaN));
        });
  }

  @TestFactory
  Stream<DynamicTest> valuesStandInOrderAndAllAreFound() {
    return each(
        domain -> {
          if (domain.size().isEmpty()) {
            assertThrows(IllegalStateException.class, () -> domain.value(0));
            return;
          }
          long size = domain.size().getAsLong();
          double last = -1;
          for (long index = 0; index < size; index += Math.max(1, size / 100)) {
            Value value = domain.value(index);
            assertTrue(domain.contains(value), value::text);
            assertTrue(domain.toUnit(value) > last, value::text);
            last = domain.toUnit(value);
          }
          Value end = domain.value(size - 1);
          assertEquals(end, domain.fromUnit(domain.toUnit(end)));
          assertThrows(RuntimeException.class, () -> domain.value(size));
          assertThrows(RuntimeException.class, () -> domain.value(-1));
        });
  }

  @TestFactory
  Stream<DynamicTest> valuesOfAFiniteDomainAreEquallyLikely() {
    return each(
        domain -> {
          boolean isLogOfEach =
              domain instanceof IntRange range && range.scale() == Scale.LOG && range.step() == 1;
          if (domain.size().isEmpty() || domain.size().getAsLong() > 1000 || isLogOfEach) {
            return;
          }
          int each = 50;
          for (Map.Entry<Value, Integer> counted :
              counts(domain, (int) domain.size().getAsLong() * each).entrySet()) {
            assertEquals(each, counted.getValue(), 1, counted.getKey()::text);
          }
        });
  }

  @Test
  void wholeNumbersOnALogScaleAreAsLikelyAsTheirPartsAreLong() {
    Domain domain = IntRange.of(1, 1000).withScale(Scale.LOG);
    int draws = 1_000_000;
    Map<Value, Integer> counts = counts(domain, draws);
    for (long number : new long[] {1, 2, 3, 10, 99, 1000}) {
      double expected = Math.log((number + 0.5) / (number - 0.5)) / Math.log(1000.5 / 0.5);
      assertEquals(expected * draws, counts.get(Value.of(number)), 2);
    }
  }

  @Test
  void scalesAreDenseWhereTheyShallBe() {
    assertEquals(0.01, real(FloatRange.of(1e-4, 1).withScale(Scale.LOG).fromUnit(0.5)), 1e-15);
    // max + min - x is on the log scale: 0.1 + 0.001 - 0.01.
    assertEquals(
        0.091, real(FloatRange.of(0.001, 0.1).withScale(Scale.REVERSE_LOG).fromUnit(0.5)), 1e-15);
    assertEquals(
        1e-20, 1 - real(FloatRange.of(1e-20, 1).withScale(Scale.REVERSE_LOG).fromUnit(1)), 1e-19);
  }

  @Test
  void stepsAreJustWhatOneWouldWrite() {
    FloatRange tenths = FloatRange.of(0, 1).withStep(0.1);
    assertEquals(11, tenths.size().getAsLong());
    assertEquals(Value.of(0.3), tenths.value(3));
    assertEquals(Value.of(0.7), tenths.value(7));
    FloatRange tens = FloatRange.of(0.001, 100).withScale(Scale.LOG).withStep(10);
    assertEquals(6, tens.size().getAsLong());
    assertEquals(Value.of(0.01), tens.value(1));
    assertEquals(Value.of(100.0), tens.value(5));
    assertEquals(Value.of(128), IntRange.of(16, 255).withScale(Scale.LOG).withStep(2).fromUnit(1));
  }

  @Test
  void theMaximumIsNoValueWhereTheStepMissesIt() {
    FloatRange range = FloatRange.of(0, 0.95).withStep(0.5);
    assertEquals(2, range.size().getAsLong());
    assertFalse(range.contains(Value.of(0.95)));
    assertTrue(range.contains(Value.of(0.5)));
    assertFalse(IntRange.of(0, 9).withStep(5).contains(Value.of(9)));
  }

  @Test
  void valuesOfOtherKindsAreNotContained() {
    assertFalse(FloatRange.of(0, 2).contains(Value.of(1)));
    assertFalse(IntRange.of(0, 2).contains(Value.of(1.0)));
    assertFalse(Choice.of("1").contains(Value.of(1)));
    assertThrows(IllegalArgumentException.class, () -> Choice.of("a").toUnit(Value.of("b")));
  }

  @Test
  void thereIsOneZero() {
    assertEquals(Value.of(0.0), Value.of(-0.0));
    assertTrue(FloatRange.of(-0.0, 1).contains(Value.of(0.0)));
  }

  @Test
  void refusesWhatIsNoDomain() {
    refused("max", () -> IntRange.of(2, 1));
    refused("max", () -> IntRange.of(0, LARGEST + 1));
    refused("min", () -> IntRange.of(-LARGEST - 1, 0));
    refused("min", () -> IntRange.of(0, 9).withScale(Scale.LOG));
    refused("step", () -> IntRange.of(0, 9).withStep(0));
    refused("scale", () -> IntRange.of(1, 9).withScale(Scale.REVERSE_LOG));
    refused("max", () -> FloatRange.of(0, Double.NaN));
    refused("max", () -> FloatRange.of(-1e308, 1e308));
    refused("max", () -> FloatRange.of(1e-200, 1e200).withScale(Scale.LOG));
    refused("min", () -> FloatRange.of(0, 1).withScale(Scale.LOG));
    refused("step", () -> FloatRange.of(0, 1).withStep(-0.1));
    refused("step", () -> FloatRange.of(0, 1).withStep(1e-12));
    refused("step", () -> FloatRange.of(1e16, 1e16 + 10).withStep(1));
    refused("step", () -> FloatRange.of(1, 2).withScale(Scale.LOG).withStep(1));
    refused("step", () -> FloatRange.of(0.1, 1).withStep(0.1).withScale(Scale.REVERSE_LOG));
    refused("value", () -> new Choice(List.of(), true));
    refused("value", () -> Choice.of("a", "b", "a"));
  }

  private static void refused(String field, Executable made) {
    IllegalArgumentException e = assertThrows(IllegalArgumentException.class, made);
    assertTrue(e.getMessage().startsWith(field + " "), e.getMessage());
  }

  private static double real(Value value) {
    return value.number().getAsDouble();
  }

  private static Map<Value, Integer> counts(Domain domain, int places) {
    Map<Value, Integer> counts = new HashMap<>();
    for (int i = 0; i < places; i++) {
      counts.merge(domain.fromUnit((i + 0.5) / places), 1, Integer::sum);
    }
    return counts;
  }

  /** Asserts something of a domain. */
  private interface Claim {
    void check(Domain domain);
  }

  private static Stream<DynamicTest> each(Claim claim) {
    return domains().entrySet().stream()
        .map(
            domain ->
                DynamicTest.dynamicTest(domain.getKey(), () -> claim.check(domain.getValue())));
  }
}
