package dev.luthier.keras;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

/** Which layer of Luthier is which of Keras. */
final class Layers {

  private static final Map<String, BiFunction<KerasLayer, Notices, LayerTranslation>> KINDS =
      Map.ofEntries(
          Map.entry("Dense", PlainLayers::dense),
          Map.entry("Activation", PlainLayers::activation),
          Map.entry("ReLU", PlainLayers::activation),
          Map.entry("LeakyReLU", PlainLayers::activation),
          Map.entry("ELU", PlainLayers::activation),
          Map.entry("Softmax", PlainLayers::activation),
          Map.entry("BatchNormalization", PlainLayers::batchNormalization),
          Map.entry("LayerNormalization", PlainLayers::layerNormalization),
          Map.entry("Dropout", PlainLayers::dropout),
          Map.entry("SpatialDropout1D", PlainLayers::spatialDropout),
          Map.entry("SpatialDropout2D", PlainLayers::spatialDropout),
          Map.entry("Flatten", PlainLayers::flatten),
          Map.entry("Reshape", PlainLayers::reshape),
          Map.entry("Rescaling", PlainLayers::rescaling),
          Map.entry("Add", PlainLayers::add),
          Map.entry("Multiply", PlainLayers::multiply),
          Map.entry("Concatenate", PlainLayers::concat),
          Map.entry("Conv1D", ImageLayers::conv1d),
          Map.entry("Conv2D", ImageLayers::conv2d),
          Map.entry("DepthwiseConv2D", ImageLayers::depthwise),
          Map.entry("SeparableConv2D", ImageLayers::separable),
          Map.entry("Conv2DTranspose", ImageLayers::transposed),
          Map.entry("MaxPooling1D", ImageLayers::pool),
          Map.entry("MaxPooling2D", ImageLayers::pool),
          Map.entry("AveragePooling1D", ImageLayers::pool),
          Map.entry("AveragePooling2D", ImageLayers::pool),
          Map.entry("GlobalAveragePooling1D", ImageLayers::globalPool),
          Map.entry("GlobalAveragePooling2D", ImageLayers::globalPool),
          Map.entry("GlobalMaxPooling1D", ImageLayers::globalPool),
          Map.entry("GlobalMaxPooling2D", ImageLayers::globalPool),
          Map.entry("ZeroPadding1D", ImageLayers::zeroPadding),
          Map.entry("ZeroPadding2D", ImageLayers::zeroPadding),
          Map.entry("RandomFlip", ImageLayers::randomFlip),
          Map.entry("Embedding", SequenceLayers::embedding),
          Map.entry("LSTM", SequenceLayers::recurrent),
          Map.entry("GRU", SequenceLayers::recurrent),
          Map.entry("Bidirectional", SequenceLayers::bidirectional),
          Map.entry("MultiHeadAttention", SequenceLayers::attention));

  /** Layers that pass their input on when they predict. */
  private static final Set<String> ONLY_IN_TRAINING =
      Set.of(
          "Identity",
          "GaussianNoise",
          "GaussianDropout",
          "AlphaDropout",
          "ActivityRegularization",
          "RandomRotation",
          "RandomTranslation",
          "RandomZoom",
          "RandomContrast",
          "RandomBrightness");

  private Layers() {}

  /** Whether a layer is left out: it does nothing when it predicts. */
  static boolean passesOn(KerasLayer layer, Notices notices) {
    if (!ONLY_IN_TRAINING.contains(layer.kind()) || layer.inputs().size() != 1) {
      return false;
    }
    if (!layer.kind().equals("Identity")) {
      notices.leftOut(layer.fields(), "the layer");
    }
    return true;
  }

  static LayerTranslation translate(KerasLayer layer, Notices notices) {
    if (layer.kind().equals("Lambda")) {
      throw layer
          .fields()
          .error(
              "holds code of Python, which is never run; write what it does with layers of Keras"
                  + " and save the model again");
    }
    BiFunction<KerasLayer, Notices, LayerTranslation> translation = KINDS.get(layer.kind());
    if (translation == null) {
      throw layer
          .fields()
          .error(
              "has no counterpart in Luthier; take a layer that has, such as "
                  + String.join(", ", List.of("Dense", "Conv2D", "LSTM", "Rescaling")));
    }
    return translation.apply(layer, notices);
  }
}
