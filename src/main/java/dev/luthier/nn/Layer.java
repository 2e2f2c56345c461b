package dev.luthier.nn;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.types.TFloat32;

/**
 * One step of a network: its fields, the variables that it needs, and how it computes its output.
 *
 * <p>All shapes are of one sample: the batch dimension is left out. Operands have it as their first
 * dimension. Shape errors are {@link IllegalArgumentException}s that say what the layer needs, what
 * it was given and what to write instead; {@link Network} adds the layer's name.
 */
public sealed interface Layer
    permits Dense,
        Conv1d,
        Conv2d,
        DepthwiseConv2d,
        SeparableConv2d,
        TransposedConv2d,
        MaxPool,
        AveragePool,
        GlobalAveragePool,
        GlobalMaxPool,
        AdaptiveAveragePool,
        BatchNormalization,
        LayerNormalization,
        Dropout,
        SpatialDropout,
        ActivationLayer,
        Flatten,
        Reshape,
        ZeroPadding,
        Embedding,
        Lstm,
        Gru,
        Attention,
        PositionalEncoding,
        TransformerEncoder,
        Add,
        Multiply,
        Concat,
        Rescaling,
        SqueezeExcitation,
        Highway,
        SkipGate,
        HaltingUnit,
        HaltedSum,
        MixtureOfExperts,
        UnitGates,
        RandomFlip,
        RandomCrop,
        RandomColor,
        Cutout,
        Spectrogram,
        MelSpectrogram,
        Mfcc,
        SpecAugment {

  /** The shape of one output sample. */
  Shape outputShape(List<Shape> inputs);

  /** The variables that the layer reads, in the order in which Keras lists its weights. */
  default List<Variable> variables(List<Shape> inputs) {
    return List.of();
  }

  /** Adds the layer to a graph. */
  Operand<TFloat32> apply(LayerScope scope, List<Operand<TFloat32>> inputs);

  /**
   * Whether the output's first dimension has the positions of the first input's, so that padding is
   * where it was.
   */
  default boolean keepsPositions() {
    return false;
  }

  /**
   * Names of the scalars that the layer {@linkplain LayerScope#report reports} about its structure,
   * such as how much of a gate is open.
   */
  default List<String> figures(List<Shape> inputs) {
    return List.of();
  }

  /** Whether a training pass gives the same for the same samples, whatever the batch and seed. */
  default boolean isDeterministic() {
    return true;
  }

  /** Multiply-adds of one sample's forward pass, matrix products and convolutions only. */
  default long multiplyAdds(List<Shape> inputs) {
    return 0;
  }
}
