package dev.luthier.nn;

import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A sample as one vector, such as a gate sees it: its channels, each as the mean over all
 * positions.
 */
final class PositionMean {

  private PositionMean() {}

  /**
   * The mean over all dimensions but the first and the last, padding left out: {@code [batch, ...,
   * channels]} to {@code [batch, channels]}. Vectors stay as they are.
   *
   * @param input place of the input among the layer's
   */
  static Operand<TFloat32> of(LayerScope scope, int input, Operand<TFloat32> x) {
    int rank = x.shape().numDimensions();
    if (rank == 2) {
      return x;
    }
    Ops tf = scope.tf();
    Optional<Operand<TFloat32>> mask = scope.mask(input);
    if (rank != 3 || mask.isEmpty()) {
      return tf.math.mean(x, tf.constant(IntStream.range(1, rank - 1).toArray()));
    }
    Operand<TFloat32> own = tf.expandDims(mask.get(), tf.constant(-1));
    Operand<TFloat32> sums = tf.reduceSum(tf.math.mul(x, own), tf.constant(1));
    Operand<TFloat32> counts = tf.reduceSum(own, tf.constant(1));
    // A sample of padding alone has sums of 0.
    return tf.math.div(sums, tf.math.maximum(counts, tf.constant(1f)));
  }

  /** A vector a sample as one that broadcasts over the positions of samples of a shape. */
  static Operand<TFloat32> broadcast(Ops tf, Operand<TFloat32> vectors, Shape sample) {
    Shape shape = Shape.of(vectors.shape().get(-1));
    for (int i = 1; i < sample.numDimensions(); i++) {
      shape = shape.prepend(1);
    }
    return sample.numDimensions() == 1 ? vectors : Samples.reshape(tf, vectors, shape);
  }
}
