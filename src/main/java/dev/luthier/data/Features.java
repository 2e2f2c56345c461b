package dev.luthier.data;

/** What a model is given of each sample. */
public sealed interface Features permits Tensors, Table {

  /** Number of samples. */
  int samples();
}
