package dev.luthier.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.spec.proto.AttentionDef;
import dev.luthier.spec.proto.EmbeddingDef;
import dev.luthier.spec.proto.GruDef;
import dev.luthier.spec.proto.LayerDef;
import dev.luthier.spec.proto.LstmDef;
import java.util.ArrayList;
import java.util.List;

/** Embeddings, recurrent layers and attention. */
final class SequenceLayers {

  private SequenceLayers() {}

  static LayerTranslation embedding(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    Parts parts = new Parts(fields, notices);
    EmbeddingDef.Builder def =
        EmbeddingDef.newBuilder()
            .setInputSize(fields.integer("input_dim"))
            .setOutputSize(fields.integer("output_dim"))
            .setMaskZero(fields.flag("mask_zero", false));
    parts.weights("embeddings", def::setInitializer, def::setRegularizer);
    parts.leaveOut("embeddings_constraint", "activity_regularizer");
    return LayerTranslation.of(LayerDef.newBuilder().setEmbedding(def), List.of("embeddings"));
  }

  /** An LSTM or GRU that reads in one direction. */
  static LayerTranslation recurrent(KerasLayer layer, Notices notices) {
    LayerDef.Builder def = LayerDef.newBuilder();
    List<String> variables = cell(layer.fields(), notices, def, false);
    return new LayerTranslation(def, LayerTranslation.numbered("", "cell/", variables));
  }

  static LayerTranslation bidirectional(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    fields.require("merge_mode", "concat");
    Fields forward = inner(fields, "layer");
    Fields backward = inner(fields, "backward_layer");
    for (String field : List.of("units", "return_sequences", "use_bias", "reset_after")) {
      if (fields.has("backward_layer") && !forward.get(field).equals(backward.get(field))) {
        throw fields.error(
            field
                + " must be the same in both directions for Luthier's layer, was "
                + Fields.shown(forward.get(field))
                + " and "
                + Fields.shown(backward.get(field)));
      }
    }
    LayerDef.Builder def = LayerDef.newBuilder();
    List<String> variables = cell(forward, notices, def, true);
    List<LayerTranslation.Weight> weights = new ArrayList<>();
    weights.addAll(LayerTranslation.numbered("forward/", "forward_layer/cell/", variables));
    weights.addAll(LayerTranslation.numbered("backward/", "backward_layer/cell/", variables));
    return new LayerTranslation(def, weights);
  }

  private static Fields inner(Fields fields, String field) {
    JsonNode layer = fields.get(field);
    return Fields.of(fields.owner(), Parts.className(layer), layer.path("config"));
  }

  private static List<String> cell(
      Fields fields, Notices notices, LayerDef.Builder layer, boolean bidirectional) {
    fields.require("activation", "tanh");
    fields.require("recurrent_activation", "sigmoid");
    fields.require("return_state", false);
    fields.require("stateful", false);
    fields.require("go_backwards", false);
    Parts parts = new Parts(fields, notices);
    parts.leaveOut(
        "recurrent_dropout",
        "activity_regularizer",
        "kernel_constraint",
        "recurrent_constraint",
        "bias_constraint");
    return switch (fields.kind()) {
      case "LSTM" -> lstm(fields, parts, layer, bidirectional);
      case "GRU" -> gru(fields, parts, layer, bidirectional);
      default ->
          throw fields.error(
              "has no counterpart in Luthier; LSTM and GRU have, in one or both directions");
    };
  }

  private static List<String> lstm(
      Fields fields, Parts parts, LayerDef.Builder layer, boolean bidirectional) {
    LstmDef.Builder def =
        LstmDef.newBuilder()
            .setUnits(fields.integer("units"))
            .setReturnSequences(fields.flag("return_sequences", false))
            .setBidirectional(bidirectional)
            .setDropout(fields.number("dropout", 0))
            .setUnitForgetBias(fields.flag("unit_forget_bias", true));
    parts.weights("kernel", def::setKernelInitializer, def::setKernelRegularizer);
    parts.weights("recurrent", def::setRecurrentInitializer, def::setRecurrentRegularizer);
    parts.weights("bias", def::setBiasInitializer, def::setBiasRegularizer);
    List<String> variables = variables(PlainLayers.kernelAndBias(fields, def::setUseBias));
    layer.setLstm(def);
    return variables;
  }

  private static List<String> gru(
      Fields fields, Parts parts, LayerDef.Builder layer, boolean bidirectional) {
    GruDef.Builder def =
        GruDef.newBuilder()
            .setUnits(fields.integer("units"))
            .setReturnSequences(fields.flag("return_sequences", false))
            .setBidirectional(bidirectional)
            .setDropout(fields.number("dropout", 0))
            .setResetAfter(fields.flag("reset_after", true));
    parts.weights("kernel", def::setKernelInitializer, def::setKernelRegularizer);
    parts.weights("recurrent", def::setRecurrentInitializer, def::setRecurrentRegularizer);
    parts.weights("bias", def::setBiasInitializer, def::setBiasRegularizer);
    List<String> variables = variables(PlainLayers.kernelAndBias(fields, def::setUseBias));
    layer.setGru(def);
    return variables;
  }

  private static List<String> variables(List<String> kernelAndBias) {
    List<String> variables = new ArrayList<>(kernelAndBias);
    variables.add(1, "recurrent_kernel");
    return variables;
  }

  static LayerTranslation attention(KerasLayer layer, Notices notices) {
    Fields fields = layer.fields();
    int heads = fields.integer("num_heads");
    int keySize = fields.integer("key_dim");
    fields.require("value_dim", keySize);
    fields.require("use_gate", false);
    fields.require("attention_axes", 1);
    for (String field : List.of("output_shape", "sliding_window")) {
      if (fields.has(field)) {
        throw fields.error(field + " must be left out for Luthier's layer");
      }
    }
    Parts parts = new Parts(fields, notices);
    AttentionDef.Builder def =
        AttentionDef.newBuilder()
            .setHeads(heads)
            .setKeySize(keySize)
            .setDropout(fields.number("dropout", 0))
            .setCausal(layer.arguments().path("use_causal_mask").asBoolean(false));
    parts.weights("kernel", def::setKernelInitializer, def::setKernelRegularizer);
    parts.weights("bias", def::setBiasInitializer, def::setBiasRegularizer);
    parts.leaveOut("activity_regularizer", "kernel_constraint", "bias_constraint");
    List<String> variables = PlainLayers.kernelAndBias(fields, def::setUseBias);
    List<LayerTranslation.Weight> weights = new ArrayList<>();
    for (String part : List.of("query", "key", "value")) {
      weights.addAll(LayerTranslation.numbered(part + "/", part + "_dense/", variables));
    }
    weights.addAll(LayerTranslation.numbered("attention_output/", "output_dense/", variables));
    return new LayerTranslation(LayerDef.newBuilder().setAttention(def), weights);
  }
}
