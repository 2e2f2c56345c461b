package dev.luthier.graph;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TInt32;

/**
 * The rows of one batch of an order.
 *
 * @param start number of samples of the order before the batch, a scalar
 * @param size of the batch, a scalar: less than usual for the last one of an order
 * @param rows numbers of the batch's samples, {@code [size]}
 */
record BatchRows(Operand<TInt32> start, Operand<TInt32> size, Operand<TInt32> rows) {

  /** Cuts the batch of a step out of the order. */
  static BatchRows of(Ops tf, StepLoop.Step step, int batchSize) {
    Operand<TInt32> start = tf.math.mul(step.batch(), tf.constant(batchSize));
    Operand<TInt32> all = tf.squeeze(tf.shape(step.order()), Squeeze.axis(java.util.List.of(0L)));
    Operand<TInt32> size = tf.math.minimum(tf.constant(batchSize), tf.math.sub(all, start));
    Operand<TInt32> rows =
        tf.slice(
            step.order(),
            tf.expandDims(start, tf.constant(0)),
            tf.expandDims(size, tf.constant(0)));
    return new BatchRows(start, size, rows);
  }
}
