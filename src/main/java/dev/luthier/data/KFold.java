package dev.luthier.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Cross-validation: every training row is a validation row of exactly one fold.
 *
 * <p>Without shuffling the folds are those of scikit-learn's KFold and StratifiedKFold.
 *
 * @param folds number of folds
 * @param stratified keeps the classes' shares in every fold; without effect on targets that are not
 *     classes
 * @param shuffle whether rows are put into a random order first
 * @param seed of the shuffling
 */
public record KFold(int folds, boolean stratified, boolean shuffle, long seed) {

  public KFold {
    if (folds < 2) {
      throw new IllegalArgumentException(
          "folds must be at least 2, was " + folds + "; write a number such as 5");
    }
  }

  /**
   * One split a fold. The data set's own test part is the test part of each.
   *
   * @throws DataException when there are fewer samples, or fewer of every class, than folds
   */
  public List<Split> splits(Dataset dataset) {
    int[] rows = dataset.trainRows();
    if (rows.length < folds) {
      throw tooFew(dataset, "samples", rows.length);
    }
    int[] foldOfRow =
        stratified && dataset.classes().isPresent()
            ? stratifiedFolds(dataset, dataset.classes().get(), rows.length)
            : plainFolds(rows.length);
    int[] test = dataset.testRows();
    List<Split> splits = new ArrayList<>(folds);
    for (int f = 0; f < folds; f++) {
      int fold = f;
      splits.add(
          new Split(
              IntStream.of(rows).filter(row -> foldOfRow[row] != fold).toArray(),
              IntStream.of(rows).filter(row -> foldOfRow[row] == fold).toArray(),
              test));
    }
    return splits;
  }

  private DataException tooFew(Dataset dataset, String what, int count) {
    return new DataException(
        dataset.name()
            + " has "
            + count
            + " "
            + what
            + " to train on, fewer than the "
            + folds
            + " folds; ask for fewer folds");
  }

  private int[] plainFolds(int samples) {
    int[] order = IntStream.range(0, samples).toArray();
    if (shuffle) {
      new SplitMix64(seed).shuffle(order);
    }
    int[] foldOfRow = new int[samples];
    int next = 0;
    for (int fold = 0; fold < folds; fold++) {
      int size = samples / folds + (fold < samples % folds ? 1 : 0);
      for (int i = 0; i < size; i++) {
        foldOfRow[order[next++]] = fold;
      }
    }
    return foldOfRow;
  }

  /**
   * Deals the samples, sorted by class, out to the folds in turn, which gives each fold's number of
   * samples of each class; then fills the folds in row order. Classes are taken in the order in
   * which they appear.
   */
  private int[] stratifiedFolds(Dataset dataset, Classes classes, int samples) {
    int[] rank = ranksByAppearance(classes, samples);
    int classCount = IntStream.of(rank).max().orElse(-1) + 1;
    int[] sorted = rank.clone();
    Arrays.sort(sorted);
    int[][] allocation = new int[classCount][folds];
    for (int i = 0; i < samples; i++) {
      allocation[sorted[i]][i % folds]++;
    }
    int largest =
        IntStream.range(0, classCount).map(c -> IntStream.of(allocation[c]).sum()).max().orElse(0);
    if (largest < folds) {
      throw tooFew(dataset, "samples of the largest class", largest);
    }
    SplitMix64 random = new SplitMix64(seed);
    int[][] foldsOfClass = new int[classCount][];
    for (int c = 0; c < classCount; c++) {
      int[] counts = allocation[c];
      foldsOfClass[c] =
          IntStream.range(0, folds)
              .flatMap(fold -> IntStream.generate(() -> fold).limit(counts[fold]))
              .toArray();
      if (shuffle) {
        random.shuffle(foldsOfClass[c]);
      }
    }
    int[] used = new int[classCount];
    int[] foldOfRow = new int[samples];
    for (int row = 0; row < samples; row++) {
      foldOfRow[row] = foldsOfClass[rank[row]][used[rank[row]]++];
    }
    return foldOfRow;
  }

  private static int[] ranksByAppearance(Classes classes, int samples) {
    int[] rankOfClass = new int[classes.names().size()];
    Arrays.fill(rankOfClass, -1);
    int[] ranks = new int[samples];
    int next = 0;
    for (int row = 0; row < samples; row++) {
      int id = classes.ids()[row];
      if (rankOfClass[id] < 0) {
        rankOfClass[id] = next++;
      }
      ranks[row] = rankOfClass[id];
    }
    return ranks;
  }
}
