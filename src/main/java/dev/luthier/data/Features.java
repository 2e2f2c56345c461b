package dev.luthier.data;

/** What a model is given of each sample. */
public sealed interface Features permits TensorFeatures, Table {

  /** Number of samples. */
  int samples();
}
