package dev.luthier.data;

/** What a model is to find for each sample. */
public sealed interface Targets permits Classes, Values {

  /** Number of samples. */
  int samples();
}
