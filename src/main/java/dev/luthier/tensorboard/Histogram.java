package dev.luthier.tensorboard;

/**
 * How many of some values lie in each of {@value #BUCKETS} buckets of equal width between the least
 * and the greatest of them.
 *
 * <p>A bucket holds its left edge but not its right one; the last holds both. When all values are
 * the same, every edge is that value and the last bucket counts them all; when there are none,
 * every edge and count is 0. This is the arithmetic of TensorBoard's own {@code histogram_pb}, with
 * one difference: NaN and infinite values are left out, where there they leave the edges undefined.
 * Compare {@link #total()} with the number of values to see how many those were.
 */
public final class Histogram {

  /** TensorBoard's and Keras' number of buckets. */
  public static final int BUCKETS = 30;

  private final double minimum;
  private final double maximum;
  private final long[] counts;

  private Histogram(double minimum, double maximum, long[] counts) {
    this.minimum = minimum;
    this.maximum = maximum;
    this.counts = counts;
  }

  /** Counts the finite ones of {@code values}; their order and shape do not matter. */
  public static Histogram of(float[] values) {
    double minimum = Double.POSITIVE_INFINITY;
    double maximum = Double.NEGATIVE_INFINITY;
    for (float value : values) {
      if (Float.isFinite(value)) {
        minimum = value < minimum ? value : minimum;
        maximum = value > maximum ? value : maximum;
      }
    }
    long[] counts = new long[BUCKETS];
    if (minimum > maximum) {
      return new Histogram(0, 0, counts);
    }
    boolean single = minimum == maximum;
    double width = (maximum - minimum) / BUCKETS;
    for (float value : values) {
      if (Float.isFinite(value)) {
        int bucket = single ? BUCKETS - 1 : (int) ((value - minimum) / width);
        counts[Math.min(bucket, BUCKETS - 1)]++;
      }
    }
    return new Histogram(minimum, maximum, counts);
  }

  /** The least value of a bucket, which is counted from 0. */
  public double leftEdge(int bucket) {
    return bucket == BUCKETS ? maximum : bucket * ((maximum - minimum) / BUCKETS) + minimum;
  }

  /** The greatest value of a bucket, where the next begins. */
  public double rightEdge(int bucket) {
    return leftEdge(bucket + 1);
  }

  /** How many values lie in a bucket. */
  public long count(int bucket) {
    return counts[bucket];
  }

  /** How many finite values there were. */
  public long total() {
    long total = 0;
    for (long count : counts) {
      total += count;
    }
    return total;
  }
}
