package dev.luthier.spec;

import dev.luthier.nn.Activation;
import dev.luthier.nn.AdaptiveDepth;
import dev.luthier.nn.HaltedSum;
import dev.luthier.nn.HaltingUnit;
import dev.luthier.nn.Highway;
import dev.luthier.nn.Initializer.Constant;
import dev.luthier.nn.Layer;
import dev.luthier.nn.MixtureOfExperts;
import dev.luthier.nn.SkipGate;
import dev.luthier.nn.SqueezeExcitation;
import dev.luthier.nn.VarianceScaling;
import dev.luthier.spec.proto.AdaptiveDepthDef;
import dev.luthier.spec.proto.HaltedSumDef;
import dev.luthier.spec.proto.HaltingUnitDef;
import dev.luthier.spec.proto.HighwayDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.MixtureOfExpertsDef;
import dev.luthier.spec.proto.SkipGateDef;
import dev.luthier.spec.proto.SqueezeExcitationDef;
import java.util.Optional;

/** Layers that adapt to the sample, as messages and as records. */
final class AdaptiveMapping {

  private AdaptiveMapping() {}

  /** Sets the kind of a layer's message, where the layer is one of these. */
  static void write(LayerDef.Builder def, Layer layer) {
    if (layer instanceof SqueezeExcitation squeeze) {
      def.setSqueezeExcitation(toProto(squeeze));
    } else if (layer instanceof Highway highway) {
      def.setHighway(toProto(highway));
    } else if (layer instanceof SkipGate gate) {
      def.setSkipGate(toProto(gate));
    } else if (layer instanceof HaltingUnit unit) {
      def.setHaltingUnit(toProto(unit));
    } else if (layer instanceof HaltedSum sum) {
      def.setHaltedSum(toProto(sum));
    } else if (layer instanceof MixtureOfExperts mixture) {
      def.setMixtureOfExperts(toProto(mixture));
    }
  }

