package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.spec.proto.Conv1dDef;
import dev.luthier.spec.proto.Conv2dDef;
import dev.luthier.spec.proto.DepthwiseConv2dDef;
import dev.luthier.spec.proto.GlobalAveragePoolDef;
import dev.luthier.spec.proto.GlobalMaxPoolDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.PoolDef;
import dev.luthier.spec.proto.RandomFlipDef;
import dev.luthier.spec.proto.SeparableConv2dDef;
import dev.luthier.spec.proto.TransposedConv2dDef;
import dev.luthier.spec.proto.ZeroPaddingDef;
import java.util.ArrayList;
import java.util.List;

/** Convolutions, pooling and padding. */
final class ImageLayers {

  private ImageLayers() {}

  private static Parts parts(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.requireChannelsLast();
    fields.require("groups", 1);
    Parts parts = new Parts(fields, notices);
    parts.leaveOut(
        "bias_constraint", "depthwise_constraint", "pointwise_constraint", "depthwise_bias");
    return parts;
  }

  static LayerTranslation conv1d(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    Parts parts = parts(layer, notices);
    Conv1dDef.Builder def =
        Conv1dDef.newBuilder()
            .setFilters(fields.integer("filters"))
            .setKernelSize(fields.square("kernel_size"))
            .setStride(fields.square("strides"))
            .setDilation(fields.square("dilation_rate"))
            .setPadding(parts.padding())
            .setActivation(parts.activation("activation"));
    parts.weights("kernel", def::setKernelInitializer, def::setKernelRegularizer);
    parts.weights("bias", def::setBiasInitializer, def::setBiasRegularizer);
    parts.regularizer("activity_regularizer", def::setActivityRegularizer);
    parts.maxNorm("kernel_constraint", List.of(0, 1), def::setKernelConstraint);
    List<String> variables = PlainLayers.kernelAndBias(fields, def::setUseBias);
    return LayerTranslation.of(LayerDef.newBuilder().setConv1D(def), variables);
  }

  static LayerTranslation conv2d(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    Parts parts = parts(layer, notices);
    Conv2dDef.Builder def =
        Conv2dDef.newBuilder()
            .setFilters(fields.integer("filters"))
            .addAllKernelSize(fields.integers("kernel_size"))
            .addAllStride(fields.integers("strides"))
            .addAllDilation(fields.integers("dilation_rate"))
            .setPadding(parts.padding())
            .setActivation(parts.activation("activation"));
    parts.weights("kernel", def::setKernelInitializer, def::setKernelRegularizer);
    parts.weights("bias", def::setBiasInitializer, def::setBiasRegularizer);
    parts.regularizer("activity_regularizer", def::setActivityRegularizer);
    parts.maxNorm("kernel_constraint", List.of(0, 1, 2), def::setKernelConstraint);
    List<String> variables = PlainLayers.kernelAndBias(fields, def::setUseBias);
    return LayerTranslation.of(LayerDef.newBuilder().setConv2D(def), variables);
  }

  static LayerTranslation depthwise(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.require("dilation_rate", 1);
    Parts parts = parts(layer, notices);
    DepthwiseConv2dDef.Builder def =
        DepthwiseConv2dDef.newBuilder()
            .addAllKernelSize(fields.integers("kernel_size"))
            .setStride(fields.square("strides"))
            .setDepthMultiplier(fields.integer("depth_multiplier"))
            .setPadding(parts.padding())
            .setActivation(parts.activation("activation"));
    parts.weights("depthwise", def::setDepthwiseInitializer, def::setDepthwiseRegularizer);
    parts.weights("bias", def::setBiasInitializer, def::setBiasRegularizer);
    parts.regularizer("activity_regularizer", def::setActivityRegularizer);
    List<String> variables = PlainLayers.kernelAndBias(fields, def::setUseBias);
    return LayerTranslation.of(LayerDef.newBuilder().setDepthwiseConv2D(def), variables);
  }

