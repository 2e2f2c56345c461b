package dev.luthier.data;

/** How features are scaled before they reach the model. */
public enum Scaling {
  /** Bytes of tensors are divided by 255, numeric columns are standardized, all else is kept. */
  DEFAULT,
  /** Values as they are, but for a tensor's declared scale. */
  NONE,
  /** x / 255. */
  UNIT,
  /** (x - mean) / standard deviation over the training rows: of each column or channel. */
  STANDARDIZE
}
