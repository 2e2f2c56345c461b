package dev.luthier.data;

/** How one raw input of a model becomes numbers; learnt from training rows. */
public sealed interface FeatureEncoding
    permits TensorEncoding, NumericEncoding, CategoricalEncoding, TextEncoding, SoundEncoding {

  /** Name of the raw input. */
  String name();
}
