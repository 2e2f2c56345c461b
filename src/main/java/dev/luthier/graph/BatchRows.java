package dev.luthier.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;

/**
 * The rows of one batch of an order.
 *
 * @param batch number of the batch in its order, a scalar
 * @param start number of samples of the order before the batch, a scalar
 * @param size of the batch, a scalar: less than usual for the last one of an order
 * @param rows numbers of the batch's samples, {@code [size]}
 */
record BatchRows(
    Operand<TInt32> batch, Operand<TInt32> start, Operand<TInt32> size, Operand<TInt32> rows) {

  /** Cuts a batch of full size out of the order, whose shape is then known. */
  static BatchRows full(Ops tf, StepLoop.Step step, int batchSize) {
    Operand<TInt32> start = tf.math.mul(step.batch(), tf.constant(batchSize));
    Operand<TInt32> rows =
        tf.slice(
            step.order(), tf.expandDims(start, tf.constant(0)), tf.constant(new int[] {batchSize}));
    return new BatchRows(step.batch(), start, tf.constant(batchSize), rows);
  }

  /** Cuts the batch of a step out of the order. */
  static BatchRows of(Ops tf, StepLoop.Step step, int batchSize) {
    Operand<TInt32> start = tf.math.mul(step.batch(), tf.constant(batchSize));
    Operand<TInt32> end = tf.math.add(start, tf.constant(batchSize));
    // A strided slice ends where the order does.
    Operand<TInt32> rows =
        tf.stridedSlice(
            step.order(),
            tf.expandDims(start, tf.constant(0)),
            tf.expandDims(end, tf.constant(0)),
            tf.constant(new int[] {1}));
    return new BatchRows(step.batch(), start, tf.size(rows), rows);
  }
}
