package dev.luthier.spec;

import dev.luthier.nn.Activation;
import dev.luthier.nn.Attention;
import dev.luthier.nn.Embedding;
import dev.luthier.nn.Gru;
import dev.luthier.nn.Initializer;
import dev.luthier.nn.Initializer.Constant;
import dev.luthier.nn.Lstm;
import dev.luthier.nn.Orthogonal;
import dev.luthier.nn.PositionalEncoding;
import dev.luthier.nn.RecurrentWeights;
import dev.luthier.nn.TransformerEncoder;
import dev.luthier.nn.VarianceScaling;
import dev.luthier.spec.proto.AttentionDef;
import dev.luthier.spec.proto.GruDef;
import dev.luthier.spec.proto.InitializerDef;
import dev.luthier.spec.proto.LstmDef;
import dev.luthier.spec.proto.PositionalEncodingDef;
import dev.luthier.spec.proto.PositionalKind;
import dev.luthier.spec.proto.TransformerEncoderDef;
import java.util.function.Consumer;

/** Layers for sequences as messages and as records. A message leaves out what is the default. */
final class SequenceMapping {

  private static final Initializer KERNEL = VarianceScaling.GLOROT_UNIFORM;
  private static final Initializer RECURRENT = new Orthogonal(1);
  private static final Initializer BIAS = Constant.ZEROS;
  private static final float EPSILON = 0.00001f;

  private SequenceMapping() {}

