package dev.luthier.data;

/** What a model's loss compares its output with. */
public enum TargetKind {
  /** One class a sample. */
  CLASSES,
  /** One or more numbers a sample. */
  VALUES
}
