package dev.luthier.report;

import dev.luthier.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Right against predicted classes of the validation samples, and what is worked out from them by
 * scikit-learn's definitions: a division by zero counts as 0.
 *
 * @param classes their names, by id
 * @param counts a row for each right class, a column for each predicted one
 * @param scores by class
 * @param accuracy share of the samples on the diagonal
 */
public record Confusion(
    List<String> classes, List<List<Long>> counts, List<Score> scores, double accuracy) {

  /**
   * How well a class is told.
   *
   * @param precision of the samples taken for the class, the share that are of it
   * @param recall of the samples of the class, the share taken for it
   * @param f1 the harmonic mean of both
   * @param samples of the class
   */
  public record Score(double precision, double recall, double f1, long samples) {}

  /**
   * All runs of a trial taken together, one or one a fold.
   *
   * @return empty where one has none, or they are of different classes
   */
  static Optional<Confusion> of(List<RunRecord> runs) {
    List<RunRecord.Confusion> matrices = new ArrayList<>();
    for (RunRecord run : runs) {
      if (run.confusion() == null || !isSquare(run.confusion())) {
        return Optional.empty();
      }
      matrices.add(run.confusion());
    }
    if (matrices.stream().map(RunRecord.Confusion::classes).distinct().count() != 1) {
      return Optional.empty();
    }
    List<String> classes = matrices.get(0).classes();
    int size = classes.size();
    long[][] counts = new long[size][size];
    for (RunRecord.Confusion matrix : matrices) {
      for (int i = 0; i < size; i++) {
        for (int j = 0; j < size; j++) {
          counts[i][j] += matrix.counts().get(i).get(j);
        }
      }
    }
    return Optional.of(of(classes, counts));
  }

  private static boolean isSquare(RunRecord.Confusion matrix) {
    int size = matrix.classes().size();
    return matrix.counts().size() == size
        && matrix.counts().stream().allMatch(row -> row.size() == size);
  }

  private static Confusion of(List<String> classes, long[][] counts) {
    List<Score> scores = new ArrayList<>();
    long hits = 0;
    long all = 0;
    for (int i = 0; i < counts.length; i++) {
      int id = i;
      long right = LongStream.of(counts[i]).sum();
      long predicted = LongStream.range(0, counts.length).map(j -> counts[(int) j][id]).sum();
      hits += counts[i][i];
      all += right;
      scores.add(
          new Score(
              share(counts[i][i], predicted),
              share(counts[i][i], right),
              share(2 * counts[i][i], predicted + right),
              right));
    }
    List<List<Long>> rows =
        IntStream.range(0, counts.length)
            .mapToObj(i -> LongStream.of(counts[i]).boxed().toList())
            .toList();
    return new Confusion(classes, rows, List.copyOf(scores), share(hits, all));
  }

  private static double share(long part, long whole) {
    return whole == 0 ? 0 : part / (double) whole;
  }
}
