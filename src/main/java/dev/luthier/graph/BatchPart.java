package dev.luthier.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TType;

/**
 * The part of a batch that one pass works on.
 *
 * @param places of its samples in the batch, {@code [samples]}. A part of size 0 has one sample all
 *     the same, since a mean over none is no number.
 * @param size number of samples that count, a scalar
 * @param batch number of samples of the batch, a scalar
 * @param number of the part in its batch, a scalar
 */
record BatchPart(
    Operand<TInt32> places, Operand<TInt32> size, Operand<TInt32> batch, Operand<TInt32> number) {

  /**
   * An odd number, so that parts of different numbers have different seeds: 2^32 by the golden
   * ratio.
   */
  private static final int SEED_DISTANCE = 0x9E3779B9;

  /** Of a batch's samples in order, those between two places, as the part with a number. */
  static BatchPart of(
      Ops tf,
      Operand<TInt32> start,
      Operand<TInt32> end,
      Operand<TInt32> batch,
      Operand<TInt32> number) {
    Operand<TInt32> one = tf.constant(1);
    Operand<TInt32> last = tf.math.maximum(end, tf.math.add(start, one));
    return new BatchPart(tf.range(start, last, one), tf.math.sub(end, start), batch, number);
  }

  /**
   * The partners of its samples: each sample's is the one before it, the batch's first one's the
   * last.
   */
  BatchPart partners(Ops tf) {
    Operand<TInt32> before = tf.math.add(places, tf.math.sub(batch, tf.constant(1)));
    return new BatchPart(tf.math.floorMod(before, batch), size, batch, number);
  }

  /** Its share of the batch, from 0 to 1, a scalar. */
  Operand<TFloat32> share(Ops tf) {
    return tf.math.div(tf.dtypes.cast(size, TFloat32.class), tf.dtypes.cast(batch, TFloat32.class));
  }

  /** Of something that the batch has for each sample, {@code [batch, ...]}, this part's. */
  <T extends TType> Operand<T> of(Ops tf, Operand<T> each) {
    return tf.gather(each, places, tf.constant(0));
  }

  /** A seed of its own, given that of the batch, int32 of shape [2]. */
  Operand<TInt32> seed(Ops tf, Operand<TInt32> ofBatch) {
    Operand<TInt32> distance = tf.math.mul(number, tf.constant(SEED_DISTANCE));
    return tf.math.add(ofBatch, tf.stack(List.of(distance, tf.constant(0))));
  }
}
