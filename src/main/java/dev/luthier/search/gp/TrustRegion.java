package dev.luthier.search.gp;

import java.util.Arrays;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The box within which a search with a Gaussian process keeps: around the best point, as long in
 * each direction as the process varies slowly there (TuRBO, Eriksson et al. 2019, with their
 * constants).
 *
 * <p>The more parameters, the more of a space lies far from all points, where the process knows
 * nothing: a search of all of it goes from corner to corner. The box grows with what it finds and
 * shrinks where it finds nothing. Its size follows from the trials so far, in their order, so that
 * nothing is kept between proposals.
 *
 * <p>Of trials side by side most cannot be better than those beside them, which they do not know.
 * As TuRBO counts batches, a row of better ones goes on until as many were worse as run at a time,
 * and the number of worse ones after which the box shrinks is rounded up to a multiple of these.
 *
 * @param centre the best point; empty where the box is the whole space
 * @param lower of each place in the unit interval
 * @param upper likewise
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record TrustRegion(Optional<double[]> centre, double[] lower, double[] upper) {

  /** With fewer parameters the box is the whole space. */
  static final int FEWEST_PARAMETERS = 4;

  private static final double FIRST_LENGTH = 0.8;
  private static final double MOST_LENGTH = 1.6;
  private static final double LEAST_LENGTH = 1.0 / 128;
  private static final int SUCCESSES = 3;
  private static final int FEWEST_FAILURES = 4;

  /** Of the best loss: what is less is no success. */
  private static final double LEAST_IMPROVEMENT = 1e-3;

  /** Places in which a point to screen differs from the best one, on average. */
  private static final double MOVED = 20;

  /** The whole space. */
  static TrustRegion whole(int size) {
    double[] upper = new double[size];
    Arrays.fill(upper, 1);
    return new TrustRegion(Optional.empty(), new double[size], upper);
  }

  /**
   * The box that follows from what was observed.
   *
   * @param losses in their order
   * @param startup number of the first of them that were not searched for
   * @param together number of trials at a time
   * @param best point
   */
  static TrustRegion of(
      double[] losses,
      int startup,
      int together,
      double[] best,
      Hyperparameters hyperparameters,
      Encoding encoding) {
    int parameters = encoding.weights();
    return parameters < FEWEST_PARAMETERS
        ? whole(encoding.size())
        : around(
            best,
            length(losses, startup, together, parameters),
            hyperparameters.weights(),
            encoding);
  }

  /**
   * The box of a length around a point. Unordered places are free.
   *
   * @param weights of each parameter with columns, inverse squares of its length scale
   */
  static TrustRegion around(double[] centre, double length, double[] weights, Encoding encoding) {
    TrustRegion whole = whole(centre.length);
    TrustRegion region = new TrustRegion(Optional.of(centre), whole.lower, whole.upper);
    double logScale =
        Arrays.stream(weights).map(weight -> -0.5 * Math.log(weight)).average().orElse(0);
    for (int i = 0; i < centre.length; i++) {
      Coordinate coordinate = encoding.coordinate(i);
      if (coordinate.width() == 0 || !coordinate.parameter().domain().isOrdered()) {
        continue;
      }
      double weight = weights[encoding.weightOfColumn()[encoding.column(i)]];
      double half = 0.5 * length * Math.exp(-0.5 * Math.log(weight) - logScale);
      region.lower[i] = Math.max(0, centre[i] - half);
      region.upper[i] = Math.min(1, centre[i] + half);
    }
    return region;
  }

  /**
   * The length that follows from losses.
   *
   * @param losses in their order
   * @param startup number of the first of them that were not searched for
   * @param together number of trials at a time
   */
  static double length(double[] losses, int startup, int together, int parameters) {
    int batches = (Math.max(FEWEST_FAILURES, parameters) + together - 1) / together;
    int failuresAllowed = batches * together;
    double length = FIRST_LENGTH;
    int successes = 0;
    int failures = 0;
    double best = Double.POSITIVE_INFINITY;
    for (int i = 0; i < losses.length; i++) {
      boolean isBetter = i == 0 || losses[i] < best - LEAST_IMPROVEMENT * Math.abs(best);
      best = Math.min(best, losses[i]);
      if (i < startup) {
        continue;
      }
      if (isBetter) {
        failures = 0;
        successes++;
      } else {
        failures++;
        successes = failures < together ? successes : 0;
      }
      if (successes == SUCCESSES) {
        length = Math.min(MOST_LENGTH, 2 * length);
        successes = 0;
      } else if (failures == failuresAllowed) {
        length /= 2;
        failures = 0;
      }
      if (length < LEAST_LENGTH) {
        length = FIRST_LENGTH;
      }
    }
    return length;
  }

  /** Whether a point lies in the box. */
  boolean contains(double[] point) {
    for (int i = 0; i < point.length; i++) {
      if (point[i] < lower[i] || point[i] > upper[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * A point of the space, or the centre with some of its places moved to where it is in the box.
   */
  double[] within(double[] spread, RandomGenerator random) {
    if (centre.isEmpty()) {
      return spread;
    }
    double[] moved = centre.get().clone();
    double share = Math.min(1, MOVED / moved.length);
    int one = random.nextInt(moved.length);
    for (int i = 0; i < moved.length; i++) {
      if (i == one || random.nextDouble() < share) {
        moved[i] = lower[i] + spread[i] * (upper[i] - lower[i]);
      }
    }
    return moved;
  }
}
