package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.spec.proto.AdadeltaDef;
import dev.luthier.spec.proto.AdagradDef;
import dev.luthier.spec.proto.AdamDef;
import dev.luthier.spec.proto.AdamWDef;
import dev.luthier.spec.proto.ClippingDef;
import dev.luthier.spec.proto.CosineDef;
import dev.luthier.spec.proto.ExponentialDef;
import dev.luthier.spec.proto.FtrlDef;
import dev.luthier.spec.proto.InverseTimeDef;
import dev.luthier.spec.proto.OptimizerDef;
import dev.luthier.spec.proto.PiecewiseDef;
import dev.luthier.spec.proto.RmsPropDef;
import dev.luthier.spec.proto.ScheduleDef;
import dev.luthier.spec.proto.SgdDef;
import java.util.Optional;

/** The optimizer that a model was compiled with. Its state is not imported. */
final class OptimizerConfig {

  private final Fields fields;
  private final Notices notices;
  private final float learningRate;

  private OptimizerConfig(JsonNode optimizer, Notices notices) {
    this.fields = Fields.of("optimizer", Parts.className(optimizer), optimizer.path("config"));
    this.notices = notices;
    JsonNode rate = fields.get("learning_rate");
    this.learningRate =
        rate.isNumber() ? rate.floatValue() : (float) initialRate(rate.path("config"));
  }

  private static double initialRate(JsonNode schedule) {
    JsonNode values = schedule.path("values");
    return values.isArray()
        ? values.path(0).asDouble(0.001)
        : schedule.path("initial_learning_rate").asDouble(0.001);
  }

  /** The optimizer; empty where the model was not compiled, or with one that Luthier has not. */
  static Optional<OptimizerDef> read(JsonNode optimizer, Notices notices) {
    String name = Parts.className(optimizer);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    OptimizerConfig config = new OptimizerConfig(optimizer, notices);
    OptimizerDef.Builder def = OptimizerDef.newBuilder();
    if (optimizer.isTextual() ? !config.byName(def) : !config.algorithm(def)) {
      notices.add("optimizer " + name + " is none of Luthier's; adam {} is written instead");
      return Optional.empty();
    }
    config.schedule(def);
    config.clipping(def);
    return Optional.of(def.build());
  }

  /** One with its defaults, which are Luthier's. */
  private boolean byName(OptimizerDef.Builder def) {
    switch (Parts.plain(fields.kind())) {
      case "adam" -> def.setAdam(AdamDef.getDefaultInstance());
      case "adamw" -> def.setAdamw(AdamWDef.getDefaultInstance());
      case "rmsprop" -> def.setRmsprop(RmsPropDef.getDefaultInstance());
      case "sgd" -> def.setSgd(SgdDef.getDefaultInstance());
      case "adagrad" -> def.setAdagrad(AdagradDef.getDefaultInstance());
      case "adadelta" -> def.setAdadelta(AdadeltaDef.getDefaultInstance());
      case "ftrl" -> def.setFtrl(FtrlDef.getDefaultInstance());
      default -> {
        return false;
      }
    }
    return true;
  }

