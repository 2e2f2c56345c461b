package dev.luthier.nn;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Precision, recall or F1, by scikit-learn's definitions: a division by zero counts as 0, and means
 * are over the classes that occur as a right or a predicted one.
 *
 * @param measure what is worked out for a class
 * @param average how the classes' values become one
 */
public record ClassScore(Measure measure, Average average) implements Metric {

  /** What is worked out for a class. */
  public enum Measure {
    /** Of the samples taken for the class, the share that are of it. */
    PRECISION,
    /** Of the samples of the class, the share taken for it. */
    RECALL,
    /** The harmonic mean of precision and recall. */
    F1;

    private double of(Counts counts) {
      return switch (this) {
        case PRECISION -> share(counts.hits(), counts.predicted());
        case RECALL -> share(counts.hits(), counts.right());
        case F1 -> share(2 * counts.hits(), counts.predicted() + counts.right());
      };
    }
  }

  /** How the classes' values become one. */
  public enum Average {
    /** The second class's value where there are two classes, else as {@link #MACRO}. */
    BINARY_OR_MACRO,
    /** The mean over classes. */
    MACRO,
    /** The value of all classes' samples counted together; each sample is of one class. */
    MICRO,
    /** The mean over classes, each weighted by its number of samples. */
    WEIGHTED,
    /** No mean but a figure for every class of the model, whether it occurs or not. */
    PER_CLASS
  }

  /**
   * What a class's, or all classes', values are made of.
   *
   * @param hits samples of the class that were taken for it
   * @param predicted samples that were taken for the class
   * @param right samples of the class
   */
  private record Counts(double hits, double predicted, double right) {}

  /** Such as {@code precision} or {@code f1_per_class}. */
  @Override
  public String name() {
    String base = measure.name().toLowerCase(Locale.ROOT);
    return average == Average.BINARY_OR_MACRO
        ? base
        : base + "_" + average.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public boolean suits(Loss loss) {
    return loss instanceof Loss.Classification;
  }

  @Override
  public Set<Statistic> statistics() {
    return Set.of(new Statistic.Confusion());
  }

  /** A class without a name is called by its id. */
  @Override
  public Map<String, Double> figures(
      Map<Statistic, double[]> totals, long samples, List<String> classNames) {
    Counts[] counts = counts(new ConfusionMatrix().matrix(totals));
    if (average == Average.PER_CLASS) {
      Map<String, Double> figures = new LinkedHashMap<>();
      for (int i = 0; i < counts.length; i++) {
        String className = i < classNames.size() ? classNames.get(i) : String.valueOf(i);
        figures.put(name() + "/" + className, measure.of(counts[i]));
      }
      return figures;
    }
    return Map.of(name(), averaged(counts));
  }

  private double averaged(Counts[] counts) {
    return switch (average) {
      case MICRO -> micro(counts);
      case WEIGHTED -> mean(counts, true);
      case BINARY_OR_MACRO -> counts.length == 2 ? measure.of(counts[1]) : mean(counts, false);
      case MACRO, PER_CLASS -> mean(counts, false);
    };
  }

  private static Counts[] counts(double[][] matrix) {
    Counts[] counts = new Counts[matrix.length];
    for (int i = 0; i < matrix.length; i++) {
      double predicted = 0;
      double right = 0;
      for (int j = 0; j < matrix.length; j++) {
        predicted += matrix[j][i];
        right += matrix[i][j];
      }
      counts[i] = new Counts(matrix[i][i], predicted, right);
    }
    return counts;
  }

  private double micro(Counts[] counts) {
    double hits = 0;
    double samples = 0;
    for (Counts count : counts) {
      hits += count.hits();
      samples += count.right();
    }
    return measure.of(new Counts(hits, samples, samples));
  }

  private double mean(Counts[] counts, boolean weighted) {
    double sum = 0;
    double weights = 0;
    for (Counts count : counts) {
      if (count.predicted() + count.right() > 0) {
        double weight = weighted ? count.right() : 1;
        sum += weight * measure.of(count);
        weights += weight;
      }
    }
    return share(sum, weights);
  }

  private static double share(double part, double whole) {
    return whole == 0 ? 0 : part / whole;
  }
}
