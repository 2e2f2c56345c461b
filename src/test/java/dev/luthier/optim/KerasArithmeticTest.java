package dev.luthier.optim;

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
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Fifty steps of each optimizer leave the weights where Keras leaves them. Expected numbers: Keras
 * 3.15.1 on TensorFlow 2.18.1, src/test/python/optimizers.py.
 */
class KerasArithmeticTest {

  /**
   * What the script wrote.
   *
   * @param l1 strength of the penalty that adds to the given gradients
   * @param l2 likewise
   * @param start first values of a weight of shape [3, 2] and one of shape [2], in one list
   * @param noise given gradients of each step
   * @param kept numbers of steps done
   * @param weights by case, after each kept number of steps
   */
  private record Golden(
      Map<String, String> versions,
      float l1,
      float l2,
      List<Float> start,
      List<float[]> noise,
      List<Integer> kept,
      Map<String, List<float[]>> weights) {}

  private static final Golden GOLDEN = read();

  private static final Map<String, Optimization> CASES =
      Map.ofEntries(
          Map.entry("adam", Optimization.of(Adam.of(0.01f))),
          Map.entry(
              "adam_other_settings", Optimization.of(new Adam(0.01f, 0.8f, 0.95f, 1e-3f, false))),
          Map.entry("adam_amsgrad", Optimization.of(new Adam(0.01f, 0.9f, 0.6f, 1e-7f, true))),
          Map.entry(
              "adam_clip_value",
              Optimization.of(Adam.of(0.01f)).withClipping(new Clipping.ByValue(0.5f))),
          Map.entry(
              "adam_clip_norm",
              Optimization.of(Adam.of(0.01f)).withClipping(new Clipping.ByNorm(0.7f))),
          Map.entry(
              "adam_clip_global_norm",
              Optimization.of(Adam.of(0.01f)).withClipping(new Clipping.ByGlobalNorm(1))),
          Map.entry(
              "adam_exponential",
              Optimization.of(Adam.of(0.02f)).withSchedule(new ExponentialDecay(10, 0.7f, false))),
          Map.entry("adamw", Optimization.of(AdamW.of(0.01f))),
          Map.entry("adamw_strong_decay", Optimization.of(AdamW.of(0.01f).withWeightDecay(0.5f))),
          Map.entry(
              "adamw_amsgrad_clip_global_norm",
              Optimization.of(new AdamW(0.01f, 0.9f, 0.6f, 1e-7f, true, 0.1f))
                  .withClipping(new Clipping.ByGlobalNorm(1))),
          Map.entry(
              "adamw_warm_up_cosine",
              Optimization.of(AdamW.of(0.02f).withWeightDecay(0.1f))
                  .withSchedule(new WarmUp(10, CosineDecay.of()))),
          Map.entry("rmsprop", Optimization.of(RmsProp.of(0.01f))),
          Map.entry(
              "rmsprop_momentum", Optimization.of(new RmsProp(0.005f, 0.8f, 0.9f, 1e-3f, false))),
          Map.entry("rmsprop_centered", Optimization.of(RmsProp.of(0.005f).withCentered(true))),
          Map.entry(
              "rmsprop_centered_momentum_clip_norm",
              Optimization.of(RmsProp.of(0.002f).withMomentum(0.5f).withCentered(true))
                  .withClipping(new Clipping.ByNorm(0.7f))),
          Map.entry("sgd", Optimization.of(Sgd.of(0.05f))),
          Map.entry("sgd_momentum", Optimization.of(Sgd.of(0.02f).withMomentum(0.9f))),
          Map.entry(
              "sgd_nesterov", Optimization.of(Sgd.of(0.02f).withMomentum(0.9f).withNesterov(true))),
          Map.entry(
              "sgd_momentum_piecewise_clip_value",
              Optimization.of(Sgd.of(1).withMomentum(0.9f))
                  .withSchedule(
                      new PiecewiseConstant(List.of(9, 30), List.of(0.05f, 0.02f, 0.005f)))
                  .withClipping(new Clipping.ByValue(0.5f))),
          Map.entry("adagrad", Optimization.of(Adagrad.of(0.1f))),
          Map.entry("adagrad_large_epsilon", Optimization.of(new Adagrad(0.1f, 0, 0.01f))),
          Map.entry(
              "adagrad_clip_global_norm",
              Optimization.of(Adagrad.of(0.1f)).withClipping(new Clipping.ByGlobalNorm(1))),
          Map.entry("adadelta", Optimization.of(Adadelta.of(1))),
          Map.entry("adadelta_large_epsilon", Optimization.of(new Adadelta(0.5f, 0.8f, 1e-3f))),
          Map.entry("ftrl", Optimization.of(Ftrl.of(0.1f))),
          Map.entry(
              "ftrl_penalties",
              Optimization.of(new Ftrl(0.1f, -0.5f, 0.1f, 0.3f, 0.2f, 0.05f, 0.5f))),
          Map.entry(
              "ftrl_other_power",
              Optimization.of(new Ftrl(0.05f, -0.3f, 0.5f, 0, 0, 0, 0))
                  .withClipping(new Clipping.ByValue(0.5f))));

