package dev.luthier.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/** Totals over the samples of an epoch, accumulated in a float64 variable on the device. */
public sealed interface Statistic {

  /**
   * Shape of the total.
   *
   * @param outputs classes, or width of a regression's output
   * @param samples in the whole epoch
   */
  Shape shape(int outputs, long samples);

  /**
   * Adds a batch to the total.
   *
   * @param total handle of the variable
   * @param batch what was predicted and what is right
   */
  Op add(Ops tf, Operand<? extends TType> total, Batch batch);

  /**
   * A batch's predictions and targets.
   *
   * @param predictions probabilities {@code [batch, classes]} or values {@code [batch, width]}
   * @param classes right class ids {@code [batch]}; null for a regression
   * @param targets right values {@code [batch, width]}; null for a classification
   * @param position number of samples of this epoch before this batch, a scalar
   */
  record Batch(
      Operand<TFloat32> predictions,
      Operand<TInt32> classes,
      Operand<TFloat32> targets,
      Operand<TInt32> position) {}

  /** Number of samples whose likeliest class is the right one. */
  record Correct() implements Statistic {

    @Override
    public Shape shape(int outputs, long samples) {
      return Shape.scalar();
    }

    @Override
    public Op add(Ops tf, Operand<? extends TType> total, Batch batch) {
      Operand<TInt32> predicted =
          tf.math.argMax(batch.predictions(), tf.constant(-1), TInt32.class);
      Operand<TFloat64> hits =
          tf.dtypes.cast(tf.math.equal(predicted, batch.classes()), TFloat64.class);
      return tf.assignAddVariableOp(total, tf.reduceSum(hits, tf.constant(0)));
    }
  }
}
