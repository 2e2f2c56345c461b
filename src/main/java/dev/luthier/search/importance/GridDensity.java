package dev.luthier.search.importance;

import dev.luthier.search.Domain;
import dev.luthier.search.IntRange;
import dev.luthier.search.Value;
import dev.luthier.search.math.StandardNormal;
import java.util.Arrays;
import java.util.List;

/**
 * The density of a parameter's values on a grid of at most 50 places: a kernel at each place that
 * has values, weighted by their number, and one over the whole range, with the weight of a single
 * value, for what was not tried.
 *
 * <p>Kernels of numbers are normal distributions cut off at the ends, their width by Scott's rule
 * from the values' spread; kernels of a choice without order give all others the same small part.
 */
final class GridDensity {

  private static final int MOST_PLACES = 50;
  private static final double PRIOR_WEIGHT = 1;

  /** Keeps nine tenths of the narrowest kernel within its own place. */
  private static final double NARROWEST = 0.5 / 1.64;

  private static final double SCOTT_FACTOR = 1.059;

  /** Quartiles of the normal distribution are so many standard deviations apart. */
  private static final double QUARTILE_DISTANCE = 1.34;

  private GridDensity() {}

  /** Probabilities of the places; their sum is 1. */
  static double[] of(Domain domain, List<Value> values) {
    int places = places(domain);
    int[] counts = new int[places];
    for (Value value : values) {
      // A value halfway between two places is the lower one's.
      int place = (int) Math.ceil(position(domain, value) * (places - 1) - 0.5);
      counts[Math.min(places - 1, Math.max(0, place))]++;
    }
    return domain.isOrdered() ? ofNumbers(counts) : ofCategories(counts);
  }

  private static int places(Domain domain) {
    if (domain instanceof IntRange range && range.isLogOfEach()) {
      double doublings = Math.ceil(Math.log(range.max() - range.min() + 1.0) / Math.log(2));
      return Math.min((int) doublings + 1, MOST_PLACES);
    }
    long size = domain.size().orElse(Long.MAX_VALUE);
    return domain.isOrdered() ? (int) Math.min(size, MOST_PLACES) : Math.toIntExact(size);
  }

  /** From 0 for the first value to 1 for the last. */
  private static double position(Domain domain, Value value) {
    if (domain instanceof IntRange range && range.isLogOfEach()) {
      double number = value.number().orElseThrow();
      return Math.log(number / range.min()) / Math.log((double) range.max() / range.min());
    }
    double unit = domain.toUnit(value);
    if (domain.size().isEmpty()) {
      return unit;
    }
    // The unit interval has the middle of a value's part; here its index counts.
    long size = domain.size().getAsLong();
    return Math.rint(unit * size - 0.5) / (size - 1);
  }

  private static double[] ofNumbers(int[] counts) {
    int places = counts.length;
    double width = width(counts);
    double[] density = new double[places];
    for (int place = 0; place < places; place++) {
      if (counts[place] > 0) {
        addNormal(density, place, width, counts[place]);
      }
    }
    addNormal(density, (places - 1) / 2.0, places, PRIOR_WEIGHT);
    return normalized(density);
  }

  private static double width(int[] counts) {
    int total = Arrays.stream(counts).sum();
    double mean = 0;
    for (int place = 0; place < counts.length; place++) {
      mean += (double) place * counts[place] / total;
    }
    double squares = 0;
    for (int place = 0; place < counts.length; place++) {
      squares += counts[place] * (place - mean) * (place - mean);
    }
    double deviation = Math.sqrt(squares / Math.max(1, total - 1));
    int quartiles = place(counts, total * 3 / 4 + 1) - place(counts, total / 4);
    double spread = Math.min(quartiles / QUARTILE_DISTANCE, deviation);
    return Math.max(NARROWEST, SCOTT_FACTOR * spread * Math.pow(total, -0.2));
  }

  /** The first place with values up to which there are so many, or the last with values. */
  private static int place(int[] counts, int needed) {
    int last = 0;
    int sum = 0;
    for (int place = 0; place < counts.length; place++) {
      if (counts[place] > 0) {
        sum += counts[place];
        last = place;
        if (sum >= needed) {
          return place;
        }
      }
    }
    return last;
  }

  private static void addNormal(double[] density, double mean, double deviation, double weight) {
    int places = density.length;
    double inside =
        StandardNormal.logMass((-0.5 - mean) / deviation, (places - 0.5 - mean) / deviation);
    for (int place = 0; place < places; place++) {
      double logMass =
          StandardNormal.logMass(
              (place - 0.5 - mean) / deviation, (place + 0.5 - mean) / deviation);
      density[place] += weight * Math.exp(logMass - inside);
    }
  }

  private static double[] ofCategories(int[] counts) {
    int categories = counts.length;
    long kernels = Arrays.stream(counts).filter(count -> count > 0).count() + 1;
    double others = PRIOR_WEIGHT / kernels;
    double kernel = 1 + categories * others;
    double[] density = new double[categories];
    for (int category = 0; category < categories; category++) {
      for (int centre = 0; centre < categories; centre++) {
        density[category] += counts[centre] * (others + (centre == category ? 1 : 0)) / kernel;
      }
      density[category] += PRIOR_WEIGHT / categories;
    }
    return normalized(density);
  }

  private static double[] normalized(double[] density) {
    double sum = Arrays.stream(density).sum();
    return Arrays.stream(density).map(part -> part / sum).toArray();
  }
}
