package dev.luthier.optim;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.linalg.TriangularSolve;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * The L-BFGS estimate of the inverse Hessian as a compact product, equation 3.1 of <a
 * href="https://doi.org/10.1007/BF01582063">Byrd, Nocedal &amp; Schnabel 1994</a>. It is the same
 * as the two-loop recursion in a handful of matrix products, where the recursion would be some
 * hundred small ops one after another. With moves S, changes Y, {@code R} the upper triangle of
 * {@code S'Y}, D its diagonal and a scale c:
 *
 * <pre>
 * u   = R^-1 S'g
 * H g = c g + S R^-T ((D + c Y'Y) u - c Y'g) - c Y u
 * </pre>
 *
 * <p>Pairs without positive curvature, empty ones among them, do not count.
 *
 * @param product H g, {@code [weights, 1]}
 * @param scale c: that of the newest pair that counts
 */
record InverseHessian(Operand<TFloat64> product, Operand<TFloat64> scale) {

  /** Below this cosine of move and change, a curvature is rounding. */
  private static final double LEAST_COSINE = 1e-10;

  /**
   * Adds H g.
   *
   * @param moves {@code [weights, history]}, oldest first
   * @param changes of the gradient, likewise
   * @param gradient g, {@code [weights, 1]}
   * @param scaleBefore c where no pair counts
   */
  static InverseHessian times(
      Ops tf,
      int history,
      Operand<TFloat64> moves,
      Operand<TFloat64> changes,
      Operand<TFloat64> gradient,
      Operand<TFloat64> scaleBefore) {
    Operand<TFloat64> curvatures = inner(tf, moves, changes);
    Operand<TFloat64> squares = inner(tf, changes, changes);
    Operand<TFloat64> diagonal = tf.linalg.matrixDiagPart(curvatures, zero(tf), number(tf, 0));
    Operand<TFloat64> changeSquares = tf.linalg.matrixDiagPart(squares, zero(tf), number(tf, 0));
    Operand<TFloat64> moveSquares = tf.reduceSum(tf.math.square(moves), tf.constant(0));
    Operand<TFloat64> least =
        tf.math.mul(
            number(tf, LEAST_COSINE), tf.math.sqrt(tf.math.mul(moveSquares, changeSquares)));
    Operand<TBool> counts = tf.math.greater(diagonal, least);
    Operand<TFloat64> counted = tf.dtypes.cast(counts, TFloat64.class);
    Operand<TFloat64> column = tf.expandDims(counted, tf.constant(1));
    Operand<TFloat64> both = tf.math.mul(column, counted);

    Operand<TFloat64> scale = scale(tf, history, counts, diagonal, changeSquares, scaleBefore);
    Operand<TFloat64> upper =
        tf.math.add(
            tf.linalg.bandPart(tf.math.mul(curvatures, both), tf.constant(0), tf.constant(-1)),
            tf.linalg.matrixDiag(
                tf.math.sub(number(tf, 1), counted),
                zero(tf),
                tf.constant(-1),
                tf.constant(-1),
                number(tf, 0)));
    Operand<TFloat64> ofMoves = tf.math.mul(inner(tf, moves, gradient), column);
    Operand<TFloat64> ofChanges = tf.math.mul(inner(tf, changes, gradient), column);
    Operand<TFloat64> u = tf.linalg.triangularSolve(upper, ofMoves, TriangularSolve.lower(false));
    Operand<TFloat64> right =
        tf.math.add(
            tf.math.mul(tf.expandDims(diagonal, tf.constant(1)), u),
            tf.math.mul(
                scale, tf.math.sub(tf.linalg.matMul(tf.math.mul(squares, both), u), ofChanges)));
    Operand<TFloat64> v =
        tf.linalg.triangularSolve(
            upper, right, TriangularSolve.lower(false), TriangularSolve.adjoint(true));
    Operand<TFloat64> product =
        tf.math.add(
            tf.math.mul(scale, tf.math.sub(gradient, tf.linalg.matMul(changes, u))),
            tf.linalg.matMul(moves, v));
    return new InverseHessian(product, scale);
  }

  private static Operand<TFloat64> scale(
      Ops tf,
      int history,
      Operand<TBool> counts,
      Operand<TFloat64> curvatures,
      Operand<TFloat64> changeSquares,
      Operand<TFloat64> before) {
    int[] numbers = new int[history];
    for (int i = 0; i < history; i++) {
      numbers[i] = i;
    }
    Operand<TInt32> newest =
        tf.reduceMax(tf.select(counts, tf.constant(numbers), tf.constant(-1)), tf.constant(0));
    Operand<TInt32> row = tf.math.maximum(newest, tf.constant(0));
    Operand<TFloat64> ratio =
        tf.math.div(
            tf.gather(curvatures, row, tf.constant(0)),
            tf.gather(changeSquares, row, tf.constant(0)));
    return tf.select(tf.math.greaterEqual(newest, tf.constant(0)), ratio, before);
  }

  private static Operand<TFloat64> inner(Ops tf, Operand<TFloat64> a, Operand<TFloat64> b) {
    return tf.linalg.matMul(a, b, MatMul.transposeA(true));
  }

  private static Operand<TInt32> zero(Ops tf) {
    return tf.constant(0);
  }

  private static Operand<TFloat64> number(Ops tf, double value) {
    return tf.constant(value);
  }
}
