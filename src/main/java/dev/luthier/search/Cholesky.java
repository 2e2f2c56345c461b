package dev.luthier.search;

/**
 * A symmetric positive definite matrix as {@code U'U}, with {@code U} upper triangular and stored
 * by rows.
 *
 * <p>The inner loops add multiples of one contiguous row to another, four at a time: the form that
 * the virtual machine's compiler turns into vector instructions.
 */
final class Cholesky {

  /** Rows that are eliminated together: a panel of them stays in the cache. */
  private static final int PANEL = 32;

  private final int size;
  private final double[] upper;

  private Cholesky(int size, double[] upper) {
    this.size = size;
    this.upper = upper;
  }

  /**
   * Factors a matrix in place.
   *
   * @param size of rows and columns
   * @param matrix by rows, of which only the upper triangle is read; becomes the factor's
   * @return null where the matrix is not positive definite
   */
  static Cholesky of(int size, double[] matrix) {
    for (int begin = 0; begin < size; begin += PANEL) {
      int end = Math.min(size, begin + PANEL);
      for (int k = begin; k < end; k++) {
        double pivot = matrix[k * size + k];
        if (!(pivot > 0) || Double.isInfinite(pivot)) {
          return null;
        }
        double scale = 1 / Math.sqrt(pivot);
        for (int j = k * size + k; j < (k + 1) * size; j++) {
          matrix[j] *= scale;
        }
        for (int i = k + 1; i < end; i++) {
          subtract(matrix, i * size + i, matrix[k * size + i], k * size + i, size - i);
        }
      }
      for (int i = end; i < size; i++) {
        int k = begin;
        for (; k + 4 <= end; k += 4) {
          int row = k * size + i;
          subtract(
              matrix,
              i * size + i,
              size - i,
              matrix[row],
              row,
              matrix[row + size],
              row + size,
              matrix[row + 2 * size],
              row + 2 * size,
              matrix[row + 3 * size],
              row + 3 * size);
        }
        for (; k < end; k++) {
          subtract(matrix, i * size + i, matrix[k * size + i], k * size + i, size - i);
        }
      }
    }
    return new Cholesky(size, matrix);
  }

  /** Half the logarithm of the matrix' determinant. */
  double halfLogDeterminant() {
    double sum = 0;
    for (int i = 0; i < size; i++) {
      sum += Math.log(upper[i * size + i]);
    }
    return sum;
  }

  /**
   * Solves {@code U'X = B} in place.
   *
   * @param sides B by rows, one column for each right-hand side
   * @param count of columns
   */
  void solveTransposed(double[] sides, int count) {
    int j = 0;
    for (; j + 4 <= size; j += 4) {
      for (int k = j; k < j + 4; k++) {
        divide(sides, k * count, upper[k * size + k], count);
        for (int i = k + 1; i < j + 4; i++) {
          subtract(sides, i * count, upper[k * size + i], k * count, count);
        }
      }
      for (int i = j + 4; i < size; i++) {
        int row = j * size + i;
        subtract(
            sides,
            i * count,
            count,
            upper[row],
            j * count,
            upper[row + size],
            (j + 1) * count,
            upper[row + 2 * size],
            (j + 2) * count,
            upper[row + 3 * size],
            (j + 3) * count);
      }
    }
    for (; j < size; j++) {
      divide(sides, j * count, upper[j * size + j], count);
      for (int i = j + 1; i < size; i++) {
        subtract(sides, i * count, upper[j * size + i], j * count, count);
      }
    }
  }

  /** Solves {@code U'x = b} in place. */
  void solveTransposed(double[] side) {
    for (int j = 0; j < size; j++) {
      double solved = side[j] / upper[j * size + j];
      side[j] = solved;
      int row = j * size;
      for (int i = j + 1; i < size; i++) {
        side[i] -= solved * upper[row + i];
      }
    }
  }

  /** Solves {@code Ux = b} in place. */
  void solve(double[] side) {
    for (int i = size - 1; i >= 0; i--) {
      int row = i * size;
      double a = 0;
      double b = 0;
      double c = 0;
      double d = 0;
      int j = i + 1;
      for (; j + 4 <= size; j += 4) {
        a += upper[row + j] * side[j];
        b += upper[row + j + 1] * side[j + 1];
        c += upper[row + j + 2] * side[j + 2];
        d += upper[row + j + 3] * side[j + 3];
      }
      for (; j < size; j++) {
        a += upper[row + j] * side[j];
      }
      side[i] = (side[i] - ((a + b) + (c + d))) / upper[row + i];
    }
  }

  /** The lower triangle, with the diagonal, of the matrix' inverse, by rows. */
  double[] inverse() {
    // The rows of the inverse of U': row i ends at column i.
    double[] rows = new double[size * size];
    for (int i = 0; i < size; i++) {
      rows[i * size + i] = 1;
    }
    for (int k = 0; k < size; k++) {
      divide(rows, k * size, upper[k * size + k], k + 1);
      for (int i = k + 1; i < size; i++) {
        subtract(rows, i * size, upper[k * size + i], k * size, k + 1);
      }
    }
    double[] inverse = new double[size * size];
    for (int i = 0; i < size; i++) {
      for (int k = i; k < size; k++) {
        add(inverse, i * size, rows[k * size + i], rows, k * size, i + 1);
      }
    }
    return inverse;
  }

  private static void divide(double[] values, int at, double by, int length) {
    double factor = 1 / by;
    for (int j = 0; j < length; j++) {
      values[at + j] *= factor;
    }
  }

  private static void subtract(double[] values, int to, double factor, int from, int length) {
    for (int j = 0; j < length; j++) {
      values[to + j] -= factor * values[from + j];
    }
  }

  private static void add(
      double[] sum, int to, double factor, double[] values, int from, int length) {
    for (int j = 0; j < length; j++) {
      sum[to + j] += factor * values[from + j];
    }
  }

  private static void subtract(
      double[] values,
      int to,
      int length,
      double a,
      int fromA,
      double b,
      int fromB,
      double c,
      int fromC,
      double d,
      int fromD) {
    for (int j = 0; j < length; j++) {
      values[to + j] -=
          a * values[fromA + j]
              + b * values[fromB + j]
              + c * values[fromC + j]
              + d * values[fromD + j];
    }
  }
}
