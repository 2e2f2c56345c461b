package dev.luthier.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class OptimizationTest {

  static Stream<Arguments> invalid() {
    return Stream.of(
        refused("learning_rate", () -> Adam.of(0)),
        refused("learning_rate", () -> Sgd.of(Float.NaN)),
        refused("learning_rate", () -> RmsProp.of(Float.POSITIVE_INFINITY)),
        refused("beta1", () -> new Adam(1, 1, 0.9f, 1e-7f, false)),
        refused("beta2", () -> new AdamW(1, 0.9f, -0.1f, 1e-7f, false, 0)),
        refused("weight_decay", () -> AdamW.of(1).withWeightDecay(-1)),
        refused("epsilon", () -> new Adagrad(1, 0.1f, 0)),
        refused("initial_accumulator", () -> new Adagrad(1, -0.1f, 1e-7f)),
        refused("rho", () -> new Adadelta(1, 1, 1e-7f)),
        refused("momentum", () -> RmsProp.of(1).withMomentum(-0.5f)),
        refused("momentum", () -> Sgd.of(1).withMomentum(1)),
        refused("learning_rate_power", () -> new Ftrl(1, 0.5f, 0.1f, 0, 0, 0, 0)),
        refused("l1", () -> new Ftrl(1, -0.5f, 0.1f, -1, 0, 0, 0)),
        refused("decay_steps", () -> new ExponentialDecay(0, 0.5f, false)),
        refused("decay_rate", () -> new InverseTimeDecay(10, 0, false)),
        refused("alpha", () -> new CosineDecay(Optional.empty(), 1.5f, Optional.empty())),
        refused("t_mul", () -> new CosineDecay.Restarts(0.5f, 1)),
        refused("m_mul", () -> new CosineDecay.Restarts(1, 0)),
        refused("boundary", () -> new PiecewiseConstant(List.of(), List.of(1f))),
        refused("boundary", () -> new PiecewiseConstant(List.of(3, 3), List.of(1f, 2f, 3f))),
        refused("value", () -> new PiecewiseConstant(List.of(3), List.of(1f))),
        refused("warm_up_steps", () -> new WarmUp(0, new Schedule.Constant())),
        refused("warm_up_steps", () -> new WarmUp(1, new WarmUp(1, new Schedule.Constant()))),
        refused("value", () -> new Clipping.ByValue(0)),
        refused("norm", () -> new Clipping.ByNorm(-1)),
        refused("global_norm", () -> new Clipping.ByGlobalNorm(Float.NaN)),
        refused("factor", () -> new ReduceOnPlateau("loss", 1, 1, 0, 0, 0)),
        refused("patience", () -> ReduceOnPlateau.of().withPatience(-1)),
        refused("cooldown", () -> new ReduceOnPlateau("loss", 0.5f, 1, 0, -1, 0)),
        refused("min_delta", () -> new ReduceOnPlateau("loss", 0.5f, 1, -1, 0, 0)),
        refused("min_learning_rate", () -> new ReduceOnPlateau("loss", 0.5f, 1, 0, 0, -1)),
        refused("metric", () -> ReduceOnPlateau.of().withMetric("")),
        refused("schedule", () -> Optimization.of(Ftrl.of(1)).withSchedule(CosineDecay.of())),
        refused("schedule", () -> Optimization.of(Ftrl.of(1)).withPlateau(ReduceOnPlateau.of())),
        refused(
            "reduce_on_plateau",
            () ->
                Optimization.of(Sgd.of(1))
                    .withSchedule(CosineDecay.of())
                    .withPlateau(ReduceOnPlateau.of())));
  }

  private static Arguments refused(String field, Executable construction) {
    return Arguments.of(field, construction);
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void namesTheFieldThatIsWrong(String field, Executable construction) {
    String message = assertThrows(IllegalArgumentException.class, construction).getMessage();
    assertTrue(message.startsWith(field + " must "), message);
    assertTrue(message.contains("was ") && message.contains("; "), message);
  }

  @Test
  void aPlateauMayFollowAWarmUp() {
    Optimization optimization =
        Optimization.of(Sgd.of(1))
            .withSchedule(new WarmUp(5, new Schedule.Constant()))
            .withPlateau(ReduceOnPlateau.of());
    assertEquals(ReduceOnPlateau.of(), optimization.plateau().orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "loss",
        "validation/loss",
        "epoch_loss",
        "mean_squared_error",
        "validation/mean_absolute_error"
      })
  void lossesAndErrorsAreMinimized(String metric) {
    assertTrue(ReduceOnPlateau.isMinimized(metric));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "accuracy",
        "validation/roc_auc",
        "r_squared",
        "validation/f1_per_class/parse_error"
      })
  void allOtherMetricsAreMaximized(String metric) {
    assertFalse(ReduceOnPlateau.isMinimized(metric));
  }

  /** As tf.clip_by_norm and tf.clip_by_global_norm of TensorFlow 2.18.1 have it. */
  @Test
  void aGradientThatIsNotFiniteShowsAfterClipping() {
    float infinite = Float.POSITIVE_INFINITY;
    assertEquals(List.of(0f, Float.NaN, 0.5f), clipped(new Clipping.ByNorm(1), infinite));
    assertEquals(
        List.of(Float.NaN, Float.NaN, Float.NaN), clipped(new Clipping.ByGlobalNorm(1), infinite));
    assertEquals(
        List.of(Float.NaN, Float.NaN, Float.NaN), clipped(new Clipping.ByGlobalNorm(1), Float.NaN));
    assertEquals(List.of(1f, 1f, 0.5f), clipped(new Clipping.ByValue(1), infinite));
  }

  @Test
  void aGradientOfZerosStaysAsItIs() {
    for (Clipping clipping :
        List.of(new Clipping.ByNorm(2), new Clipping.ByGlobalNorm(2), new Clipping.ByValue(2))) {
      assertEquals(List.of(0f, 0f), clip(clipping, new float[] {0}, new float[] {0}));
    }
  }

  /** Of the gradients (3, entry) and (0.5). */
  private static List<Float> clipped(Clipping clipping, float entry) {
    return clip(clipping, new float[] {3, entry}, new float[] {0.5f});
  }

  private static List<Float> clip(Clipping clipping, float[] first, float[] second) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      List<Operand<TFloat32>> clipped =
          clipping.clip(tf, List.of(tf.constant(first), tf.constant(second)));
      try (var result = session.runner().fetch(tf.concat(clipped, tf.constant(0))).run()) {
        TFloat32 values = (TFloat32) result.get(0);
        Float[] entries = new Float[(int) values.size()];
        for (int i = 0; i < entries.length; i++) {
          entries[i] = values.getFloat(i);
        }
        return List.of(entries);
      }
    }
  }
}
