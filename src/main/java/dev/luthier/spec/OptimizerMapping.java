package dev.luthier.spec;

import dev.luthier.optim.Adadelta;
import dev.luthier.optim.Adagrad;
import dev.luthier.optim.Adam;
import dev.luthier.optim.AdamW;
import dev.luthier.optim.Clipping;
import dev.luthier.optim.Ftrl;
import dev.luthier.optim.Lbfgs;
import dev.luthier.optim.Optimization;
import dev.luthier.optim.Optimizer;
import dev.luthier.optim.RmsProp;
import dev.luthier.optim.Sgd;
import dev.luthier.spec.proto.AdadeltaDef;
import dev.luthier.spec.proto.AdagradDef;
import dev.luthier.spec.proto.AdamDef;
import dev.luthier.spec.proto.AdamWDef;
import dev.luthier.spec.proto.ClippingDef;
import dev.luthier.spec.proto.FtrlDef;
import dev.luthier.spec.proto.LbfgsDef;
import dev.luthier.spec.proto.OptimizerDef;
import dev.luthier.spec.proto.RmsPropDef;
import dev.luthier.spec.proto.SgdDef;
import java.util.Optional;

/** Optimizers with their schedules and clipping as messages and as records. */
final class OptimizerMapping {

  private static final Adam ADAM = Adam.of(0.001f);
  private static final AdamW ADAMW = AdamW.of(0.001f);
  private static final RmsProp RMSPROP = RmsProp.of(0.001f);
  private static final Sgd SGD = Sgd.of(0.01f);
  private static final Adagrad ADAGRAD = Adagrad.of(0.001f);
  private static final Adadelta ADADELTA = Adadelta.of(0.001f);
  private static final Ftrl FTRL = Ftrl.of(0.001f);

  private static final Lbfgs LBFGS = Lbfgs.of();

  private OptimizerMapping() {}

  /**
   * The record of a message, with Keras' defaults where it is silent; Adam if it chooses nothing.
   */
  static Optimization fromProto(OptimizerDef def) {
    return new Optimization(
        optimizer(def),
        ScheduleMapping.fromProto(def.getSchedule()),
        clipping(def.getClipping()),
        ScheduleMapping.plateau(def.getSchedule()));
  }

  /** The message of a record, every field set. */
  static OptimizerDef toProto(Optimization optimization) {
    OptimizerDef.Builder def = OptimizerDef.newBuilder();
    setAlgorithm(def, optimization.optimizer());
    ScheduleMapping.toProto(optimization.schedule(), optimization.plateau())
        .ifPresent(def::setSchedule);
    optimization.clipping().ifPresent(clipping -> def.setClipping(toProto(clipping)));
    return def.build();
  }

  private static Optimizer optimizer(OptimizerDef def) {
    return switch (def.getAlgorithmCase()) {
      case ADAM, ALGORITHM_NOT_SET -> adam(def.getAdam());
      case ADAMW -> adamw(def.getAdamw());
      case RMSPROP -> rmsprop(def.getRmsprop());
      case SGD -> sgd(def.getSgd());
      case ADAGRAD -> adagrad(def.getAdagrad());
      case ADADELTA -> adadelta(def.getAdadelta());
      case FTRL -> ftrl(def.getFtrl());
      case LBFGS -> lbfgs(def.getLbfgs());
    };
  }

  private static Adam adam(AdamDef def) {
    return new Adam(
        def.hasLearningRate() ? def.getLearningRate() : ADAM.learningRate(),
        def.hasBeta1() ? def.getBeta1() : ADAM.beta1(),
        def.hasBeta2() ? def.getBeta2() : ADAM.beta2(),
        def.hasEpsilon() ? def.getEpsilon() : ADAM.epsilon(),
        def.getAmsgrad());
  }

  private static AdamW adamw(AdamWDef def) {
    return new AdamW(
        def.hasLearningRate() ? def.getLearningRate() : ADAMW.learningRate(),
        def.hasBeta1() ? def.getBeta1() : ADAMW.beta1(),
        def.hasBeta2() ? def.getBeta2() : ADAMW.beta2(),
        def.hasEpsilon() ? def.getEpsilon() : ADAMW.epsilon(),
        def.getAmsgrad(),
        def.hasWeightDecay() ? def.getWeightDecay() : ADAMW.weightDecay());
  }

  private static RmsProp rmsprop(RmsPropDef def) {
    return new RmsProp(
        def.hasLearningRate() ? def.getLearningRate() : RMSPROP.learningRate(),
        def.hasRho() ? def.getRho() : RMSPROP.rho(),
        def.getMomentum(),
        def.hasEpsilon() ? def.getEpsilon() : RMSPROP.epsilon(),
        def.getCentered());
  }

  private static Sgd sgd(SgdDef def) {
    return new Sgd(
        def.hasLearningRate() ? def.getLearningRate() : SGD.learningRate(),
        def.getMomentum(),
        def.getNesterov());
  }