  private static Golden read() {
    try (InputStream file =
        KerasArithmeticTest.class.getResourceAsStream("/golden/optimizers.json")) {
      return new ObjectMapper().readValue(file, Golden.class);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<String> names() {
    return CASES.keySet().stream().sorted();
  }

  @Test
  void everyOptimizerAndClippingIsCompared() {
    assertEquals(GOLDEN.weights().keySet(), CASES.keySet());
    Set<Class<?>> optimizers =
        CASES.values().stream()
            .map(optimization -> optimization.optimizer().getClass())
            .collect(Collectors.toSet());
    Set<Class<?>> expected = new HashSet<>(Arrays.asList(Optimizer.class.getPermittedSubclasses()));
    // Not in Keras; LbfgsTest compares its optima with scipy's.
    expected.remove(Lbfgs.class);
    assertEquals(expected, optimizers);
    Set<Class<?>> clippings =
        CASES.values().stream()
            .map(Optimization::clipping)
            .flatMap(Optional::stream)
            .map(Object::getClass)
            .collect(Collectors.toSet());
    assertEquals(new HashSet<>(Arrays.asList(Clipping.class.getPermittedSubclasses())), clippings);
  }

  @ParameterizedTest
  @MethodSource("names")
  void leavesTheWeightsWhereKerasDoes(String name) {
    FloatNdArray first = NdArrays.ofFloats(Shape.of(3, 2));
    FloatNdArray second = NdArrays.ofFloats(Shape.of(2));
    for (int i = 0; i < 6; i++) {
      first.setFloat(GOLDEN.start().get(i), i / 2, i % 2);
    }
    for (int i = 0; i < 2; i++) {
      second.setFloat(GOLDEN.start().get(6 + i), i);
    }
    try (Training training =
        new Training(
            CASES.get(name),
            List.of(first, second),
            KerasArithmeticTest::gradients,
            GOLDEN.noise().size())) {
      int done = 0;
      for (int i = 0; i < GOLDEN.kept().size(); i++) {
        training.steps(GOLDEN.kept().get(i) - done);
        done = GOLDEN.kept().get(i);
        float[] expected = GOLDEN.weights().get(name).get(i);
        float[] actual = new float[8];
        System.arraycopy(training.weight(0), 0, actual, 0, 6);
        System.arraycopy(training.weight(1), 0, actual, 6, 2);
        for (int j = 0; j < 8; j++) {
          float bound = 1e-5f * Math.abs(expected[j]) + 1e-7f;
          int at = j;
          int after = done;
          assertEquals(
              expected[j], actual[j], bound, () -> "entry " + at + " after " + after + " steps");
        }
      }
    }
  }

  /** Given noise, and the gradient of l1 sum |w| + l2 sum w^2. */
  private static List<Operand<TFloat32>> gradients(
      Ops tf, List<Operand<TFloat32>> weights, Operand<TInt64> step) {
    Operand<TFloat32> noise =
        tf.gather(tf.constant(GOLDEN.noise().toArray(float[][]::new)), step, tf.constant(0));
    Operand<TFloat32> first =
        tf.reshape(
            tf.slice(noise, tf.constant(new int[] {0}), tf.constant(new int[] {6})),
            tf.constant(new int[] {3, 2}));
    Operand<TFloat32> second =
        tf.slice(noise, tf.constant(new int[] {6}), tf.constant(new int[] {2}));
    return List.of(
        tf.math.add(first, penalty(tf, weights.get(0))),
        tf.math.add(second, penalty(tf, weights.get(1))));
  }

  private static Operand<TFloat32> penalty(Ops tf, Operand<TFloat32> weight) {
    return tf.math.add(
        tf.math.mul(tf.constant(GOLDEN.l1()), tf.math.sign(weight)),
        tf.math.mul(tf.constant(2 * GOLDEN.l2()), weight));
  }
}
