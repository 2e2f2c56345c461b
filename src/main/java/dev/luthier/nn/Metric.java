package dev.luthier.nn;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** A figure worked out from statistics that are accumulated in the graph. */
public sealed interface Metric
    permits Metric.Accuracy,
        Metric.TopKAccuracy,
        ClassScore,
        RocAuc,
        ConfusionMatrix,
        MeanError,
        RSquared {

  /** The name in events and JSON, such as {@code accuracy}. */
  String name();

  /** Whether the metric can be worked out for a model with this loss. */
  boolean suits(Loss loss);

  /** What has to be accumulated. */
  Set<Statistic> statistics();

  /**
   * The metric's figures by name: one named {@link #name}, or one a class named {@code name/class}.
   *
   * @param totals accumulated {@linkplain #statistics statistics}, flattened
   * @param samples how many were accumulated
   * @param classNames by id; empty for a regression
   */
  Map<String, Double> figures(
      Map<Statistic, double[]> totals, long samples, List<String> classNames);

  /** Share of samples whose likeliest class, the first where several are, is the right one. */
  record Accuracy() implements Metric {

    @Override
    public String name() {
      return "accuracy";
    }

    @Override
    public boolean suits(Loss loss) {
      return loss instanceof Loss.Classification;
    }

    @Override
    public Set<Statistic> statistics() {
      return Set.of(new Statistic.Correct());
    }

    @Override
    public Map<String, Double> figures(
        Map<Statistic, double[]> totals, long samples, List<String> classNames) {
      return Map.of(name(), totals.get(new Statistic.Correct())[0] / samples);
    }
  }

  /**
   * Share of samples whose right class is among the k likeliest. A tie counts in the model's
   * favour, as in Keras; scikit-learn breaks it by class id.
   *
   * @param k positive; from the number of classes on, the share is 1
   */
  record TopKAccuracy(int k) implements Metric {

    public TopKAccuracy {
      if (k <= 0) {
        throw new IllegalArgumentException(
            "top_k must be positive, was " + k + "; write a whole number such as 5");
      }
    }

    /** Such as {@code top_5_accuracy}. */
    @Override
    public String name() {
      return "top_" + k + "_accuracy";
    }

    @Override
    public boolean suits(Loss loss) {
      return loss instanceof Loss.Classification;
    }

    @Override
    public Set<Statistic> statistics() {
      return Set.of(new Statistic.TopKCorrect(k));
    }

    @Override
    public Map<String, Double> figures(
        Map<Statistic, double[]> totals, long samples, List<String> classNames) {
      return Map.of(name(), totals.get(new Statistic.TopKCorrect(k))[0] / samples);
    }
  }
}
