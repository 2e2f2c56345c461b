package dev.luthier.spec;

import dev.luthier.nn.Conv1d;
import dev.luthier.nn.Conv2d;
import dev.luthier.nn.DepthwiseConv2d;
import dev.luthier.nn.Initializer;
import dev.luthier.nn.Initializer.Constant;
import dev.luthier.nn.SeparableConv2d;
import dev.luthier.nn.TransposedConv2d;
import dev.luthier.nn.VarianceScaling;
import dev.luthier.spec.proto.Conv1dDef;
import dev.luthier.spec.proto.Conv2dDef;
import dev.luthier.spec.proto.DepthwiseConv2dDef;
import dev.luthier.spec.proto.InitializerDef;
import dev.luthier.spec.proto.SeparableConv2dDef;
import dev.luthier.spec.proto.TransposedConv2dDef;
import java.util.List;

/** Convolutions as messages and as records. A message leaves out what is the default. */
final class ConvolutionMapping {

  private static final Initializer KERNEL = VarianceScaling.GLOROT_UNIFORM;
  private static final List<Integer> ONE = List.of(1);

  private ConvolutionMapping() {}

  static Conv1d fromProto(Conv1dDef def) {
    return new Conv1d(
        def.getFilters(),
        def.getKernelSize(),
        def.hasStride() ? def.getStride() : 1,
        PaddingMapping.fromProto(def.getPadding(), def.getExplicitPaddingList()),
        def.hasDilation() ? def.getDilation() : 1,
        ActivationMapping.fromProto(def.getActivation()),
        !def.hasUseBias() || def.getUseBias(),
        kernel(def.getKernelInitializer()),
        bias(def.getBiasInitializer()),
        RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()),
        RegularizerMapping.fromProto(def.hasBiasRegularizer(), def.getBiasRegularizer()),
        RegularizerMapping.fromProto(def.hasActivityRegularizer(), def.getActivityRegularizer()),
        RegularizerMapping.fromProto(def.hasKernelConstraint(), def.getKernelConstraint()));
  }

  static Conv1dDef toProto(Conv1d layer) {
    Conv1dDef.Builder def = Conv1dDef.newBuilder();
    def.setFilters(layer.filters()).setKernelSize(layer.kernelSize());
    if (layer.stride() != 1) {
      def.setStride(layer.stride());
    }
    def.setPadding(PaddingMapping.toProto(layer.padding()));
    def.addAllExplicitPadding(PaddingMapping.explicit(layer.padding()));
    if (layer.dilation() != 1) {
      def.setDilation(layer.dilation());
    }
    def.setActivation(ActivationMapping.toProto(layer.activation()));
    if (!layer.useBias()) {
      def.setUseBias(false);
    }
    if (!layer.kernelInitializer().equals(KERNEL)) {
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

  static Conv2d fromProto(Conv2dDef def) {
    return new Conv2d(
        def.getFilters(),
        def.getKernelSizeList(),
        orOne(def.getStrideList()),
        PaddingMapping.fromProto(def.getPadding(), def.getExplicitPaddingList()),
        orOne(def.getDilationList()),
        ActivationMapping.fromProto(def.getActivation()),
        !def.hasUseBias() || def.getUseBias(),
        kernel(def.getKernelInitializer()),
        bias(def.getBiasInitializer()),
        RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()),
        RegularizerMapping.fromProto(def.hasBiasRegularizer(), def.getBiasRegularizer()),
        RegularizerMapping.fromProto(def.hasActivityRegularizer(), def.getActivityRegularizer()),
        RegularizerMapping.fromProto(def.hasKernelConstraint(), def.getKernelConstraint()));
  }

  static Conv2dDef toProto(Conv2d layer) {
    Conv2dDef.Builder def = Conv2dDef.newBuilder();
    def.setFilters(layer.filters()).addAllKernelSize(shortest(layer.kernelSize()));
    def.addAllStride(unlessOne(layer.stride()));
    def.setPadding(PaddingMapping.toProto(layer.padding()));
    def.addAllExplicitPadding(PaddingMapping.explicit(layer.padding()));
    def.addAllDilation(unlessOne(layer.dilation()));
    def.setActivation(ActivationMapping.toProto(layer.activation()));
    if (!layer.useBias()) {
      def.setUseBias(false);
    }
    if (!layer.kernelInitializer().equals(KERNEL)) {
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

  static DepthwiseConv2d fromProto(DepthwiseConv2dDef def) {
    return new DepthwiseConv2d(
        def.getKernelSizeList(),
        def.hasStride() ? def.getStride() : 1,
        PaddingMapping.fromProto(def.getPadding(), def.getExplicitPaddingList()),
        def.hasDepthMultiplier() ? def.getDepthMultiplier() : 1,
        ActivationMapping.fromProto(def.getActivation()),
        !def.hasUseBias() || def.getUseBias(),
        kernel(def.getDepthwiseInitializer()),
        bias(def.getBiasInitializer()),
        RegularizerMapping.fromProto(def.hasDepthwiseRegularizer(), def.getDepthwiseRegularizer()),
        RegularizerMapping.fromProto(def.hasBiasRegularizer(), def.getBiasRegularizer()),
        RegularizerMapping.fromProto(def.hasActivityRegularizer(), def.getActivityRegularizer()));
  }

  static DepthwiseConv2dDef toProto(DepthwiseConv2d layer) {
    DepthwiseConv2dDef.Builder def = DepthwiseConv2dDef.newBuilder();
    def.addAllKernelSize(shortest(layer.kernelSize()));
    if (layer.stride() != 1) {
      def.setStride(layer.stride());
    }
    def.setPadding(PaddingMapping.toProto(layer.padding()));
    def.addAllExplicitPadding(PaddingMapping.explicit(layer.padding()));
    if (layer.depthMultiplier() != 1) {
      def.setDepthMultiplier(layer.depthMultiplier());
    }
    def.setActivation(ActivationMapping.toProto(layer.activation()));
    if (!layer.useBias()) {
      def.setUseBias(false);
    }
    if (!layer.depthwiseInitializer().equals(KERNEL)) {
      def.setDepthwiseInitializer(InitializerMapping.toProto(layer.depthwiseInitializer()));
    }
    if (!layer.biasInitializer().equals(Constant.ZEROS)) {
      def.setBiasInitializer(InitializerMapping.toProto(layer.biasInitializer()));
    }
    layer
        .depthwiseRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setDepthwiseRegularizer);
    layer.biasRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setBiasRegularizer);
    layer
        .activityRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setActivityRegularizer);
    return def.build();
  }

  static SeparableConv2d fromProto(SeparableConv2dDef def) {
    return new SeparableConv2d(
        def.getFilters(),
        def.getKernelSizeList(),
        def.hasStride() ? def.getStride() : 1,
        PaddingMapping.fromProto(def.getPadding(), def.getExplicitPaddingList()),
        def.hasDepthMultiplier() ? def.getDepthMultiplier() : 1,
        ActivationMapping.fromProto(def.getActivation()),
        !def.hasUseBias() || def.getUseBias(),
        kernel(def.getDepthwiseInitializer()),
        kernel(def.getPointwiseInitializer()),
        bias(def.getBiasInitializer()),
        RegularizerMapping.fromProto(def.hasDepthwiseRegularizer(), def.getDepthwiseRegularizer()),
        RegularizerMapping.fromProto(def.hasPointwiseRegularizer(), def.getPointwiseRegularizer()),
        RegularizerMapping.fromProto(def.hasBiasRegularizer(), def.getBiasRegularizer()),
        RegularizerMapping.fromProto(def.hasActivityRegularizer(), def.getActivityRegularizer()));
  }

  static SeparableConv2dDef toProto(SeparableConv2d layer) {
    SeparableConv2dDef.Builder def = SeparableConv2dDef.newBuilder();
    def.setFilters(layer.filters()).addAllKernelSize(shortest(layer.kernelSize()));
    if (layer.stride() != 1) {
      def.setStride(layer.stride());
    }
    def.setPadding(PaddingMapping.toProto(layer.padding()));
    def.addAllExplicitPadding(PaddingMapping.explicit(layer.padding()));
    if (layer.depthMultiplier() != 1) {
      def.setDepthMultiplier(layer.depthMultiplier());
    }
    def.setActivation(ActivationMapping.toProto(layer.activation()));
    if (!layer.useBias()) {
      def.setUseBias(false);
    }
    if (!layer.depthwiseInitializer().equals(KERNEL)) {
      def.setDepthwiseInitializer(InitializerMapping.toProto(layer.depthwiseInitializer()));
    }
    if (!layer.pointwiseInitializer().equals(KERNEL)) {
      def.setPointwiseInitializer(InitializerMapping.toProto(layer.pointwiseInitializer()));
    }
    if (!layer.biasInitializer().equals(Constant.ZEROS)) {
      def.setBiasInitializer(InitializerMapping.toProto(layer.biasInitializer()));
    }
    layer
        .depthwiseRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setDepthwiseRegularizer);
    layer
        .pointwiseRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setPointwiseRegularizer);
    layer.biasRegularizer().map(RegularizerMapping::toProto).ifPresent(def::setBiasRegularizer);
    layer
        .activityRegularizer()
        .map(RegularizerMapping::toProto)
        .ifPresent(def::setActivityRegularizer);
    return def.build();
  }

  static TransposedConv2d fromProto(TransposedConv2dDef def) {
    return new TransposedConv2d(
        def.getFilters(),
        def.getKernelSizeList(),
        orOne(def.getStrideList()),
        PaddingMapping.fromProto(def.getPadding(), def.getExplicitPaddingList()),
        ActivationMapping.fromProto(def.getActivation()),
        !def.hasUseBias() || def.getUseBias(),
        kernel(def.getKernelInitializer()),
        bias(def.getBiasInitializer()),
        RegularizerMapping.fromProto(def.hasKernelRegularizer(), def.getKernelRegularizer()),
        RegularizerMapping.fromProto(def.hasBiasRegularizer(), def.getBiasRegularizer()),
        RegularizerMapping.fromProto(def.hasActivityRegularizer(), def.getActivityRegularizer()),
        RegularizerMapping.fromProto(def.hasKernelConstraint(), def.getKernelConstraint()));
  }

  static TransposedConv2dDef toProto(TransposedConv2d layer) {
    TransposedConv2dDef.Builder def = TransposedConv2dDef.newBuilder();
    def.setFilters(layer.filters()).addAllKernelSize(shortest(layer.kernelSize()));
    def.addAllStride(unlessOne(layer.stride()));
    def.setPadding(PaddingMapping.toProto(layer.padding()));
    def.addAllExplicitPadding(PaddingMapping.explicit(layer.padding()));
    def.setActivation(ActivationMapping.toProto(layer.activation()));
    if (!layer.useBias()) {
      def.setUseBias(false);
    }
    if (!layer.kernelInitializer().equals(KERNEL)) {
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

  private static Initializer kernel(InitializerDef def) {
    return InitializerMapping.fromProto(def, KERNEL);
  }

  private static Initializer bias(InitializerDef def) {
    return InitializerMapping.fromProto(def, Constant.ZEROS);
  }

  private static List<Integer> orOne(List<Integer> numbers) {
    return numbers.isEmpty() ? ONE : numbers;
  }

  private static List<Integer> unlessOne(List<Integer> numbers) {
    return shortest(numbers).equals(ONE) ? List.of() : shortest(numbers);
  }

  /** One number where both are the same. */
  private static List<Integer> shortest(List<Integer> numbers) {
    return numbers.get(0).equals(numbers.get(1)) ? numbers.subList(0, 1) : numbers;
  }
}