  static Lstm fromProto(LstmDef def) {
    return new Lstm(
        def.getUnits(),
        def.getReturnSequences(),
        def.getBidirectional(),
        def.getDropout(),
        !def.hasUseBias() || def.getUseBias(),
        !def.hasUnitForgetBias() || def.getUnitForgetBias(),
        new RecurrentWeights(
            InitializerMapping.fromProto(def.getKernelInitializer(), KERNEL),
            InitializerMapping.fromProto(def.getRecurrentInitializer(), RECURRENT),
            InitializerMapping.fromProto(def.getBiasInitializer(), BIAS),
            RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()),
            RegularizerMapping.fromProto(
                def.hasRecurrentRegularizer(), def.getRecurrentRegularizer()),
            RegularizerMapping.fromProto(def.hasBiasRegularizer(), def.getBiasRegularizer())));
  }

  static LstmDef toProto(Lstm layer) {
    LstmDef.Builder def =
        LstmDef.newBuilder()
            .setUnits(layer.units())
            .setReturnSequences(layer.returnSequences())
            .setBidirectional(layer.bidirectional())
            .setDropout(layer.dropout());
    if (!layer.useBias()) {
      def.setUseBias(false);
    }
    if (!layer.unitForgetBias()) {
      def.setUnitForgetBias(false);
    }
    RecurrentWeights weights = layer.weights();
    write(weights.kernelInitializer(), KERNEL, def::setKernelInitializer);
    write(weights.recurrentInitializer(), RECURRENT, def::setRecurrentInitializer);
    write(weights.biasInitializer(), BIAS, def::setBiasInitializer);
    weights
        .kernelRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setKernelRegularizer);
    weights
        .recurrentRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setRecurrentRegularizer);
    weights.biasRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setBiasRegularizer);
    return def.build();
  }

  static Gru fromProto(GruDef def) {
    return new Gru(
        def.getUnits(),
        def.getReturnSequences(),
        def.getBidirectional(),
        def.getDropout(),
        !def.hasUseBias() || def.getUseBias(),
        !def.hasResetAfter() || def.getResetAfter(),
        new RecurrentWeights(
            InitializerMapping.fromProto(def.getKernelInitializer(), KERNEL),
            InitializerMapping.fromProto(def.getRecurrentInitializer(), RECURRENT),
            InitializerMapping.fromProto(def.getBiasInitializer(), BIAS),
            RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()),
            RegularizerMapping.fromProto(
                def.hasRecurrentRegularizer(), def.getRecurrentRegularizer()),
            RegularizerMapping.fromProto(def.hasBiasRegularizer(), def.getBiasRegularizer())));
  }

  static GruDef toProto(Gru layer) {
    GruDef.Builder def =
        GruDef.newBuilder()
            .setUnits(layer.units())
            .setReturnSequences(layer.returnSequences())
            .setBidirectional(layer.bidirectional())
            .setDropout(layer.dropout());
    if (!layer.useBias()) {
      def.setUseBias(false);
    }
    if (!layer.resetAfter()) {
      def.setResetAfter(false);
    }
    RecurrentWeights weights = layer.weights();
    write(weights.kernelInitializer(), KERNEL, def::setKernelInitializer);
    write(weights.recurrentInitializer(), RECURRENT, def::setRecurrentInitializer);
    write(weights.biasInitializer(), BIAS, def::setBiasInitializer);
    weights
        .kernelRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setKernelRegularizer);
    weights
        .recurrentRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setRecurrentRegularizer);
    weights.biasRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setBiasRegularizer);
    return def.build();
  }

  static Attention fromProto(AttentionDef def) {
    return new Attention(
        def.getHeads(),
        def.getKeySize(),
        def.getDropout(),
        !def.hasUseBias() || def.getUseBias(),
        def.getCausal(),
        InitializerMapping.fromProto(def.getKernelInitializer(), KERNEL),
        InitializerMapping.fromProto(def.getBiasInitializer(), BIAS),
        RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()),
        RegularizerMapping.fromProto(def.hasBiasRegularizer(), def.getBiasRegularizer()));
  }

  static AttentionDef toProto(Attention layer) {
    AttentionDef.Builder def =
        AttentionDef.newBuilder()
            .setHeads(layer.heads())
            .setKeySize(layer.keySize())
            .setDropout(layer.dropout())
            .setCausal(layer.causal());
    if (!layer.useBias()) {
      def.setUseBias(false);
    }
    write(layer.kernelInitializer(), KERNEL, def::setKernelInitializer);
    write(layer.biasInitializer(), BIAS, def::setBiasInitializer);
    layer.kernelRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setKernelRegularizer);
    layer.biasRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setBiasRegularizer);
    return def.build();
  }

  static PositionalEncoding fromProto(PositionalEncodingDef def) {
    return new PositionalEncoding(
        def.getKind() == PositionalKind.LEARNT
            ? PositionalEncoding.Kind.LEARNT
            : PositionalEncoding.Kind.SINUSOIDAL,
        InitializerMapping.fromProto(def.getInitializer(), Embedding.UNIFORM));
  }

  static PositionalEncodingDef toProto(PositionalEncoding layer) {
    PositionalEncodingDef.Builder def =
        PositionalEncodingDef.newBuilder().setKind(PositionalKind.valueOf(layer.kind().name()));
    write(layer.initializer(), Embedding.UNIFORM, def::setInitializer);
    return def.build();
  }

  static TransformerEncoder fromProto(TransformerEncoderDef def) {
    boolean chosen =
        def.getActivation() != dev.luthier.spec.proto.Activation.ACTIVATION_UNSPECIFIED;
    return new TransformerEncoder(
        def.getHeads(),
        def.getFeedForward(),
        def.getDropout(),
        chosen ? ActivationMapping.fromProto(def.getActivation()) : Activation.RELU,
        def.getNormFirst(),
        def.hasEpsilon() ? def.getEpsilon() : EPSILON,
        InitializerMapping.fromProto(def.getKernelInitializer(), KERNEL),
        RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()));
  }

  static TransformerEncoderDef toProto(TransformerEncoder layer) {
    TransformerEncoderDef.Builder def =
        TransformerEncoderDef.newBuilder()
            .setHeads(layer.heads())
            .setFeedForward(layer.feedForward())
            .setDropout(layer.dropout())
            .setActivation(ActivationMapping.toProto(layer.activation()))
            .setNormFirst(layer.normFirst());
    if (layer.epsilon() != EPSILON) {
      def.setEpsilon(layer.epsilon());
    }
    write(layer.kernelInitializer(), KERNEL, def::setKernelInitializer);
    layer.kernelRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setKernelRegularizer);
    return def.build();
  }

  private static void write(
      Initializer initializer, Initializer defaultValue, Consumer<InitializerDef> field) {
    if (!initializer.equals(defaultValue)) {
      field.accept(InitializerMapping.toProto(initializer));
    }
  }
}
