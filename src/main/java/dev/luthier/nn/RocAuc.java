package dev.luthier.nn;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The area under the receiver operating characteristic: the chance that a sample of a class scores
 * higher for it than one of another class does, where a tie counts half. Exact, from all scores.
 *
 * <p>With two classes it is that of the second; with more, the mean over classes of one against the
 * rest (scikit-learn's {@code multi_class="ovr", average="macro"}). As in scikit-learn it is NaN
 * where it is not defined: where all samples of two classes are of one, and with more classes where
 * any has no sample.
 */
public record RocAuc() implements Metric {

  @Override
  public String name() {
    return "roc_auc";
  }

  @Override
  public boolean suits(Loss loss) {
    return loss instanceof Loss.Classification;
  }

  @Override
  public Set<Statistic> statistics() {
    return Set.of(new Statistic.Scores());
  }

  @Override
  public Map<String, Double> figures(
      Map<Statistic, double[]> totals, long samples, List<String> classNames) {
    double[] rows = totals.get(new Statistic.Scores());
    if (samples == 0) {
      return Map.of(name(), Double.NaN);
    }
    int width = (int) (rows.length / samples);
    int classes = width - 1;
    if (classes == 2) {
      return Map.of(name(), area(rows, width, 1));
    }
    double sum = 0;
    for (int i = 0; i < classes; i++) {
      sum += area(rows, width, i);
    }
    return Map.of(name(), sum / classes);
  }

  /** Mann and Whitney's count of the pairs that are in order, over the number of pairs. */
  private static double area(double[] rows, int width, int positive) {
    int samples = rows.length / width;
    double[] of = new double[samples];
    double[] rest = new double[samples];
    int ofCount = 0;
    int restCount = 0;
    for (int row = 0; row < rows.length; row += width) {
      double score = rows[row + positive];
      if (Double.isNaN(score)) {
        return Double.NaN;
      }
      if (rows[row + width - 1] == positive) {
        of[ofCount++] = score;
      } else {
        rest[restCount++] = score;
      }
    }
    Arrays.sort(of, 0, ofCount);
    Arrays.sort(rest, 0, restCount);
    int lower = 0;
    int notHigher = 0;
    double inOrder = 0;
    for (int i = 0; i < ofCount; i++) {
      while (lower < restCount && rest[lower] < of[i]) {
        lower++;
      }
      while (notHigher < restCount && rest[notHigher] <= of[i]) {
        notHigher++;
      }
      inOrder += (lower + notHigher) / 2.0;
    }
    return inOrder / ((double) ofCount * restCount);
  }
}
