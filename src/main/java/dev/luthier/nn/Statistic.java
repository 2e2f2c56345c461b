package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * Totals over the samples of an epoch, accumulated in a float64 variable on the device that is all
 * zeros before the first batch. Batches may differ in size; their order does not matter but for the
 * place of {@link Scores} and the last digits.
 */
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
   * @param ranking numbers {@code [batch, classes]} that order the classes as the probabilities do
   * @param classes right class ids {@code [batch]}; null for a regression
   * @param targets right values {@code [batch, width]}; null for a classification
   * @param position number of samples of this epoch before this batch, a scalar
   */
  record Batch(
      Operand<TFloat32> predictions,
      Operand<TFloat32> ranking,
      Operand<TInt64> classes,
      Operand<TFloat32> targets,
      Operand<TInt32> position) {

    /** The likeliest class of each sample, the first where several are. */
    private Operand<TInt64> predictedClasses(Ops tf) {
      return tf.math.argMax(ranking, tf.constant(-1));
    }

    private Operand<TFloat64> errors(Ops tf) {
      return tf.math.sub(
          tf.dtypes.cast(predictions, TFloat64.class), tf.dtypes.cast(targets, TFloat64.class));
    }
  }

  /** Number of samples whose likeliest class, the first where several are, is the right one. */
  record Correct() implements Statistic {

    @Override
    public Shape shape(int outputs, long samples) {
      return Shape.scalar();
    }

    @Override
    public Op add(Ops tf, Operand<? extends TType> total, Batch batch) {
      return addCount(tf, total, tf.math.equal(batch.predictedClasses(tf), batch.classes()));
    }
  }

  /**
   * Number of samples whose right class is among the k likeliest: fewer than k classes are strictly
   * likelier, so that a tie counts in the model's favour (scikit-learn breaks it by class id).
   *
   * @param k positive
   */
  record TopKCorrect(int k) implements Statistic {

    @Override
    public Shape shape(int outputs, long samples) {
      return Shape.scalar();
    }

    @Override
    public Op add(Ops tf, Operand<? extends TType> total, Batch batch) {
      return addCount(
          tf, total, tf.nn.inTopK(batch.predictions(), batch.classes(), tf.constant((long) k)));
    }
  }

  /**
   * Number of samples of each pair of classes: the right one's id times the number of classes, plus
   * the predicted one's.
   */
  record Confusion() implements Statistic {

    @Override
    public Shape shape(int outputs, long samples) {
      return Shape.of((long) outputs * outputs);
    }

    @Override
    public Op add(Ops tf, Operand<? extends TType> total, Batch batch) {
      long classes = batch.predictions().shape().get(-1);
      Operand<TInt64> pair =
          tf.math.add(
              tf.math.mul(batch.classes(), tf.constant(classes)), batch.predictedClasses(tf));
      return tf.resourceScatterAdd(total, pair, tf.constant(1.0));
    }
  }

  /** Sum of the squared errors of each output. */
  record SquaredError() implements Statistic {

    @Override
    public Shape shape(int outputs, long samples) {
      return Shape.of(outputs);
    }

    @Override
    public Op add(Ops tf, Operand<? extends TType> total, Batch batch) {
      Operand<TFloat64> squares = tf.math.square(batch.errors(tf));
      return tf.assignAddVariableOp(total, tf.reduceSum(squares, tf.constant(0)));
    }
  }

  /** Sum of the absolute errors of each output. */
  record AbsoluteError() implements Statistic {

    @Override
    public Shape shape(int outputs, long samples) {
      return Shape.of(outputs);
    }

    @Override
    public Op add(Ops tf, Operand<? extends TType> total, Batch batch) {
      Operand<TFloat64> sizes = tf.math.abs(batch.errors(tf));
      return tf.assignAddVariableOp(total, tf.reduceSum(sizes, tf.constant(0)));
    }
  }

  /**
   * Moments of each output's targets about the epoch's first target, which is close enough to their
   * mean that their variance does not cancel, and which makes a constant target's exactly 0. Rows:
   * the first target, the sum of the distances from it, the sum of their squares.
   */
  record TargetMoments() implements Statistic {

    @Override
    public Shape shape(int outputs, long samples) {
      return Shape.of(3, outputs);
    }

    @Override
    public Op add(Ops tf, Operand<? extends TType> total, Batch batch) {
      Operand<TInt32> zero = tf.constant(0);
      Operand<TFloat64> targets = tf.dtypes.cast(batch.targets(), TFloat64.class);
      Operand<TFloat64> known = tf.gather(tf.readVariableOp(total, TFloat64.class), zero, zero);
      Operand<TFloat64> origin =
          tf.select(tf.math.equal(batch.position(), zero), tf.gather(targets, zero, zero), known);
      Operand<TFloat64> distances = tf.math.sub(targets, origin);
      return tf.assignAddVariableOp(
          total,
          tf.stack(
              List.of(
                  tf.math.sub(origin, known),
                  tf.reduceSum(distances, zero),
                  tf.reduceSum(tf.math.square(distances), zero))));
    }
  }

  /** Every sample's predictions, then the id of its right class: a row a sample. */
  record Scores() implements Statistic {

    @Override
    public Shape shape(int outputs, long samples) {
      return Shape.of(samples, outputs + 1L);
    }

    @Override
    public Op add(Ops tf, Operand<? extends TType> total, Batch batch) {
      Operand<TFloat64> classes =
          tf.expandDims(tf.dtypes.cast(batch.classes(), TFloat64.class), tf.constant(-1));
      Operand<TFloat64> rows =
          tf.concat(
              List.of(tf.dtypes.cast(batch.predictions(), TFloat64.class), classes),
              tf.constant(-1));
      Operand<TInt32> size = tf.size(batch.classes());
      Operand<TInt32> places =
          tf.math.add(tf.range(tf.constant(0), size, tf.constant(1)), batch.position());
      return tf.resourceScatterUpdate(total, places, rows);
    }
  }

  private static Op addCount(Ops tf, Operand<? extends TType> total, Operand<TBool> hits) {
    Operand<TFloat64> counts = tf.dtypes.cast(hits, TFloat64.class);
    return tf.assignAddVariableOp(total, tf.reduceSum(counts, tf.constant(0)));
  }
}
