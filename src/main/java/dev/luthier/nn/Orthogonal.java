package dev.luthier.nn;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.Qr;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * A random matrix with orthogonal columns, or rows where there are fewer of them, each of length
 * {@code gain}: Saxe et al. 2013. A tensor of more dimensions is such a matrix with the last
 * dimension as its columns.
 *
 * <p>It is the Q of the QR decomposition of normal numbers, its columns signed like the diagonal of
 * R, which makes it uniform over all orthogonal matrices (Mezzadri 2007).
 *
 * @param gain length of the columns
 */
public record Orthogonal(float gain) implements Initializer {

  public Orthogonal {
    if (!Float.isFinite(gain)) {
      throw new IllegalArgumentException(
          "gain must be a finite number, was " + gain + "; write one such as 1");
    }
  }

  @Override
  public Operand<TFloat32> value(Ops tf, Shape shape, Operand<TInt32> seed) {
    int rank = shape.numDimensions();
    if (rank < 2) {
      throw new IllegalArgumentException(
          "orthogonal needs a variable of two or more dimensions, was "
              + shape
              + "; use it for kernels only");
    }
    long rows = shape.take(rank - 1).size();
    long columns = shape.get(rank - 1);
    Shape tall = Shape.of(Math.max(rows, columns), Math.min(rows, columns));
    Operand<TFloat32> draw = tf.random.statelessRandomNormal(tf.constant(tall), seed);
    Qr<TFloat32> qr = tf.linalg.qr(draw, Qr.fullMatrices(false));
    Operand<TFloat32> signs = tf.math.sign(tf.linalg.tensorDiagPart(qr.r()));
    Operand<TFloat32> matrix = tf.math.mul(qr.q(), signs);
    if (rows < columns) {
      matrix = tf.linalg.transpose(matrix, tf.constant(new int[] {1, 0}));
    }
    return tf.math.mul(tf.reshape(matrix, tf.constant(shape)), tf.constant(gain));
  }
}
