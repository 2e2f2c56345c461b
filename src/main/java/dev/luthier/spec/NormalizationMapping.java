package dev.luthier.spec;

import dev.luthier.nn.BatchNormalization;
import dev.luthier.nn.Initializer.Constant;
import dev.luthier.nn.LayerNormalization;
import dev.luthier.spec.proto.BatchNormalizationDef;
import dev.luthier.spec.proto.LayerNormalizationDef;

/** Normalizations as messages and as records. A message leaves out what is the default. */
final class NormalizationMapping {

  private static final float MOMENTUM = 0.99f;
  private static final float EPSILON = 0.001f;

  private NormalizationMapping() {}

  static BatchNormalization fromProto(BatchNormalizationDef def) {
    return new BatchNormalization(
        def.hasMomentum() ? def.getMomentum() : MOMENTUM,
        def.hasEpsilon() ? def.getEpsilon() : EPSILON,
        !def.hasCenter() || def.getCenter(),
        !def.hasScale() || def.getScale(),
        InitializerMapping.fromProto(def.getBetaInitializer(), Constant.ZEROS),
        InitializerMapping.fromProto(def.getGammaInitializer(), Constant.ONES),
        RegularizerMapping.fromProto(def.hasBetaRegularizer(), def.getBetaRegularizer()),
        RegularizerMapping.fromProto(def.hasGammaRegularizer(), def.getGammaRegularizer()));
  }

  static BatchNormalizationDef toProto(BatchNormalization layer) {
    BatchNormalizationDef.Builder def = BatchNormalizationDef.newBuilder();
    if (layer.momentum() != MOMENTUM) {
      def.setMomentum(layer.momentum());
    }
    if (layer.epsilon() != EPSILON) {
      def.setEpsilon(layer.epsilon());
    }
    if (!layer.center()) {
      def.setCenter(false);
    }
    if (!layer.scale()) {
      def.setScale(false);
    }
    if (!layer.betaInitializer().equals(Constant.ZEROS)) {
      def.setBetaInitializer(InitializerMapping.toProto(layer.betaInitializer()));
    }
    if (!layer.gammaInitializer().equals(Constant.ONES)) {
      def.setGammaInitializer(InitializerMapping.toProto(layer.gammaInitializer()));
    }
    layer.betaRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setBetaRegularizer);
    layer.gammaRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setGammaRegularizer);
    return def.build();
  }

  static LayerNormalization fromProto(LayerNormalizationDef def) {
    return new LayerNormalization(
        def.hasEpsilon() ? def.getEpsilon() : EPSILON,
        !def.hasCenter() || def.getCenter(),
        !def.hasScale() || def.getScale());
  }

  static LayerNormalizationDef toProto(LayerNormalization layer) {
    LayerNormalizationDef.Builder def = LayerNormalizationDef.newBuilder();
    if (layer.epsilon() != EPSILON) {
      def.setEpsilon(layer.epsilon());
    }
    if (!layer.center()) {
      def.setCenter(false);
    }
    if (!layer.scale()) {
      def.setScale(false);
    }
    return def.build();
  }
}
