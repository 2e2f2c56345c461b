package dev.luthier.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * Which rows of a data set are for what; each part in ascending order.
 *
 * @param train rows to learn from
 * @param validation rows to watch while learning; may be those of the test part
 * @param test rows that stay unseen
 */
// Large arrays, read in bulk, and never compared as a part of the record.
@SuppressWarnings("ArrayRecordComponent")
public record Split(int[] train, int[] validation, int[] test) {

  /** Part that is held out for validation where neither the data nor the user says anything. */
  public static final double DEFAULT_VALIDATION_FRACTION = 0.2;

  /**
   * Splits at random.
   *
   * <p>The data set's own test part stays the test part; {@code testFraction} cuts one off data
   * without one. Where {@code validationFraction} is empty, a data set's own test part is the
   * validation part as well, and without an own test part {@value #DEFAULT_VALIDATION_FRACTION} of
   * the remaining rows are held out. A fraction above 0 takes at least one row.
   *
   * @param validationFraction of the rows that are not for testing
   * @param testFraction of all rows; 0 for none
   * @param stratify keeps the classes' shares, by largest remainder; without effect on targets that
   *     are not classes
   * @param seed of the shuffling
   * @throws DataException when no training row would be left, or a test part were there twice
   */
  public static Split of(
      Dataset dataset,
      OptionalDouble validationFraction,
      double testFraction,
      boolean stratify,
      long seed) {
    DataDescription.requireFraction("test_fraction", testFraction);
    validationFraction.ifPresent(
        value -> DataDescription.requireFraction("validation_fraction", value));
    if (testFraction > 0 && dataset.testSamples() > 0) {
      throw new DataException(
          "test_fraction is for data without a test part, but "
              + dataset.name()
              + " has one of "
              + dataset.testSamples()
              + " samples; leave test_fraction out");
    }
    int[] ids = stratify ? dataset.classes().map(Classes::ids).orElse(null) : null;
    SplitMix64 random = new SplitMix64(seed);
    int[][] testCut = cut(dataset.trainRows(), testFraction, ids, random);
    int[] test = dataset.testSamples() > 0 ? dataset.testRows() : testCut[1];
    boolean ownTestIsValidation = validationFraction.isEmpty() && dataset.testSamples() > 0;
    int[][] validationCut =
        cut(
            testCut[0],
            ownTestIsValidation ? 0 : validationFraction.orElse(DEFAULT_VALIDATION_FRACTION),
            ids,
            random);
    if (validationCut[0].length == 0) {
      throw new DataException(
          dataset.name()
              + " has "
              + dataset.samples()
              + " samples, and none would be left for training; lower the fractions held out");
    }
    return new Split(validationCut[0], ownTestIsValidation ? test : validationCut[1], test);
  }

  /** The rows that stay and those that are cut off. */
  private static int[][] cut(int[] rows, double fraction, int[] ids, SplitMix64 random) {
    int count = (int) Math.round(rows.length * fraction);
    if (fraction > 0 && count == 0) {
      count = Math.min(1, rows.length);
    }
    int[][] groups = ids == null ? new int[][] {rows.clone()} : byClass(rows, ids);
    int[] shares = shares(groups, count, rows.length);
    int[] kept = new int[rows.length - count];
    int[] cut = new int[count];
    int keptCount = 0;
    int cutCount = 0;
    for (int g = 0; g < groups.length; g++) {
      random.shuffle(groups[g]);
      System.arraycopy(groups[g], 0, cut, cutCount, shares[g]);
      cutCount += shares[g];
      int rest = groups[g].length - shares[g];
      System.arraycopy(groups[g], shares[g], kept, keptCount, rest);
      keptCount += rest;
    }
    Arrays.sort(kept);
    Arrays.sort(cut);
    return new int[][] {kept, cut};
  }

  private static int[][] byClass(int[] rows, int[] ids) {
    int classes = IntStream.of(rows).map(row -> ids[row] + 1).max().orElse(0);
    int[][] groups = new int[classes][];
    for (int id = 0; id < classes; id++) {
      int wanted = id;
      groups[id] = IntStream.of(rows).filter(row -> ids[row] == wanted).toArray();
    }
    return groups;
  }

  /** How many of each group are cut off: rounded down, the rest going by largest remainder. */
  private static int[] shares(int[][] groups, int count, int total) {
    int[] shares = new int[groups.length];
    long[] remainders = new long[groups.length];
    int given = 0;
    for (int g = 0; g < groups.length; g++) {
      long exact = (long) groups[g].length * count;
      shares[g] = total == 0 ? 0 : (int) (exact / total);
      remainders[g] = total == 0 ? 0 : exact % total;
      given += shares[g];
    }
    int[] largestFirst =
        IntStream.range(0, groups.length)
            .boxed()
            .sorted(Comparator.comparingLong((Integer g) -> -remainders[g]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int i = 0; i < count - given; i++) {
      shares[largestFirst[i]]++;
    }
    return shares;
  }
}
