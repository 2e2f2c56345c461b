package dev.luthier.spec;

import dev.luthier.nn.Precision;
import dev.luthier.spec.proto.EarlyStoppingDef;
import dev.luthier.spec.proto.TrainingDef;
import dev.luthier.train.EarlyStopping;
import dev.luthier.train.TrainingOptions;
import java.util.Optional;
import java.util.OptionalDouble;

/** Training options as messages and as records. */
final class TrainingMapping {

  private static final int DEFAULT_EPOCHS = 10;
  private static final int DEFAULT_BATCH_SIZE = 32;
  private static final int DEFAULT_HISTOGRAM_EPOCHS = 1;
  private static final int DEFAULT_ACCUMULATION = 1;
  private static final String DEFAULT_METRIC = "validation/loss";

  private TrainingMapping() {}

  static TrainingOptions fromProto(TrainingDef def) {
    return new TrainingOptions(
        def.hasEpochs() ? def.getEpochs() : DEFAULT_EPOCHS,
        def.hasBatchSize() ? def.getBatchSize() : DEFAULT_BATCH_SIZE,
        !def.hasShuffle() || def.getShuffle(),
        def.hasValidationFraction()
            ? OptionalDouble.of(decimal(def.getValidationFraction()))
            : OptionalDouble.empty(),
        def.hasEarlyStopping()
            ? Optional.of(earlyStopping(def.getEarlyStopping()))
            : Optional.empty(),
        def.getSummarySteps(),
        def.hasHistogramEpochs() ? def.getHistogramEpochs() : DEFAULT_HISTOGRAM_EPOCHS,
        def.getMixup(),
        def.hasAccumulation() ? def.getAccumulation() : DEFAULT_ACCUMULATION,
        precision(def.getPrecision()),
        def.getJitCompile());
  }

  private static Precision precision(dev.luthier.spec.proto.Precision def) {
    return switch (def) {
      case PRECISION_UNSPECIFIED, FLOAT32 -> Precision.FLOAT32;
      case MIXED_BFLOAT16 -> Precision.MIXED_BFLOAT16;
      case MIXED_FLOAT16 -> Precision.MIXED_FLOAT16;
      case UNRECOGNIZED ->
          throw new IllegalArgumentException(
              "precision is not one of FLOAT32, MIXED_BFLOAT16 and MIXED_FLOAT16");
    };
  }

  private static EarlyStopping earlyStopping(EarlyStoppingDef def) {
    return new EarlyStopping(
        def.getMetric().isEmpty() ? DEFAULT_METRIC : def.getMetric(),
        def.getPatience(),
        decimal(def.getMinDelta()),
        !def.hasRestoreBest() || def.getRestoreBest());
  }

  /** The number as it was written: 0.2, where the float is 0.2000000030. */
  private static double decimal(float value) {
    return Double.parseDouble(Float.toString(value));
  }

  static TrainingDef toProto(TrainingOptions options) {
    TrainingDef.Builder def =
        TrainingDef.newBuilder()
            .setEpochs(options.epochs())
            .setBatchSize(options.batchSize())
            .setShuffle(options.shuffle())
            .setSummarySteps(options.summarySteps())
            .setHistogramEpochs(options.histogramEpochs())
            .setMixup(options.mixup())
            .setJitCompile(options.jitCompile());
    // Runs are compared by their models' text: what is as it always was is not in it.
    if (options.precision() != Precision.FLOAT32) {
      def.setPrecision(dev.luthier.spec.proto.Precision.valueOf(options.precision().name()));
    }
    if (options.accumulation() != DEFAULT_ACCUMULATION) {
      def.setAccumulation(options.accumulation());
    }
    options.validationFraction().ifPresent(fraction -> def.setValidationFraction((float) fraction));
    options
        .earlyStopping()
        .ifPresent(
            stopping ->
                def.setEarlyStopping(
                    EarlyStoppingDef.newBuilder()
                        .setMetric(stopping.metric())
                        .setPatience(stopping.patience())
                        .setMinDelta((float) stopping.minDelta())
                        .setRestoreBest(stopping.restoreBest())));
    return def.build();
  }
}