  private static Adagrad adagrad(AdagradDef def) {
    return new Adagrad(
        def.hasLearningRate() ? def.getLearningRate() : ADAGRAD.learningRate(),
        def.hasInitialAccumulator() ? def.getInitialAccumulator() : ADAGRAD.initialAccumulator(),
        def.hasEpsilon() ? def.getEpsilon() : ADAGRAD.epsilon());
  }

  private static Adadelta adadelta(AdadeltaDef def) {
    return new Adadelta(
        def.hasLearningRate() ? def.getLearningRate() : ADADELTA.learningRate(),
        def.hasRho() ? def.getRho() : ADADELTA.rho(),
        def.hasEpsilon() ? def.getEpsilon() : ADADELTA.epsilon());
  }

  private static Ftrl ftrl(FtrlDef def) {
    return new Ftrl(
        def.hasLearningRate() ? def.getLearningRate() : FTRL.learningRate(),
        def.hasLearningRatePower() ? def.getLearningRatePower() : FTRL.learningRatePower(),
        def.hasInitialAccumulator() ? def.getInitialAccumulator() : FTRL.initialAccumulator(),
        def.getL1(),
        def.getL2(),
        def.getL2Shrinkage(),
        def.getBeta());
  }

  private static Lbfgs lbfgs(LbfgsDef def) {
    return new Lbfgs(
        def.hasHistory() ? def.getHistory() : LBFGS.history(),
        def.hasEvaluations() ? def.getEvaluations() : LBFGS.evaluations(),
        def.hasTolerance() ? def.getTolerance() : LBFGS.tolerance());
  }

  private static Optional<Clipping> clipping(ClippingDef def) {
    return switch (def.getKindCase()) {
      case VALUE -> Optional.of(new Clipping.ByValue(def.getValue()));
      case NORM -> Optional.of(new Clipping.ByNorm(def.getNorm()));
      case GLOBAL_NORM -> Optional.of(new Clipping.ByGlobalNorm(def.getGlobalNorm()));
      case KIND_NOT_SET -> Optional.empty();
    };
  }

  private static void setAlgorithm(OptimizerDef.Builder def, Optimizer optimizer) {
    if (optimizer instanceof Adam adam) {
      def.getAdamBuilder()
          .setLearningRate(adam.learningRate())
          .setBeta1(adam.beta1())
          .setBeta2(adam.beta2())
          .setEpsilon(adam.epsilon())
          .setAmsgrad(adam.amsgrad());
    } else if (optimizer instanceof AdamW adamw) {
      def.getAdamwBuilder()
          .setLearningRate(adamw.learningRate())
          .setBeta1(adamw.beta1())
          .setBeta2(adamw.beta2())
          .setEpsilon(adamw.epsilon())
          .setAmsgrad(adamw.amsgrad())
          .setWeightDecay(adamw.weightDecay());
    } else if (optimizer instanceof RmsProp rmsprop) {
      def.getRmspropBuilder()
          .setLearningRate(rmsprop.learningRate())
          .setRho(rmsprop.rho())
          .setMomentum(rmsprop.momentum())
          .setEpsilon(rmsprop.epsilon())
          .setCentered(rmsprop.centered());
    } else if (optimizer instanceof Sgd sgd) {
      def.getSgdBuilder()
          .setLearningRate(sgd.learningRate())
          .setMomentum(sgd.momentum())
          .setNesterov(sgd.nesterov());
    } else if (optimizer instanceof Adagrad adagrad) {
      def.getAdagradBuilder()
          .setLearningRate(adagrad.learningRate())
          .setInitialAccumulator(adagrad.initialAccumulator())
          .setEpsilon(adagrad.epsilon());
    } else if (optimizer instanceof Adadelta adadelta) {
      def.getAdadeltaBuilder()
          .setLearningRate(adadelta.learningRate())
          .setRho(adadelta.rho())
          .setEpsilon(adadelta.epsilon());
    } else if (optimizer instanceof Ftrl ftrl) {
      def.getFtrlBuilder()
          .setLearningRate(ftrl.learningRate())
          .setLearningRatePower(ftrl.learningRatePower())
          .setInitialAccumulator(ftrl.initialAccumulator())
          .setL1(ftrl.l1())
          .setL2(ftrl.l2())
          .setL2Shrinkage(ftrl.l2Shrinkage())
          .setBeta(ftrl.beta());
    } else if (optimizer instanceof Lbfgs lbfgs) {
      def.getLbfgsBuilder()
          .setHistory(lbfgs.history())
          .setEvaluations(lbfgs.evaluations())
          .setTolerance(lbfgs.tolerance());
    } else {
      throw new AssertionError(optimizer);
    }
  }

  private static ClippingDef toProto(Clipping clipping) {
    ClippingDef.Builder def = ClippingDef.newBuilder();
    if (clipping instanceof Clipping.ByValue byValue) {
      def.setValue(byValue.limit());
    } else if (clipping instanceof Clipping.ByNorm byNorm) {
      def.setNorm(byNorm.limit());
    } else if (clipping instanceof Clipping.ByGlobalNorm byGlobalNorm) {
      def.setGlobalNorm(byGlobalNorm.limit());
    } else {
      throw new AssertionError(clipping);
    }
    return def.build();
  }
}
