package dev.luthier.keras;

import dev.luthier.spec.proto.Activation;
import dev.luthier.spec.proto.ActivationLayerDef;
import dev.luthier.spec.proto.AddDef;
import dev.luthier.spec.proto.BatchNormalizationDef;
import dev.luthier.spec.proto.ConcatDef;
import dev.luthier.spec.proto.DenseDef;
import dev.luthier.spec.proto.DropoutDef;
import dev.luthier.spec.proto.FlattenDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.LayerNormalizationDef;
import dev.luthier.spec.proto.MultiplyDef;
import dev.luthier.spec.proto.RescalingDef;
import dev.luthier.spec.proto.ReshapeDef;
import dev.luthier.spec.proto.SpatialDropoutDef;
import java.util.ArrayList;
import java.util.List;

/** Dense layers, activations, normalizations and what changes shapes or joins layers. */
final class PlainLayers {

  private PlainLayers() {}

  static LayerTranslation dense(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    Parts parts = new Parts(fields, notices);
    DenseDef.Builder def =
        DenseDef.newBuilder()
            .setUnits(fields.integer("units"))
            .setActivation(parts.activation("activation"));
    parts.weights("kernel", def::setKernelInitializer, def::setKernelRegularizer);
    parts.weights("bias", def::setBiasInitializer, def::setBiasRegularizer);
    parts.regularizer("activity_regularizer", def::setActivityRegularizer);
    parts.maxNorm("kernel_constraint", List.of(0), def::setKernelConstraint);
    parts.leaveOut("bias_constraint");
    List<String> variables = kernelAndBias(fields, def::setUseBias);
    return LayerTranslation.of(LayerDef.newBuilder().setDense(def), variables);
  }

  /** The variables of most layers, and whether they have a bias. */
  static List<String> kernelAndBias(Fields fields, java.util.function.Consumer<Boolean> useBias) {
    boolean biased = fields.flag("use_bias", true);
    if (!biased) {
      useBias.accept(false);
    }
    return biased ? List.of("kernel", "bias") : List.of("kernel");
  }

  static LayerTranslation activation(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    Activation function =
        switch (layer.kind()) {
          case "Activation" -> new Parts(fields, notices).activation("activation");
          case "Softmax" -> {
            fields.requireLastAxis("axis");
            yield Activation.SOFTMAX;
          }
          case "ELU" -> {
            fields.require("alpha", 1);
            yield Activation.ELU;
          }
          case "LeakyReLU" -> {
            fields.require("negative_slope", 0.2);
            yield Activation.LEAKY_RELU;
          }
          default -> relu(fields);
        };
    return LayerTranslation.of(
        LayerDef.newBuilder().setActivation(ActivationLayerDef.newBuilder().setFunction(function)));
  }

  private static Activation relu(Fields fields) {
    fields.require("threshold", 0);
    boolean leaky = fields.number("negative_slope", 0) != 0;
    if (fields.has("max_value")) {
      fields.require("max_value", 6);
      fields.require("negative_slope", 0);
      return Activation.RELU6;
    }
    if (leaky) {
      fields.require("negative_slope", 0.2);
    }
    return leaky ? Activation.LEAKY_RELU : Activation.RELU;
  }

  static LayerTranslation batchNormalization(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.requireLastAxis("axis");
    fields.require("renorm", false);
    Parts parts = new Parts(fields, notices);
    BatchNormalizationDef.Builder def =
        BatchNormalizationDef.newBuilder()
            .setMomentum(fields.number("momentum", 0.99f))
            .setEpsilon(fields.number("epsilon", 0.001f));
    List<String> variables = gammaAndBeta(fields, def::setScale, def::setCenter);
    parts.weights("beta", def::setBetaInitializer, def::setBetaRegularizer);
    parts.weights("gamma", def::setGammaInitializer, def::setGammaRegularizer);
    parts.leaveOut("beta_constraint", "gamma_constraint");
    variables.add("moving_mean");
    variables.add("moving_variance");
    return LayerTranslation.of(LayerDef.newBuilder().setBatchNormalization(def), variables);
  }

  static LayerTranslation layerNormalization(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.requireLastAxis("axis");
    fields.require("rms_scaling", false);
    LayerNormalizationDef.Builder def =
        LayerNormalizationDef.newBuilder().setEpsilon(fields.number("epsilon", 0.001f));
    List<String> variables = gammaAndBeta(fields, def::setScale, def::setCenter);
    new Parts(fields, notices)
        .leaveOut("beta_regularizer", "gamma_regularizer", "beta_constraint", "gamma_constraint");
    return LayerTranslation.of(LayerDef.newBuilder().setLayerNormalization(def), variables);
  }

  private static List<String> gammaAndBeta(
      Fields fields,
      java.util.function.Consumer<Boolean> scale,
      java.util.function.Consumer<Boolean> center) {
    List<String> variables = new ArrayList<>();
    if (fields.flag("scale", true)) {
      variables.add("gamma");
    } else {
      scale.accept(false);
    }
    if (fields.flag("center", true)) {
      variables.add("beta");
    } else {
      center.accept(false);
    }
    return variables;
  }

  static LayerTranslation dropout(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    if (fields.has("noise_shape")) {
      notices.leftOut(fields, "noise_shape");
    }
    return LayerTranslation.of(
        LayerDef.newBuilder().setDropout(DropoutDef.newBuilder().setRate(fields.number("rate"))));
  }

  static LayerTranslation spatialDropout(KerasLayer layer, Notices notices) {
    layer.fields().requireChannelsLast();
    return LayerTranslation.of(
        LayerDef.newBuilder()
            .setSpatialDropout(
                SpatialDropoutDef.newBuilder().setRate(layer.fields().number("rate"))));
  }

  static LayerTranslation flatten(KerasLayer layer, Notices notices) {
    layer.fields().requireChannelsLast();
    return LayerTranslation.of(LayerDef.newBuilder().setFlatten(FlattenDef.getDefaultInstance()));
  }

  static LayerTranslation reshape(KerasLayer layer, Notices notices) {
    return LayerTranslation.of(
        LayerDef.newBuilder()
            .setReshape(
                ReshapeDef.newBuilder().addAllShape(layer.fields().integers("target_shape"))));
  }

  static LayerTranslation rescaling(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    return LayerTranslation.of(
        LayerDef.newBuilder()
            .setRescaling(
                RescalingDef.newBuilder()
                    .setScale(fields.number("scale"))
                    .setOffset(fields.number("offset", 0))));
  }

  static LayerTranslation add(KerasLayer layer, Notices notices) {
    return LayerTranslation.of(LayerDef.newBuilder().setAdd(AddDef.getDefaultInstance()));
  }

  static LayerTranslation multiply(KerasLayer layer, Notices notices) {
    return LayerTranslation.of(LayerDef.newBuilder().setMultiply(MultiplyDef.getDefaultInstance()));
  }

  static LayerTranslation concat(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    int axis = fields.has("axis") ? fields.integer("axis") : -1;
    int rank = fields.build().path("input_shape").path(0).size();
    if (axis < -1 && rank > 0) {
      axis += rank;
    }
    if (axis == 0 || axis < -1) {
      throw fields.error("axis must be one of a sample's, from 1, or -1, was " + axis);
    }
    ConcatDef.Builder def = ConcatDef.newBuilder();
    if (axis > 0) {
      def.setAxis(axis - 1);
    }
    return LayerTranslation.of(LayerDef.newBuilder().setConcat(def));
  }
}
