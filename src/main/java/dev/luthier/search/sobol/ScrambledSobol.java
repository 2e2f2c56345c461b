package dev.luthier.search.sobol;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.hipparchus.random.SobolSequenceGenerator;

/**
 * Points that fill the unit cube far more evenly than random ones: Sobol's sequence with the
 * direction numbers of Joe and Kuo (2008), randomized by a lower triangular matrix for each
 * dimension and a digital shift (Matousek 1998), as SciPy's {@code qmc.Sobol} does.
 *
 * <p>Each point alone is uniformly distributed, and the first 2<sup>m</sup> ones lie one in each of
 * 2<sup>m</sup> equal parts of every axis. The same dimension and seed give the same points; the
 * first coordinates do not change with further dimensions.
 */
public final class ScrambledSobol {

  /** Binary digits of a coordinate, as many as a double can tell apart once it is centred. */
  private static final int DIGITS = 52;

  /** Binary digits of an index. */
  static final int INDEX_DIGITS = 31;

  private final long[][] directions;
  private final long[] shifts;

  private ScrambledSobol(long[][] directions, long[] shifts) {
    this.directions = directions;
    this.shifts = shifts;
  }

  /**
   * A sequence.
   *
   * @param dimension from 0 to 21201
   */
  public static ScrambledSobol of(int dimension, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long[][] directions = directions(dimension);
    long[] shifts = new long[dimension];
    for (int i = 0; i < dimension; i++) {
      directions[i] = scrambled(directions[i], random);
      shifts[i] = random.nextLong() >>> (Long.SIZE - DIGITS);
    }
    return new ScrambledSobol(directions, shifts);
  }

  /**
   * A point, all coordinates strictly between 0 and 1.
   *
   * @param index from 0
   */
  public double[] point(int index) {
    if (index < 0) {
      throw new IndexOutOfBoundsException(index);
    }
    double[] point = new double[shifts.length];
    for (int i = 0; i < point.length; i++) {
      long digits = shifts[i];
      // In the order of the Gray code, as is usual: neighbours differ by one direction.
      for (int left = index ^ (index >>> 1); left != 0; left &= left - 1) {
        digits ^= directions[i][Integer.numberOfTrailingZeros(left)];
      }
      point[i] = (2 * digits + 1) * 0x1p-53;
    }
    return point;
  }

  /** All points from the first on, without end but for that of the indices. */
  public Stream<double[]> points() {
    return IntStream.rangeClosed(0, Integer.MAX_VALUE).mapToObj(this::point);
  }

  /**
   * Unscrambled direction numbers by dimension and digit of the index: a point is the exclusive or
   * of those at the digits of its index' Gray code, over 2<sup>52</sup>.
   */
  static long[][] directions(int dimension) {
    long[][] directions = new long[dimension][INDEX_DIGITS];
    if (dimension == 0) {
      return directions;
    }
    SobolSequenceGenerator sobol = new SobolSequenceGenerator(dimension);
    for (int digit = 0; digit < INDEX_DIGITS; digit++) {
      // The Gray code of a power of two has its own digit and the one below it.
      double[] point = sobol.skipTo(1 << digit);
      for (int i = 0; i < dimension; i++) {
        long below = digit == 0 ? 0 : directions[i][digit - 1];
        directions[i][digit] = (long) (point[i] * 0x1p52) ^ below;
      }
    }
    return directions;
  }

  /** Multiplied by a random matrix over the field of two elements, ones on its diagonal. */
  private static long[] scrambled(long[] directions, SplittableRandom random) {
    long[] scrambled = new long[directions.length];
    for (int digit = DIGITS - 1; digit >= 0; digit--) {
      // A row: the digit itself and some of those of more weight.
      long diagonal = 1L << digit;
      long row = ((random.nextLong() >>> (Long.SIZE - DIGITS)) & -diagonal) | diagonal;
      for (int i = 0; i < directions.length; i++) {
        if (Long.bitCount(row & directions[i]) % 2 == 1) {
          scrambled[i] |= diagonal;
        }
      }
    }
    return scrambled;
  }
}