  static SqueezeExcitation fromProto(SqueezeExcitationDef def) {
    if (def.hasRatio() && def.hasUnits()) {
      throw new IllegalArgumentException(
          "units excludes ratio, both were written; leave one of them out");
    }
    return new SqueezeExcitation(
        def.hasRatio() ? def.getRatio() : SqueezeExcitation.DEFAULT_RATIO,
        def.hasUnits() ? Optional.of(def.getUnits()) : Optional.empty(),
        ActivationMapping.fromProto(def.getActivation(), Activation.RELU),
        ActivationMapping.fromProto(def.getGate(), Activation.SIGMOID),
        InitializerMapping.fromProto(def.getKernelInitializer(), VarianceScaling.GLOROT_UNIFORM),
        RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()));
  }

  static SqueezeExcitationDef toProto(SqueezeExcitation layer) {
    SqueezeExcitationDef.Builder def = SqueezeExcitationDef.newBuilder();
    layer.units().ifPresentOrElse(def::setUnits, () -> def.setRatio(layer.ratio()));
    def.setActivation(ActivationMapping.toProto(layer.activation(), Activation.RELU));
    def.setGate(ActivationMapping.toProto(layer.gate(), Activation.SIGMOID));
    if (!layer.kernelInitializer().equals(VarianceScaling.GLOROT_UNIFORM)) {
      def.setKernelInitializer(InitializerMapping.toProto(layer.kernelInitializer()));
    }
    layer.kernelRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setKernelRegularizer);
    return def.build();
  }

  static Highway fromProto(HighwayDef def) {
    return new Highway(
        ActivationMapping.fromProto(def.getActivation(), Activation.RELU),
        InitializerMapping.fromProto(def.getKernelInitializer(), VarianceScaling.GLOROT_UNIFORM),
        InitializerMapping.fromProto(def.getGateBiasInitializer(), Highway.MOSTLY_CLOSED),
        RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()));
  }

  static HighwayDef toProto(Highway layer) {
    HighwayDef.Builder def = HighwayDef.newBuilder();
    def.setActivation(ActivationMapping.toProto(layer.activation(), Activation.RELU));
    if (!layer.kernelInitializer().equals(VarianceScaling.GLOROT_UNIFORM)) {
      def.setKernelInitializer(InitializerMapping.toProto(layer.kernelInitializer()));
    }
    if (!layer.gateBiasInitializer().equals(Highway.MOSTLY_CLOSED)) {
      def.setGateBiasInitializer(InitializerMapping.toProto(layer.gateBiasInitializer()));
    }
    layer.kernelRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setKernelRegularizer);
    return def.build();
  }

  static SkipGate fromProto(SkipGateDef def) {
    return new SkipGate(
        !def.hasHard() || def.getHard(),
        def.hasCost() ? def.getCost() : SkipGate.DEFAULT_COST,
        InitializerMapping.fromProto(def.getKernelInitializer(), Constant.ZEROS),
        InitializerMapping.fromProto(def.getBiasInitializer(), SkipGate.MOSTLY_OPEN));
  }

  static SkipGateDef toProto(SkipGate gate) {
    SkipGateDef.Builder def = SkipGateDef.newBuilder();
    if (!gate.hard()) {
      def.setHard(false);
    }
    if (gate.cost() != SkipGate.DEFAULT_COST) {
      def.setCost(gate.cost());
    }
    if (!gate.kernelInitializer().equals(Constant.ZEROS)) {
      def.setKernelInitializer(InitializerMapping.toProto(gate.kernelInitializer()));
    }
    if (!gate.biasInitializer().equals(SkipGate.MOSTLY_OPEN)) {
      def.setBiasInitializer(InitializerMapping.toProto(gate.biasInitializer()));
    }
    return def.build();
  }

  static HaltingUnit fromProto(HaltingUnitDef def) {
    return new HaltingUnit(
        InitializerMapping.fromProto(def.getKernelInitializer(), Constant.ZEROS),
        InitializerMapping.fromProto(def.getBiasInitializer(), HaltingUnit.MOSTLY_GOING_ON));
  }

  static HaltingUnitDef toProto(HaltingUnit unit) {
    HaltingUnitDef.Builder def = HaltingUnitDef.newBuilder();
    if (!unit.kernelInitializer().equals(Constant.ZEROS)) {
      def.setKernelInitializer(InitializerMapping.toProto(unit.kernelInitializer()));
    }
    if (!unit.biasInitializer().equals(HaltingUnit.MOSTLY_GOING_ON)) {
      def.setBiasInitializer(InitializerMapping.toProto(unit.biasInitializer()));
    }
    return def.build();
  }

  static HaltedSum fromProto(HaltedSumDef def) {
    return new HaltedSum(
        def.hasPonderCost() ? def.getPonderCost() : HaltedSum.DEFAULT_PONDER_COST,
        def.hasEpsilon() ? def.getEpsilon() : HaltedSum.DEFAULT_EPSILON);
  }

  static HaltedSumDef toProto(HaltedSum sum) {
    HaltedSumDef.Builder def = HaltedSumDef.newBuilder();
    if (sum.ponderCost() != HaltedSum.DEFAULT_PONDER_COST) {
      def.setPonderCost(sum.ponderCost());
    }
    if (sum.epsilon() != HaltedSum.DEFAULT_EPSILON) {
      def.setEpsilon(sum.epsilon());
    }
    return def.build();
  }

  /** The fields of a unit and of a sum, side by side. */
  static AdaptiveDepth fromProto(AdaptiveDepthDef def) {
    HaltingUnitDef.Builder unit = HaltingUnitDef.newBuilder();
    if (def.hasKernelInitializer()) {
      unit.setKernelInitializer(def.getKernelInitializer());
    }
    if (def.hasBiasInitializer()) {
      unit.setBiasInitializer(def.getBiasInitializer());
    }
    HaltedSumDef.Builder sum = HaltedSumDef.newBuilder();
    if (def.hasPonderCost()) {
      sum.setPonderCost(def.getPonderCost());
    }
    if (def.hasEpsilon()) {
      sum.setEpsilon(def.getEpsilon());
    }
    return new AdaptiveDepth(fromProto(unit.build()), fromProto(sum.build()));
  }

  static AdaptiveDepthDef toProto(AdaptiveDepth depth) {
    HaltingUnitDef unit = toProto(depth.unit());
    HaltedSumDef sum = toProto(depth.sum());
    AdaptiveDepthDef.Builder def = AdaptiveDepthDef.newBuilder();
    if (unit.hasKernelInitializer()) {
      def.setKernelInitializer(unit.getKernelInitializer());
    }
    if (unit.hasBiasInitializer()) {
      def.setBiasInitializer(unit.getBiasInitializer());
    }
    if (sum.hasPonderCost()) {
      def.setPonderCost(sum.getPonderCost());
    }
    if (sum.hasEpsilon()) {
      def.setEpsilon(sum.getEpsilon());
    }
    return def.build();
  }

  static MixtureOfExperts fromProto(MixtureOfExpertsDef def) {
    return new MixtureOfExperts(
        def.getExperts(),
        def.getUnits(),
        def.hasHidden() ? Optional.of(def.getHidden()) : Optional.empty(),
        def.hasTopK() ? def.getTopK() : MixtureOfExperts.DEFAULT_TOP_K,
        ActivationMapping.fromProto(def.getActivation(), Activation.RELU),
        def.hasLoadBalancing() ? def.getLoadBalancing() : MixtureOfExperts.DEFAULT_LOAD_BALANCING,
        RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()));
  }

  static MixtureOfExpertsDef toProto(MixtureOfExperts layer) {
    MixtureOfExpertsDef.Builder def = MixtureOfExpertsDef.newBuilder();
    def.setExperts(layer.experts()).setUnits(layer.units());
    layer.hidden().ifPresent(def::setHidden);
    if (layer.topK() != MixtureOfExperts.DEFAULT_TOP_K) {
      def.setTopK(layer.topK());
    }
    def.setActivation(ActivationMapping.toProto(layer.activation(), Activation.RELU));
    if (layer.loadBalancing() != MixtureOfExperts.DEFAULT_LOAD_BALANCING) {
      def.setLoadBalancing(layer.loadBalancing());
    }
    layer.kernelRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setKernelRegularizer);
    return def.build();
  }
}
