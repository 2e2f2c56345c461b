package dev.luthier.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Every optimizer finds the minimum of a parabola and of Rosenbrock's function. */
class OptimizerConvergenceTest {

  /** An optimizer with learning rates that suit the two functions. */
  private record Tried(Optimizer onParabola, Optimizer onRosenbrock) {}

  private static final List<Tried> TRIED =
      List.of(
          new Tried(Adam.of(0.1f), Adam.of(0.02f)),
          new Tried(Adam.of(0.1f).withAmsgrad(true), Adam.of(0.02f).withAmsgrad(true)),
          new Tried(AdamW.of(0.1f).withWeightDecay(1e-4f), AdamW.of(0.02f).withWeightDecay(1e-6f)),
          new Tried(RmsProp.of(0.003f), RmsProp.of(0.0005f)),
          new Tried(RmsProp.of(0.001f).withMomentum(0.9f), RmsProp.of(0.0001f).withMomentum(0.9f)),
          new Tried(RmsProp.of(0.003f).withCentered(true), RmsProp.of(0.0003f).withCentered(true)),
          new Tried(Sgd.of(0.1f), Sgd.of(0.001f)),
          new Tried(Sgd.of(0.02f).withMomentum(0.9f), Sgd.of(0.001f).withMomentum(0.9f)),
          new Tried(
              Sgd.of(0.02f).withMomentum(0.9f).withNesterov(true),
              Sgd.of(0.001f).withMomentum(0.9f).withNesterov(true)),
          new Tried(Adagrad.of(1), Adagrad.of(1)),
          new Tried(new Adadelta(1, 0.9f, 1e-4f), Adadelta.of(0.1f)),
          new Tried(Ftrl.of(1), Ftrl.of(0.5f)));

  static Stream<Arguments> tried() {
    return TRIED.stream().map(tried -> Arguments.of(tried.onParabola(), tried.onRosenbrock()));
  }

  @Test
  void everyOptimizerIsTried() {
    Set<Class<?>> classes =
        TRIED.stream().map(tried -> tried.onParabola().getClass()).collect(Collectors.toSet());
    Set<Class<?>> expected = new HashSet<>(Arrays.asList(Optimizer.class.getPermittedSubclasses()));
    // It needs the loss as well; LbfgsTest tries it through networks.
    expected.remove(Lbfgs.class);
    assertEquals(expected, classes);
  }

  /** (x - 1)^2 + (y + 2)^2 + (z - 3)^2. */
  @ParameterizedTest
  @MethodSource("tried")
  void findsTheMinimumOfAParabola(Optimizer optimizer, Optimizer ignored) {
    Training.Gradients gradients =
        (tf, weights, step) ->
            List.of(
                tf.math.mul(
                    tf.constant(2f),
                    tf.math.sub(weights.get(0), tf.constant(new float[] {1, -2, 3}))));
    try (Training training =
        new Training(
            Optimization.of(optimizer), List.of(Training.vector(2, 2, 2)), gradients, 2000)) {
      training.steps(2000);
      assertArrayEquals(new float[] {1, -2, 3}, training.weight(0), 0.02f);
    }
  }

  /** (1 - x)^2 + 100 (y - x^2)^2, with its minimum in a bent valley at (1, 1), from (0, 0). */
  @ParameterizedTest
  @MethodSource("tried")
  void findsTheMinimumOfRosenbrocksFunction(Optimizer ignored, Optimizer optimizer) {
    try (Training training =
        new Training(
            Optimization.of(optimizer),
            List.of(Training.vector(0), Training.vector(0)),
            (tf, weights, step) -> rosenbrock(tf, weights.get(0), weights.get(1)),
            10000)) {
      training.steps(10000);
      assertEquals(1, training.weight(0)[0], 0.03f);
      assertEquals(1, training.weight(1)[0], 0.06f);
    }
  }

  private static List<Operand<TFloat32>> rosenbrock(
      Ops tf, Operand<TFloat32> x, Operand<TFloat32> y) {
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> fromTheValley = tf.math.sub(y, tf.math.square(x));
    Operand<TFloat32> byX =
        tf.math.sub(
            tf.math.mul(tf.constant(2f), tf.math.sub(x, one)),
            tf.math.mul(tf.constant(400f), tf.math.mul(x, fromTheValley)));
    return List.of(byX, tf.math.mul(tf.constant(200f), fromTheValley));
  }
}