  private boolean algorithm(OptimizerDef.Builder def) {
    boolean decays = fields.number("weight_decay", 0) != 0;
    switch (Parts.plain(fields.kind())) {
      case "adam", "adamw" -> {
        if (decays) {
          def.setAdamw(
              AdamWDef.newBuilder()
                  .setLearningRate(learningRate)
                  .setBeta1(fields.number("beta_1", 0.9f))
                  .setBeta2(fields.number("beta_2", 0.999f))
                  .setEpsilon(fields.number("epsilon", 1e-7f))
                  .setAmsgrad(fields.flag("amsgrad", false))
                  .setWeightDecay(fields.number("weight_decay")));
        } else {
          def.setAdam(
              AdamDef.newBuilder()
                  .setLearningRate(learningRate)
                  .setBeta1(fields.number("beta_1", 0.9f))
                  .setBeta2(fields.number("beta_2", 0.999f))
                  .setEpsilon(fields.number("epsilon", 1e-7f))
                  .setAmsgrad(fields.flag("amsgrad", false)));
        }
        return true;
      }
      case "rmsprop" ->
          def.setRmsprop(
              RmsPropDef.newBuilder()
                  .setLearningRate(learningRate)
                  .setRho(fields.number("rho", 0.9f))
                  .setMomentum(fields.number("momentum", 0))
                  .setEpsilon(fields.number("epsilon", 1e-7f))
                  .setCentered(fields.flag("centered", false)));
      case "sgd" ->
          def.setSgd(
              SgdDef.newBuilder()
                  .setLearningRate(learningRate)
                  .setMomentum(fields.number("momentum", 0))
                  .setNesterov(fields.flag("nesterov", false)));
      case "adagrad" ->
          def.setAdagrad(
              AdagradDef.newBuilder()
                  .setLearningRate(learningRate)
                  .setInitialAccumulator(fields.number("initial_accumulator_value", 0.1f))
                  .setEpsilon(fields.number("epsilon", 1e-7f)));
      case "adadelta" ->
          def.setAdadelta(
              AdadeltaDef.newBuilder()
                  .setLearningRate(learningRate)
                  .setRho(fields.number("rho", 0.95f))
                  .setEpsilon(fields.number("epsilon", 1e-7f)));
      case "ftrl" ->
          def.setFtrl(
              FtrlDef.newBuilder()
                  .setLearningRate(learningRate)
                  .setLearningRatePower(fields.number("learning_rate_power", -0.5f))
                  .setInitialAccumulator(fields.number("initial_accumulator_value", 0.1f))
                  .setL1(fields.number("l1_regularization_strength", 0))
                  .setL2(fields.number("l2_regularization_strength", 0))
                  .setL2Shrinkage(fields.number("l2_shrinkage_regularization_strength", 0))
                  .setBeta(fields.number("beta", 0)));
      default -> {
        return false;
      }
    }
    if (decays) {
      notices.leftOut(fields, "weight_decay");
    }
    return true;
  }

  private void schedule(OptimizerDef.Builder def) {
    JsonNode value = fields.get("learning_rate");
    if (value.isNumber() || Parts.className(value).isEmpty()) {
      return;
    }
    Fields schedule = Fields.of("schedule", Parts.className(value), value.path("config"));
    ScheduleDef.Builder built = ScheduleDef.newBuilder();
    switch (schedule.kind()) {
      case "ExponentialDecay" ->
          built.setExponential(
              ExponentialDef.newBuilder()
                  .setDecaySteps(schedule.integer("decay_steps"))
                  .setDecayRate(schedule.number("decay_rate"))
                  .setStaircase(schedule.flag("staircase", false)));
      case "InverseTimeDecay" ->
          built.setInverseTime(
              InverseTimeDef.newBuilder()
                  .setDecaySteps(schedule.integer("decay_steps"))
                  .setDecayRate(schedule.number("decay_rate"))
                  .setStaircase(schedule.flag("staircase", false)));
      case "PiecewiseConstantDecay" -> {
        PiecewiseDef.Builder pieces =
            PiecewiseDef.newBuilder().addAllBoundary(schedule.integers("boundaries"));
        schedule.get("values").forEach(one -> pieces.addValue(one.floatValue()));
        built.setPiecewise(pieces);
      }
      case "CosineDecay" -> {
        if (schedule.number("warmup_steps", 0) != 0) {
          notices.leftOut(schedule, "warmup_steps");
        }
        built.setCosine(
            CosineDef.newBuilder()
                .setDecaySteps(schedule.integer("decay_steps"))
                .setAlpha(schedule.number("alpha", 0)));
      }
      default -> {
        notices.leftOut(schedule, "the schedule");
        return;
      }
    }
    def.setSchedule(built);
  }

  private void clipping(OptimizerDef.Builder def) {
    if (fields.has("clipvalue")) {
      def.setClipping(ClippingDef.newBuilder().setValue(fields.number("clipvalue")));
    } else if (fields.has("clipnorm")) {
      def.setClipping(ClippingDef.newBuilder().setNorm(fields.number("clipnorm")));
    } else if (fields.has("global_clipnorm")) {
      def.setClipping(ClippingDef.newBuilder().setGlobalNorm(fields.number("global_clipnorm")));
    }
  }
}
