package dev.luthier.spec;

import dev.luthier.search.Pruner;
import dev.luthier.search.pruner.AshaPruner;
import dev.luthier.search.pruner.HyperbandPruner;
import dev.luthier.search.pruner.LearningCurvePruner;
import dev.luthier.search.pruner.MedianPruner;
import dev.luthier.search.pruner.PatientPruner;
import dev.luthier.search.pruner.PercentilePruner;
import dev.luthier.search.pruner.ThresholdPruner;
import dev.luthier.spec.proto.AshaDef;
import dev.luthier.spec.proto.HyperbandDef;
import dev.luthier.spec.proto.LearningCurveDef;
import dev.luthier.spec.proto.MedianDef;
import dev.luthier.spec.proto.PatientDef;
import dev.luthier.spec.proto.PercentileDef;
import dev.luthier.spec.proto.PrunerDef;
import dev.luthier.spec.proto.ThresholdDef;
import java.util.OptionalDouble;

/** Pruners as messages and as records. */
final class PrunerMapping {

  private static final int STARTUP_TRIALS = 5;

  private PrunerMapping() {}

  /**
   * The record of a pruner.
   *
   * @param epochs of a trial that is not given up
   */
  static Pruner fromProto(PrunerDef def, int epochs) {
    return switch (def.getKindCase()) {
      case NONE, KIND_NOT_SET -> new Pruner.None();
      case MEDIAN -> median(def.getMedian());
      case PERCENTILE -> percentile(def.getPercentile());
      case THRESHOLD -> threshold(def.getThreshold());
      case PATIENT -> patient(def.getPatient(), epochs);
      case ASHA -> asha(def.getAsha(), epochs);
      case HYPERBAND -> hyperband(def.getHyperband(), epochs);
      case LEARNING_CURVE -> learningCurve(def.getLearningCurve(), epochs);
    };
  }

  private static Pruner median(MedianDef def) {
    return new MedianPruner(
        def.hasStartupTrials() ? def.getStartupTrials() : STARTUP_TRIALS,
        def.getWarmupEpochs(),
        def.hasIntervalEpochs() ? def.getIntervalEpochs() : 1);
  }

  private static Pruner percentile(PercentileDef def) {
    return new PercentilePruner(
        def.getPercentile(),
        def.hasStartupTrials() ? def.getStartupTrials() : STARTUP_TRIALS,
        def.getWarmupEpochs(),
        def.hasIntervalEpochs() ? def.getIntervalEpochs() : 1);
  }

  private static Pruner threshold(ThresholdDef def) {
    return new ThresholdPruner(
        def.hasLower() ? OptionalDouble.of(def.getLower()) : OptionalDouble.empty(),
        def.hasUpper() ? OptionalDouble.of(def.getUpper()) : OptionalDouble.empty(),
        def.getWarmupEpochs(),
        def.hasIntervalEpochs() ? def.getIntervalEpochs() : 1);
  }

  private static Pruner learningCurve(LearningCurveDef def, int epochs) {
    LearningCurvePruner standard = LearningCurvePruner.of(epochs);
    return new LearningCurvePruner(
        def.hasEagerness() ? def.getEagerness() : standard.eagerness(),
        def.hasStartupTrials() ? def.getStartupTrials() : standard.startupTrials(),
        def.getWarmupEpochs(),
        def.hasIntervalEpochs() ? def.getIntervalEpochs() : standard.intervalEpochs(),
        epochs);
  }

  private static Pruner patient(PatientDef def, int epochs) {
    PrunerDef inner = def.getPruner();
    if (inner.hasAsha() || inner.hasHyperband()) {
      throw new IllegalArgumentException(
          "pruner of patient must be one that gives trials up, was "
              + (inner.hasAsha() ? "asha" : "hyperband")
              + ", which pauses them; write such as pruner { median {} }");
    }
    return new PatientPruner(def.getPatience(), def.getMinDelta(), fromProto(inner, epochs));
  }

  private static Pruner asha(AshaDef def, int epochs) {
    AshaPruner standard = AshaPruner.of(epochs);
    return new AshaPruner(
        def.hasReduction() ? def.getReduction() : standard.reduction(),
        def.hasGraceEpochs() ? def.getGraceEpochs() : standard.graceEpochs(),
        epochs);
  }

  private static Pruner hyperband(HyperbandDef def, int epochs) {
    HyperbandPruner standard = HyperbandPruner.of(epochs);
    return new HyperbandPruner(
        def.hasReduction() ? def.getReduction() : standard.reduction(),
        def.hasMinEpochs() ? def.getMinEpochs() : standard.minEpochs(),
        epochs);
  }
}
