package dev.luthier.spec;

import dev.luthier.nn.ActivationLayer;
import dev.luthier.nn.AdaptiveAveragePool;
import dev.luthier.nn.Add;
import dev.luthier.nn.Attention;
import dev.luthier.nn.AveragePool;
import dev.luthier.nn.BatchNormalization;
import dev.luthier.nn.Concat;
import dev.luthier.nn.Conv1d;
import dev.luthier.nn.Conv2d;
import dev.luthier.nn.Cutout;
import dev.luthier.nn.Dense;
import dev.luthier.nn.DepthwiseConv2d;
import dev.luthier.nn.Dropout;
import dev.luthier.nn.Embedding;
import dev.luthier.nn.Flatten;
import dev.luthier.nn.GlobalAveragePool;
import dev.luthier.nn.GlobalMaxPool;
import dev.luthier.nn.Gru;
import dev.luthier.nn.Initializer.Constant;
import dev.luthier.nn.Layer;
import dev.luthier.nn.LayerNormalization;
import dev.luthier.nn.Lstm;
import dev.luthier.nn.MaxPool;
import dev.luthier.nn.Multiply;
import dev.luthier.nn.PositionalEncoding;
import dev.luthier.nn.Rescaling;
import dev.luthier.nn.Reshape;
import dev.luthier.nn.SeparableConv2d;
import dev.luthier.nn.SpatialDropout;
import dev.luthier.nn.TransformerEncoder;
import dev.luthier.nn.TransposedConv2d;
import dev.luthier.nn.UnitGates;
import dev.luthier.nn.VarianceScaling;
import dev.luthier.nn.ZeroPadding;
import dev.luthier.spec.proto.ActivationLayerDef;
import dev.luthier.spec.proto.AdaptiveAveragePoolDef;
import dev.luthier.spec.proto.AddDef;
import dev.luthier.spec.proto.ConcatDef;
import dev.luthier.spec.proto.DenseDef;
import dev.luthier.spec.proto.DropoutDef;
import dev.luthier.spec.proto.EmbeddingDef;
import dev.luthier.spec.proto.FlattenDef;
import dev.luthier.spec.proto.GlobalAveragePoolDef;
import dev.luthier.spec.proto.GlobalMaxPoolDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.MultiplyDef;
import dev.luthier.spec.proto.RescalingDef;
import dev.luthier.spec.proto.ReshapeDef;
import dev.luthier.spec.proto.SpatialDropoutDef;
import dev.luthier.spec.proto.ZeroPaddingDef;

/** Layers as messages and as records. A message leaves out what is the default. */
final class LayerMapping {

  private static final int LAST_AXIS = -1;

  private LayerMapping() {}

