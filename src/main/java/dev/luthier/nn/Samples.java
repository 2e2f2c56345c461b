package dev.luthier.nn;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A batch of samples seen by the shape of one sample. */
final class Samples {

  private Samples() {}

  /** The shape of one sample of a batch, which the graph has to know. */
  static Shape shape(Operand<TFloat32> batch) {
    long[] sizes = batch.shape().asArray();
    Shape sample = Shape.of(Arrays.copyOfRange(sizes, 1, sizes.length));
    if (sample.hasUnknownDimension()) {
      throw new IllegalStateException(
          "the shape of a sample must be known when the graph is built, was " + sample);
    }
    return sample;
  }

  /** How many samples there are, an int32 scalar. */
  static Operand<TInt32> count(Ops tf, Operand<TFloat32> batch) {
    return tf.squeeze(
        tf.slice(tf.shape(batch), tf.constant(new int[] {0}), tf.constant(new int[] {1})));
  }

  /** The same values with samples of another shape. */
  static Operand<TFloat32> reshape(Ops tf, Operand<TFloat32> batch, Shape sample) {
    return tf.reshape(batch, tf.constant(sample.prepend(-1)));
  }

  /** Batch and last dimension only: {@code [batch, ..., n]} to {@code [rows, n]}. */
  static Operand<TFloat32> rows(Ops tf, Operand<TFloat32> batch) {
    return reshape(tf, batch, Shape.of(batch.shape().get(-1)));
  }

  /** Sequences as images of height 1; images stay as they are. */
  static Operand<TFloat32> images(Ops tf, Operand<TFloat32> batch) {
    return batch.shape().numDimensions() == 3 ? tf.expandDims(batch, tf.constant(1)) : batch;
  }

  /** Images of height 1 as sequences. */
  static Operand<TFloat32> sequences(Ops tf, Operand<TFloat32> images) {
    return tf.squeeze(images, Squeeze.axis(List.of(1L)));
  }
}
