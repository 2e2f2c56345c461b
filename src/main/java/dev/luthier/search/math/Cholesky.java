package dev.luthier.search.math;

/**
 * A symmetric positive definite matrix as {@code U'U}, with {@code U} upper triangular.
 *
 * <p>The inner loops add multiples of some rows to others, each row an array of its own with the
 * same index in all of them: the only form that the virtual machine's compiler turns into vector
 * instructions.
 */
public final class Cholesky {

  /** Rows that are eliminated together: a panel of them stays in the cache. */
  private static final int PANEL = 32;

  private final int size;
  private final double[][] upper;

  /** The transpose, of which row i ends at column i. */
  private final double[][] lower;

  private Cholesky(double[][] upper) {
    this.size = upper.length;
    this.upper = upper;
    this.lower = new double[size][];
    for (int i = 0; i < size; i++) {
      lower[i] = new double[i + 1];
      for (int k = 0; k <= i; k++) {
        lower[i][k] = upper[k][i];
      }
    }
  }

  /**
   * Factors a matrix in place.
   *
   * @param matrix rows, of which only the upper triangle is read; become the factor's
   * @return null where the matrix is not positive definite
   */
  public static Cholesky of(double[][] matrix) {
    int size = matrix.length;
    for (int begin = 0; begin < size; begin += PANEL) {
      int end = Math.min(size, begin + PANEL);
      for (int k = begin; k < end; k++) {
        double[] row = matrix[k];
        if (!(row[k] > 0) || Double.isInfinite(row[k])) {
          return null;
        }
        multiply(row, k, size, 1 / Math.sqrt(row[k]));
        for (int i = k + 1; i < end; i++) {
          add(matrix[i], i, size, -row[i], row);
        }
      }
      double[] column = new double[end];
      for (int i = end; i < size; i++) {
        for (int k = begin; k < end; k++) {
          column[k] = matrix[k][i];
        }
        int k = begin;
        for (; k + 4 <= end; k += 4) {
          subtract(matrix[i], i, size, matrix, k, column);
        }
        for (; k < end; k++) {
          add(matrix[i], i, size, -column[k], matrix[k]);
        }
      }
    }
    return new Cholesky(matrix);
  }

  /** Half the logarithm of the matrix' determinant. */
  public double halfLogDeterminant() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.log(upper[i][i]);
    }
    return sum;
  }

  /**
   * Solves {@code U'X = B} in place.
   *
   * @param sides rows of B, one column for each right-hand side
   */
  public void solveTransposed(double[][] sides) {
    for (int i = 0; i < size; i++) {
      double[] side = sides[i];
      int k = 0;
      for (; k + 4 <= i; k += 4) {
        subtract(side, 0, side.length, sides, k, lower[i]);
      }
      for (; k < i; k++) {
        add(side, 0, side.length, -lower[i][k], sides[k]);
      }
      multiply(side, 0, side.length, 1 / lower[i][i]);
    }
  }

  /** Solves {@code U'x = b} in place. */
  public void solveTransposed(double[] side) {
    for (int j = 0; j < size; j++) {
      double solved = side[j] / upper[j][j];
      side[j] = solved;
      add(side, j + 1, size, -solved, upper[j]);
    }
  }

  /** Solves {@code Ux = b} in place. */
  public void solve(double[] side) {
    for (int i = size - 1; i >= 0; i--) {
      double solved = side[i] / lower[i][i];
      side[i] = solved;
      add(side, 0, i, -solved, lower[i]);
    }
  }

  /** The lower triangle, with the diagonal, of the matrix' inverse, by rows. */
  public double[][] inverse() {
    // The rows of the inverse of U': row i ends at column i.
    double[][] rows = new double[size][];
    for (int i = 0; i < size; i++) {
      rows[i] = new double[i + 1];
      rows[i][i] = 1;
      for (int k = 0; k < i; k++) {
        add(rows[i], 0, k + 1, -lower[i][k], rows[k]);
      }
      multiply(rows[i], 0, i + 1, 1 / lower[i][i]);
    }
    double[][] inverse = new double[size][];
    for (int i = 0; i < size; i++) {
      inverse[i] = new double[i + 1];
      for (int k = i; k < size; k++) {
        add(inverse[i], 0, i + 1, rows[k][i], rows[k]);
      }
    }
    return inverse;
  }

  private static void multiply(double[] values, int from, int to, double factor) {
    for (int j = from; j < to; j++) {
      values[j] *= factor;
    }
  }

  private static void add(double[] sum, int from, int to, double factor, double[] row) {
    for (int j = from; j < to; j++) {
      sum[j] += factor * row[j];
    }
  }

  /** Subtracts four rows, from {@code first} on, times factors of the same indices. */
  private static void subtract(
      double[] target, int from, int to, double[][] rows, int first, double[] factors) {
    double[] rowA = rows[first];
    double[] rowB = rows[first + 1];
    double[] rowC = rows[first + 2];
    double[] rowD = rows[first + 3];
    double a = factors[first];
    double b = factors[first + 1];
    double c = factors[first + 2];
    double d = factors[first + 3];
    for (int j = from; j < to; j++) {
      target[j] -= a * rowA[j] + b * rowB[j] + c * rowC[j] + d * rowD[j];
    }
  }
}