  /**
   * The record of a layer's message, whose name and inputs it does not hold.
   *
   * @throws IllegalArgumentException if a field is not valid, or the message is of a block
   */
  static Layer fromProto(LayerDef def) {
    return switch (def.getKindCase()) {
      case DENSE -> dense(def.getDense());
      case CONV1D -> ConvolutionMapping.fromProto(def.getConv1D());
      case CONV2D -> ConvolutionMapping.fromProto(def.getConv2D());
      case DEPTHWISE_CONV2D -> ConvolutionMapping.fromProto(def.getDepthwiseConv2D());
      case SEPARABLE_CONV2D -> ConvolutionMapping.fromProto(def.getSeparableConv2D());
      case TRANSPOSED_CONV2D -> ConvolutionMapping.fromProto(def.getTransposedConv2D());
      case MAX_POOL -> PoolMapping.maxPool(def.getMaxPool());
      case AVERAGE_POOL -> PoolMapping.averagePool(def.getAveragePool());
      case GLOBAL_AVERAGE_POOL -> new GlobalAveragePool();
      case GLOBAL_MAX_POOL -> new GlobalMaxPool();
      case ADAPTIVE_AVERAGE_POOL ->
          new AdaptiveAveragePool(def.getAdaptiveAveragePool().getSizeList());
      case BATCH_NORMALIZATION -> NormalizationMapping.fromProto(def.getBatchNormalization());
      case LAYER_NORMALIZATION -> NormalizationMapping.fromProto(def.getLayerNormalization());
      case DROPOUT -> new Dropout(def.getDropout().getRate());
      case SPATIAL_DROPOUT -> new SpatialDropout(def.getSpatialDropout().getRate());
      case ACTIVATION ->
          new ActivationLayer(ActivationMapping.fromProto(def.getActivation().getFunction()));
      case FLATTEN -> new Flatten();
      case RESHAPE -> new Reshape(def.getReshape().getShapeList());
      case ZERO_PADDING -> new ZeroPadding(def.getZeroPadding().getPaddingList());
      case EMBEDDING -> embedding(def.getEmbedding());
      case LSTM -> SequenceMapping.fromProto(def.getLstm());
      case GRU -> SequenceMapping.fromProto(def.getGru());
      case ATTENTION -> SequenceMapping.fromProto(def.getAttention());
      case POSITIONAL_ENCODING -> SequenceMapping.fromProto(def.getPositionalEncoding());
      case TRANSFORMER_ENCODER -> SequenceMapping.fromProto(def.getTransformerEncoder());
      case ADD -> new Add();
      case MULTIPLY -> new Multiply();
      case CONCAT -> new Concat(def.getConcat().hasAxis() ? def.getConcat().getAxis() : LAST_AXIS);
      case RESCALING ->
          new Rescaling(
              def.getRescaling().hasScale() ? def.getRescaling().getScale() : 1,
              def.getRescaling().getOffset());
      case SQUEEZE_EXCITATION -> AdaptiveMapping.fromProto(def.getSqueezeExcitation());
      case HIGHWAY -> AdaptiveMapping.fromProto(def.getHighway());
      case SKIP_GATE -> AdaptiveMapping.fromProto(def.getSkipGate());
      case HALTING_UNIT -> AdaptiveMapping.fromProto(def.getHaltingUnit());
      case HALTED_SUM -> AdaptiveMapping.fromProto(def.getHaltedSum());
      case MIXTURE_OF_EXPERTS -> AdaptiveMapping.fromProto(def.getMixtureOfExperts());
      case UNIT_GATES -> UnitGatesMapping.fromProto(def.getUnitGates());
      case RANDOM_FLIP -> AugmentationMapping.fromProto(def.getRandomFlip());
      case RANDOM_CROP -> AugmentationMapping.fromProto(def.getRandomCrop());
      case RANDOM_COLOR -> AugmentationMapping.fromProto(def.getRandomColor());
      case CUTOUT -> new Cutout(def.getCutout().getSize());
      case SPECTROGRAM -> SoundMapping.fromProto(def.getSpectrogram());
      case MEL_SPECTROGRAM -> SoundMapping.fromProto(def.getMelSpectrogram());
      case MFCC -> SoundMapping.fromProto(def.getMfcc());
      case SPEC_AUGMENT -> SoundMapping.fromProto(def.getSpecAugment());
      case BLOCK ->
          throw new IllegalArgumentException(
              "block must be read as an element, was read as a single layer");
      case KIND_NOT_SET ->
          throw new IllegalArgumentException(
              "layer must have a kind, had none; write one such as dense { units: 10 }");
    };
  }

  /** The message of a record, without a name and inputs. */
  static LayerDef toProto(Layer layer) {
    LayerDef.Builder def = LayerDef.newBuilder();
    if (layer instanceof Dense dense) {
      def.setDense(toProto(dense));
    } else if (layer instanceof Conv1d conv1d) {
      def.setConv1D(ConvolutionMapping.toProto(conv1d));
    } else if (layer instanceof Conv2d conv2d) {
      def.setConv2D(ConvolutionMapping.toProto(conv2d));
    } else if (layer instanceof DepthwiseConv2d depthwise) {
      def.setDepthwiseConv2D(ConvolutionMapping.toProto(depthwise));
    } else if (layer instanceof SeparableConv2d separable) {
      def.setSeparableConv2D(ConvolutionMapping.toProto(separable));
    } else if (layer instanceof TransposedConv2d transposed) {
      def.setTransposedConv2D(ConvolutionMapping.toProto(transposed));
    } else if (layer instanceof MaxPool pool) {
      def.setMaxPool(PoolMapping.toProto(pool));
    } else if (layer instanceof AveragePool pool) {
      def.setAveragePool(PoolMapping.toProto(pool));
    } else if (layer instanceof GlobalAveragePool) {
      def.setGlobalAveragePool(GlobalAveragePoolDef.getDefaultInstance());
    } else if (layer instanceof GlobalMaxPool) {
      def.setGlobalMaxPool(GlobalMaxPoolDef.getDefaultInstance());
    } else if (layer instanceof AdaptiveAveragePool pool) {
      def.setAdaptiveAveragePool(AdaptiveAveragePoolDef.newBuilder().addAllSize(pool.size()));
    } else if (layer instanceof BatchNormalization normalization) {
      def.setBatchNormalization(NormalizationMapping.toProto(normalization));
    } else if (layer instanceof LayerNormalization normalization) {
      def.setLayerNormalization(NormalizationMapping.toProto(normalization));
    } else if (layer instanceof Dropout dropout) {
      def.setDropout(DropoutDef.newBuilder().setRate(dropout.rate()));
    } else if (layer instanceof SpatialDropout dropout) {
      def.setSpatialDropout(SpatialDropoutDef.newBuilder().setRate(dropout.rate()));
    } else {
      writeShapesAndSums(def, layer);
    }
    return def.build();
  }

