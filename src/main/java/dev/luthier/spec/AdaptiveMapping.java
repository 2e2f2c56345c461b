package dev.luthier.spec;

import dev.luthier.nn.Activation;
import dev.luthier.nn.Highway;
import dev.luthier.nn.Layer;
import dev.luthier.nn.SqueezeExcitation;
import dev.luthier.nn.VarianceScaling;
import dev.luthier.spec.proto.HighwayDef;
import dev.luthier.spec.proto.LayerDef;
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
}