  static LayerTranslation separable(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.require("dilation_rate", 1);
    Parts parts = parts(layer, notices);
    SeparableConv2dDef.Builder def =
        SeparableConv2dDef.newBuilder()
            .setFilters(fields.integer("filters"))
            .addAllKernelSize(fields.integers("kernel_size"))
            .setStride(fields.square("strides"))
            .setDepthMultiplier(fields.integer("depth_multiplier"))
            .setPadding(parts.padding())
            .setActivation(parts.activation("activation"));
    parts.weights("depthwise", def::setDepthwiseInitializer, def::setDepthwiseRegularizer);
    parts.weights("pointwise", def::setPointwiseInitializer, def::setPointwiseRegularizer);
    parts.weights("bias", def::setBiasInitializer, def::setBiasRegularizer);
    parts.regularizer("activity_regularizer", def::setActivityRegularizer);
    List<String> variables = new ArrayList<>(List.of("depthwise_kernel", "pointwise_kernel"));
    if (PlainLayers.kernelAndBias(fields, def::setUseBias).size() > 1) {
      variables.add("bias");
    }
    return LayerTranslation.of(LayerDef.newBuilder().setSeparableConv2D(def), variables);
  }

  static LayerTranslation transposed(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.require("dilation_rate", 1);
    if (fields.has("output_padding")) {
      throw fields.error("output_padding must be left out for Luthier's layer");
    }
    Parts parts = parts(layer, notices);
    TransposedConv2dDef.Builder def =
        TransposedConv2dDef.newBuilder()
            .setFilters(fields.integer("filters"))
            .addAllKernelSize(fields.integers("kernel_size"))
            .addAllStride(fields.integers("strides"))
            .setPadding(parts.padding())
            .setActivation(parts.activation("activation"));
    parts.weights("kernel", def::setKernelInitializer, def::setKernelRegularizer);
    parts.weights("bias", def::setBiasInitializer, def::setBiasRegularizer);
    parts.regularizer("activity_regularizer", def::setActivityRegularizer);
    parts.leaveOut("kernel_constraint");
    List<String> variables = PlainLayers.kernelAndBias(fields, def::setUseBias);
    return LayerTranslation.of(LayerDef.newBuilder().setTransposedConv2D(def), variables);
  }

  static LayerTranslation pool(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.requireChannelsLast();
    PoolDef.Builder def =
        PoolDef.newBuilder()
            .addAllSize(fields.integers("pool_size"))
            .setPadding(new Parts(fields, notices).padding());
    if (fields.has("strides")) {
      def.addAllStride(fields.integers("strides"));
    }
    LayerDef.Builder builder = LayerDef.newBuilder();
    return LayerTranslation.of(
        layer.kind().startsWith("Max") ? builder.setMaxPool(def) : builder.setAveragePool(def));
  }

  static LayerTranslation globalPool(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.requireChannelsLast();
    fields.require("keepdims", false);
    LayerDef.Builder builder = LayerDef.newBuilder();
    return LayerTranslation.of(
        layer.kind().startsWith("GlobalMax")
            ? builder.setGlobalMaxPool(GlobalMaxPoolDef.getDefaultInstance())
            : builder.setGlobalAveragePool(GlobalAveragePoolDef.getDefaultInstance()));
  }

  /** {@code [before, after]}, or {@code [[top, bottom], [left, right]]}. */
  static LayerTranslation zeroPadding(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.requireChannelsLast();
    List<Integer> padding = new ArrayList<>();
    for (JsonNode side : fields.get("padding")) {
      Iterable<JsonNode> ends = side.isArray() ? side : List.of(side);
      for (JsonNode end : ends) {
        if (!end.canConvertToInt() || !end.isIntegralNumber()) {
          throw fields.error("padding must be whole numbers, was " + fields.get("padding"));
        }
        padding.add(end.intValue());
      }
    }
    return LayerTranslation.of(
        LayerDef.newBuilder().setZeroPadding(ZeroPaddingDef.newBuilder().addAllPadding(padding)));
  }

  static LayerTranslation randomFlip(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.requireChannelsLast();
    String mode = fields.has("mode") ? fields.text("mode") : "horizontal_and_vertical";
    return LayerTranslation.of(
        LayerDef.newBuilder()
            .setRandomFlip(
                RandomFlipDef.newBuilder()
                    .setHorizontal(mode.startsWith("horizontal"))
                    .setVertical(mode.endsWith("vertical"))));
  }
}