  private static void writeShapesAndSums(LayerDef.Builder def, Layer layer) {
    if (layer instanceof ActivationLayer activation) {
      def.setActivation(
          ActivationLayerDef.newBuilder()
              .setFunction(ActivationMapping.toProto(activation.function())));
    } else if (layer instanceof Flatten) {
      def.setFlatten(FlattenDef.getDefaultInstance());
    } else if (layer instanceof Reshape reshape) {
      def.setReshape(ReshapeDef.newBuilder().addAllShape(reshape.shape()));
    } else if (layer instanceof ZeroPadding zeros) {
      def.setZeroPadding(ZeroPaddingDef.newBuilder().addAllPadding(zeros.padding()));
    } else if (layer instanceof Embedding embedding) {
      def.setEmbedding(toProto(embedding));
    } else if (layer instanceof Lstm lstm) {
      def.setLstm(SequenceMapping.toProto(lstm));
    } else if (layer instanceof Gru gru) {
      def.setGru(SequenceMapping.toProto(gru));
    } else if (layer instanceof Attention attention) {
      def.setAttention(SequenceMapping.toProto(attention));
    } else if (layer instanceof PositionalEncoding encoding) {
      def.setPositionalEncoding(SequenceMapping.toProto(encoding));
    } else if (layer instanceof TransformerEncoder encoder) {
      def.setTransformerEncoder(SequenceMapping.toProto(encoder));
    } else if (layer instanceof Add) {
      def.setAdd(AddDef.getDefaultInstance());
    } else if (layer instanceof Multiply) {
      def.setMultiply(MultiplyDef.getDefaultInstance());
    } else if (layer instanceof Concat concat) {
      def.setConcat(toProto(concat));
    } else if (layer instanceof Rescaling rescaling) {
      def.setRescaling(toProto(rescaling));
    } else if (layer instanceof UnitGates gates) {
      def.setUnitGates(UnitGatesMapping.toProto(gates));
    } else {
      // A family writes its own layers and leaves the others alone.
      AdaptiveMapping.write(def, layer);
      AugmentationMapping.write(def, layer);
      SoundMapping.write(def, layer);
    }
  }

  private static Dense dense(DenseDef def) {
    return new Dense(
        def.getUnits(),
        ActivationMapping.fromProto(def.getActivation()),
        !def.hasUseBias() || def.getUseBias(),
        InitializerMapping.fromProto(def.getKernelInitializer(), VarianceScaling.GLOROT_UNIFORM),
        InitializerMapping.fromProto(def.getBiasInitializer(), Constant.ZEROS),
        RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()),
        RegularizerMapping.fromProto(def.hasBiasRegularizer(), def.getBiasRegularizer()),
        RegularizerMapping.fromProto(def.hasActivityRegularizer(), def.getActivityRegularizer()),
        RegularizerMapping.fromProto(def.hasKernelConstraint(), def.getKernelConstraint()));
  }

  private static DenseDef toProto(Dense layer) {
    DenseDef.Builder def = DenseDef.newBuilder().setUnits(layer.units());
    def.setActivation(ActivationMapping.toProto(layer.activation()));
    if (!layer.useBias()) {
      def.setUseBias(false);
    }
    if (!layer.kernelInitializer().equals(VarianceScaling.GLOROT_UNIFORM)) {
      def.setKernelInitializer(InitializerMapping.toProto(layer.kernelInitializer()));
    }
    if (!layer.biasInitializer().equals(Constant.ZEROS)) {
      def.setBiasInitializer(InitializerMapping.toProto(layer.biasInitializer()));
    }
    layer.kernelRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setKernelRegularizer);
    layer.biasRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setBiasRegularizer);
    layer
        .activityRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setActivityRegularizer);
    layer.kernelConstraint().map(RegularizerMapping::toProto).ifPresent(def::setKernelConstraint);
    return def.build();
  }

  private static Embedding embedding(EmbeddingDef def) {
    return new Embedding(
        def.getInputSize(),
        def.getOutputSize(),
        InitializerMapping.fromProto(def.getInitializer(), Embedding.UNIFORM),
        RegularizerMapping.fromProto(def.hasRegularizer(), def.getRegularizer()),
        def.getMaskZero());
  }

  private static EmbeddingDef toProto(Embedding layer) {
    EmbeddingDef.Builder def = EmbeddingDef.newBuilder();
    def.setInputSize(layer.inputSize()).setOutputSize(layer.outputSize());
    def.setMaskZero(layer.maskZero());
    if (!layer.initializer().equals(Embedding.UNIFORM)) {
      def.setInitializer(InitializerMapping.toProto(layer.initializer()));
    }
    layer.regularizer().map(RegularizerMapping::toProto).ifPresent(def::setRegularizer);
    return def.build();
  }

  private static ConcatDef toProto(Concat layer) {
    ConcatDef.Builder def = ConcatDef.newBuilder();
    if (layer.axis() != LAST_AXIS) {
      def.setAxis(layer.axis());
    }
    return def.build();
  }

  private static RescalingDef toProto(Rescaling layer) {
    RescalingDef.Builder def = RescalingDef.newBuilder().setOffset(layer.offset());
    if (layer.scale() != 1) {
      def.setScale(layer.scale());
    }
    return def.build();
  }
}
