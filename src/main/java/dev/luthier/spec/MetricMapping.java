package dev.luthier.spec;

import dev.luthier.nn.ClassScore;
import dev.luthier.nn.ClassScore.Average;
import dev.luthier.nn.ClassScore.Measure;
import dev.luthier.nn.ConfusionMatrix;
import dev.luthier.nn.MeanError;
import dev.luthier.nn.Metric;
import dev.luthier.nn.RSquared;
import dev.luthier.nn.RocAuc;
import dev.luthier.spec.proto.ModelDef;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A model's metrics as in its message and as records. */
final class MetricMapping {

  private static final int DEFAULT_TOP_K = 5;

  private MetricMapping() {}

  /** The records of a model's metrics, in order. */
  static List<Metric> fromProto(ModelDef def) {
    int topK = def.hasTopK() ? def.getTopK() : DEFAULT_TOP_K;
    List<Metric> metrics = new ArrayList<>();
    for (dev.luthier.spec.proto.Metric choice : def.getMetricList()) {
      Metric metric = fromProto(choice, topK);
      if (metrics.contains(metric)) {
        throw new IllegalArgumentException(
            "metric must be listed once, was " + choice + " again; take one out");
      }
      metrics.add(metric);
    }
    return metrics;
  }

  private static Metric fromProto(dev.luthier.spec.proto.Metric metric, int topK) {
    return switch (metric) {
      case ACCURACY -> new Metric.Accuracy();
      case TOP_K_ACCURACY -> new Metric.TopKAccuracy(topK);
      case PRECISION -> new ClassScore(Measure.PRECISION, Average.BINARY_OR_MACRO);
      case PRECISION_MACRO -> new ClassScore(Measure.PRECISION, Average.MACRO);
      case PRECISION_MICRO -> new ClassScore(Measure.PRECISION, Average.MICRO);
      case PRECISION_WEIGHTED -> new ClassScore(Measure.PRECISION, Average.WEIGHTED);
      case PRECISION_PER_CLASS -> new ClassScore(Measure.PRECISION, Average.PER_CLASS);
      case RECALL -> new ClassScore(Measure.RECALL, Average.BINARY_OR_MACRO);
      case RECALL_MACRO -> new ClassScore(Measure.RECALL, Average.MACRO);
      case RECALL_MICRO -> new ClassScore(Measure.RECALL, Average.MICRO);
      case RECALL_WEIGHTED -> new ClassScore(Measure.RECALL, Average.WEIGHTED);
      case RECALL_PER_CLASS -> new ClassScore(Measure.RECALL, Average.PER_CLASS);
      case F1 -> new ClassScore(Measure.F1, Average.BINARY_OR_MACRO);
      case F1_MACRO -> new ClassScore(Measure.F1, Average.MACRO);
      case F1_MICRO -> new ClassScore(Measure.F1, Average.MICRO);
      case F1_WEIGHTED -> new ClassScore(Measure.F1, Average.WEIGHTED);
      case F1_PER_CLASS -> new ClassScore(Measure.F1, Average.PER_CLASS);
      case ROC_AUC -> new RocAuc();
      case CONFUSION_MATRIX -> new ConfusionMatrix();
      case MEAN_SQUARED_ERROR -> new MeanError(MeanError.Size.SQUARED);
      case MEAN_ABSOLUTE_ERROR -> new MeanError(MeanError.Size.ABSOLUTE);
      case R_SQUARED -> new RSquared();
      case METRIC_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "metric must be a known one, was " + metric + "; write such as ACCURACY");
    };
  }

  /**
   * Adds the metrics to a model's message.
   *
   * @throws IllegalArgumentException for top-k accuracies of more than one k, which a file cannot
   *     say
   */
  static void toProto(List<Metric> metrics, ModelDef.Builder model) {
    for (Metric metric : metrics) {
      if (metric instanceof Metric.TopKAccuracy topK) {
        if (model.hasTopK() && model.getTopK() != topK.k()) {
          throw new IllegalArgumentException(
              "top_k must be one number, was "
                  + model.getTopK()
                  + " and "
                  + topK.k()
                  + "; keep one of the metrics");
        }
        model.setTopK(topK.k()).addMetric(dev.luthier.spec.proto.Metric.TOP_K_ACCURACY);
      } else {
        // Names in events are the enum's in lower case.
        model.addMetric(
            dev.luthier.spec.proto.Metric.valueOf(metric.name().toUpperCase(Locale.ROOT)));
      }
    }
  }
}
