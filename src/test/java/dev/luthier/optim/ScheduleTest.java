package dev.luthier.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Learning rates are those of Keras' schedules and of its ReduceLROnPlateau. Expected numbers:
 * Keras 3.15.1 on TensorFlow 2.18.1, src/test/python/schedules.py.
 */
class ScheduleTest {

  /**
   * What the script wrote.
   *
   * @param rate the optimizer's learning rate
   * @param totalSteps of the training
   * @param steps at which the schedules were asked
   * @param rates by schedule, at each of the steps
   * @param metrics sequences by name
   * @param plateaus learning rates after each epoch, by rule and sequence
   */
  private record Golden(
      Map<String, String> versions,
      float rate,
      long totalSteps,
      List<Long> steps,
      Map<String, float[]> rates,
      Map<String, double[]> metrics,
      Map<String, Map<String, float[]>> plateaus) {}

  private static final Golden GOLDEN = read();

  private static final Map<String, Schedule> SCHEDULES =
      Map.ofEntries(
          Map.entry("exponential", new ExponentialDecay(30, 0.8f, false)),
          Map.entry("exponential_staircase", new ExponentialDecay(41, 0.8f, true)),
          Map.entry("inverse_time", new InverseTimeDecay(30, 0.5f, false)),
          Map.entry("inverse_time_staircase", new InverseTimeDecay(41, 0.5f, true)),
          Map.entry("cosine_over_the_training", CosineDecay.of()),
          Map.entry("cosine", new CosineDecay(Optional.of(70), 0.1f, Optional.empty())),
          Map.entry(
              "cosine_after_warm_up",
              new WarmUp(20, new CosineDecay(Optional.of(70), 0.1f, Optional.empty()))),
          Map.entry("cosine_over_the_training_after_warm_up", new WarmUp(20, CosineDecay.of())),
          Map.entry("restarts", restarts(10, 0, CosineDecay.Restarts.of())),
          Map.entry("restarts_after_41", restarts(41, 0, CosineDecay.Restarts.of())),
          Map.entry("restarts_same_length_41", restarts(41, 0, new CosineDecay.Restarts(1, 1))),
          Map.entry("restarts_same_length", restarts(10, 0, new CosineDecay.Restarts(1, 0.9f))),
          Map.entry(
              "restarts_other_settings", restarts(10, 0.05f, new CosineDecay.Restarts(1.5f, 0.8f))),
          Map.entry(
              "piecewise",
              new PiecewiseConstant(List.of(20, 50, 150), List.of(0.3f, 0.1f, 0.03f, 0.001f))),
          Map.entry(
              "piecewise_one_boundary", new PiecewiseConstant(List.of(70), List.of(0.3f, 0.1f))));

  private static final Map<String, ReduceOnPlateau> RULES =
      Map.of(
          "defaults", ReduceOnPlateau.of(),
          "loss", new ReduceOnPlateau("validation/loss", 0.5f, 2, 0.01f, 0, 0),
          "cooldown", new ReduceOnPlateau("validation/loss", 0.5f, 2, 0.01f, 3, 0),
          "no_patience", new ReduceOnPlateau("validation/loss", 0.9f, 0, 0, 1, 0),
          "lowest_rate", new ReduceOnPlateau("validation/loss", 0.3f, 1, 0, 0, 0.004f),
          "accuracy", new ReduceOnPlateau("validation/accuracy", 0.5f, 2, 0.01f, 1, 0));

  private static CosineDecay restarts(int steps, float alpha, CosineDecay.Restarts restarts) {
    return new CosineDecay(Optional.of(steps), alpha, Optional.of(restarts));
  }

  private static Golden read() {
    try (InputStream file = ScheduleTest.class.getResourceAsStream("/golden/schedules.json")) {
      return new ObjectMapper().readValue(file, Golden.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<String> schedules() {
    return SCHEDULES.keySet().stream().sorted();
  }

  static Stream<Arguments> plateaus() {
    return RULES.keySet().stream()
        .sorted()
        .flatMap(
            rule ->
                GOLDEN.metrics().keySet().stream().map(sequence -> Arguments.of(rule, sequence)));
  }

  @Test
  void everyScheduleIsCompared() {
    assertEquals(GOLDEN.rates().keySet(), SCHEDULES.keySet());
    assertEquals(GOLDEN.plateaus().keySet(), RULES.keySet());
    Set<Class<?>> expected = new HashSet<>(Arrays.asList(Schedule.class.getPermittedSubclasses()));
    expected.remove(Schedule.Constant.class);
    assertEquals(
        expected, SCHEDULES.values().stream().map(Object::getClass).collect(Collectors.toSet()));
  }

  /** Within the rounding of float32: 1 + cos is a difference near the end of a descent. */
  @ParameterizedTest
  @MethodSource("schedules")
  void hasTheRatesOfKeras(String name) {
    float[] actual =
        Training.rates(SCHEDULES.get(name), GOLDEN.rate(), GOLDEN.totalSteps(), GOLDEN.steps());
    float[] expected = GOLDEN.rates().get(name);
    for (int i = 0; i < actual.length; i++) {
      long step = GOLDEN.steps().get(i);
      assertEquals(
          expected[i],
          actual[i],
          1e-6f * expected[i] + 2e-7f * GOLDEN.rate(),
          () -> "at step " + step);
    }
  }

  @Test
  void staysAtAConstantRate() {
    assertArrayEquals(
        new float[] {0.5f, 0.5f},
        Training.rates(new Schedule.Constant(), 0.5f, 10, List.of(0L, 9L)));
  }

  @Test
  void warmsUpToTheFirstRateOfAnySchedule() {
    Schedule piecewise = new PiecewiseConstant(List.of(1), List.of(0.4f, 0.1f));
    assertArrayEquals(
        new float[] {0, 0.1f, 0.2f, 0.3f, 0.4f, 0.4f, 0.1f},
        Training.rates(new WarmUp(4, piecewise), 9, 100, List.of(0L, 1L, 2L, 3L, 4L, 5L, 6L)),
        1e-7f);
  }

  @Test
  void aWarmUpMayTakeTheWholeTraining() {
    assertArrayEquals(
        new float[] {0, 0.5f},
        Training.rates(new WarmUp(10, CosineDecay.of()), 1, 5, List.of(0L, 5L)));
  }

  @ParameterizedTest
  @MethodSource("plateaus")
  void reducesOnAPlateauWhereKerasDoes(String rule, String sequence) {
    PlateauState state = PlateauState.initial(GOLDEN.rate());
    double[] metrics = GOLDEN.metrics().get(sequence);
    float[] expected = GOLDEN.plateaus().get(rule).get(sequence);
    for (int epoch = 0; epoch < metrics.length; epoch++) {
      state = state.next(RULES.get(rule), metrics[epoch]);
      int at = epoch;
      assertEquals(
          expected[epoch], state.learningRate(), 1e-5f * expected[epoch], () -> "epoch " + at);
    }
  }
}
