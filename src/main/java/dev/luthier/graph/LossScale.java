package dev.luthier.graph;

import dev.luthier.nn.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/**
 * Dynamic loss scaling, <a href="https://arxiv.org/abs/1710.03740">Micikevicius et al. 2018</a>:
 * what is differentiated is the loss times a factor, so that gradients that float16 would round to
 * 0 come out, and the factor is taken out again in float32.
 *
 * <p>As Keras' {@code LossScaleOptimizer}: the factor begins at 32768; where any gradient is not
 * finite the step changes no weight and nothing that the optimizer keeps, and the factor is halved;
 * after 2000 steps in a row without that it is doubled. Unlike Keras 3, the factor stays at least
 * 1: below that, the loss itself is at fault.
 *
 * @param factor by which the loss is multiplied, a scalar
 */
record LossScale(Operand<TFloat32> factor) {

  static final String FACTOR = "optimizer/loss_scale";

  /** Steps without an overflow since the factor was changed. */
  static final String STEPS = "optimizer/loss_scale_steps";

  private static final float INITIAL = 32768;
  private static final long GROWTH_STEPS = 2000;

  /** Enters factor and steps, where a precision needs them. */
  static void enter(VariableTable table, Precision precision) {
    if (precision.scalesLoss()) {
      table.addScalar(FACTOR, INITIAL, GraphVariable.Role.OPTIMIZER);
      table.addZeros(STEPS, TInt64.class, Shape.scalar(), GraphVariable.Role.OPTIMIZER);
    }
  }

  /** The scale of a step, as it begins; empty where there is none. */
  static Optional<LossScale> of(Handles handles) {
    return handles.contains(FACTOR)
        ? Optional.of(new LossScale(handles.read(FACTOR)))
        : Optional.empty();
  }

  /** Gradients of the loss, given those of the scaled one. */
  List<Operand<TFloat32>> unscaled(Ops tf, List<Operand<TFloat32>> gradients) {
    Operand<TFloat32> inverse = tf.math.reciprocal(factor);
    return gradients.stream()
        .<Operand<TFloat32>>map(gradient -> tf.math.mul(gradient, inverse))
        .toList();
  }

  /** Whether every number of all gradients is finite, a scalar. */
  static Operand<TBool> areFinite(Ops tf, List<Operand<TFloat32>> gradients) {
    List<Operand<TBool>> each = new ArrayList<>();
    for (Operand<TFloat32> gradient : gradients) {
      Operand<TBool> flat = tf.reshape(tf.math.isFinite(gradient), tf.constant(new int[] {-1}));
      each.add(tf.reduceAll(flat, tf.constant(0)));
    }
    return tf.reduceAll(tf.stack(each), tf.constant(0));
  }

  /** Changes factor and steps. */
  List<Op> adapt(Ops tf, Handles handles, Operand<TBool> finite) {
    Operand<TInt64> steps = tf.math.add(handles.read(STEPS, TInt64.class), tf.constant(1L));
    Operand<TBool> grows =
        tf.math.logicalAnd(finite, tf.math.greaterEqual(steps, tf.constant(GROWTH_STEPS)));
    Operand<TFloat32> doubled = tf.math.mul(factor, tf.constant(2f));
    Operand<TFloat32> larger = tf.select(tf.math.isFinite(doubled), doubled, factor);
    Operand<TFloat32> halved =
        tf.math.maximum(tf.math.mul(factor, tf.constant(0.5f)), tf.constant(1f));
    Operand<TFloat32> next = tf.select(finite, tf.select(grows, larger, factor), halved);
    Operand<TBool> goesOn = tf.math.logicalAnd(finite, tf.math.logicalNot(grows));
    Ops ordered = tf.withControlDependencies(List.of(factor, steps));
    return List.of(
        ordered.assignVariableOp(handles.get(FACTOR), next),
        ordered.assignVariableOp(handles.get(STEPS), tf.select(goesOn, steps, tf.constant(0L))));
  }
}
