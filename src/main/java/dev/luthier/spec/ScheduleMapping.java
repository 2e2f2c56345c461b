package dev.luthier.spec;

import dev.luthier.optim.CosineDecay;
import dev.luthier.optim.ExponentialDecay;
import dev.luthier.optim.InverseTimeDecay;
import dev.luthier.optim.PiecewiseConstant;
import dev.luthier.optim.ReduceOnPlateau;
import dev.luthier.optim.Schedule;
import dev.luthier.optim.WarmUp;
import dev.luthier.spec.proto.CosineDef;
import dev.luthier.spec.proto.ReduceOnPlateauDef;
import dev.luthier.spec.proto.ScheduleDef;
import java.util.Optional;

/** Learning rate schedules as messages and as records. */
final class ScheduleMapping {

  private static final ReduceOnPlateau PLATEAU = ReduceOnPlateau.of();
  private static final CosineDecay.Restarts RESTARTS = CosineDecay.Restarts.of();

  private ScheduleMapping() {}

  /** The schedule of a message; constant where it chooses none that goes by steps. */
  static Schedule fromProto(ScheduleDef def) {
    Schedule schedule =
        switch (def.getKindCase()) {
          case EXPONENTIAL ->
              new ExponentialDecay(
                  def.getExponential().getDecaySteps(),
                  def.getExponential().getDecayRate(),
                  def.getExponential().getStaircase());
          case INVERSE_TIME ->
              new InverseTimeDecay(
                  def.getInverseTime().getDecaySteps(),
                  def.getInverseTime().getDecayRate(),
                  def.getInverseTime().getStaircase());
          case COSINE -> cosine(def.getCosine());
          case PIECEWISE ->
              new PiecewiseConstant(
                  def.getPiecewise().getBoundaryList(), def.getPiecewise().getValueList());
          case REDUCE_ON_PLATEAU, KIND_NOT_SET -> new Schedule.Constant();
        };
    return def.getWarmUpSteps() == 0 ? schedule : new WarmUp(def.getWarmUpSteps(), schedule);
  }

  /** The plateau rule of a message, if it chooses that. */
  static Optional<ReduceOnPlateau> plateau(ScheduleDef def) {
    return def.hasReduceOnPlateau()
        ? Optional.of(plateau(def.getReduceOnPlateau()))
        : Optional.empty();
  }

  /** The message of a schedule and a plateau rule; empty for a constant rate. */
  static Optional<ScheduleDef> toProto(Schedule schedule, Optional<ReduceOnPlateau> plateau) {
    ScheduleDef.Builder def = ScheduleDef.newBuilder();
    if (schedule instanceof WarmUp warmUp) {
      def.setWarmUpSteps(warmUp.steps());
      setKind(def, warmUp.schedule());
    } else {
      setKind(def, schedule);
    }
    plateau.ifPresent(rule -> def.setReduceOnPlateau(toProto(rule)));
    return def.build().equals(ScheduleDef.getDefaultInstance())
        ? Optional.empty()
        : Optional.of(def.build());
  }

  private static CosineDecay cosine(CosineDef def) {
    if (!def.getRestarts() && (def.hasTMul() || def.hasMMul())) {
      throw new IllegalArgumentException(
          (def.hasTMul() ? "t_mul" : "m_mul")
              + " must go with restarts, was given without; add restarts: true or remove it");
    }
    Optional<CosineDecay.Restarts> restarts =
        def.getRestarts()
            ? Optional.of(
                new CosineDecay.Restarts(
                    def.hasTMul() ? def.getTMul() : RESTARTS.longer(),
                    def.hasMMul() ? def.getMMul() : RESTARTS.higher()))
            : Optional.empty();
    return new CosineDecay(
        def.hasDecaySteps() ? Optional.of(def.getDecaySteps()) : Optional.empty(),
        def.getAlpha(),
        restarts);
  }

  private static ReduceOnPlateau plateau(ReduceOnPlateauDef def) {
    return new ReduceOnPlateau(
        def.getMetric().isEmpty() ? PLATEAU.metric() : def.getMetric(),
        def.hasFactor() ? def.getFactor() : PLATEAU.factor(),
        def.hasPatience() ? def.getPatience() : PLATEAU.patience(),
        def.hasMinDelta() ? def.getMinDelta() : PLATEAU.minDelta(),
        def.getCooldown(),
        def.getMinLearningRate());
  }

  private static void setKind(ScheduleDef.Builder def, Schedule schedule) {
    if (schedule instanceof ExponentialDecay exponential) {
      def.getExponentialBuilder()
          .setDecaySteps(exponential.decaySteps())
          .setDecayRate(exponential.decayRate())
          .setStaircase(exponential.staircase());
    } else if (schedule instanceof InverseTimeDecay inverseTime) {
      def.getInverseTimeBuilder()
          .setDecaySteps(inverseTime.decaySteps())
          .setDecayRate(inverseTime.decayRate())
          .setStaircase(inverseTime.staircase());
    } else if (schedule instanceof CosineDecay cosine) {
      CosineDef.Builder kind = def.getCosineBuilder().setAlpha(cosine.alpha());
      cosine.decaySteps().ifPresent(kind::setDecaySteps);
      cosine
          .restarts()
          .ifPresent(
              again -> kind.setRestarts(true).setTMul(again.longer()).setMMul(again.higher()));
    } else if (schedule instanceof PiecewiseConstant piecewise) {
      def.getPiecewiseBuilder()
          .addAllBoundary(piecewise.boundaries())
          .addAllValue(piecewise.values());
    } else if (!(schedule instanceof Schedule.Constant)) {
      throw new AssertionError(schedule);
    }
  }

  private static ReduceOnPlateauDef toProto(ReduceOnPlateau plateau) {
    return ReduceOnPlateauDef.newBuilder()
        .setMetric(plateau.metric())
        .setFactor(plateau.factor())
        .setPatience(plateau.patience())
        .setMinDelta(plateau.minDelta())
        .setCooldown(plateau.cooldown())
        .setMinLearningRate(plateau.minLearningRate())
        .build();
  }
}
