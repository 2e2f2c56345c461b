package dev.luthier.data;

import java.util.Optional;

/**
 * What data are read for.
 *
 * @param targets what the model's loss wants
 * @param targetsRequired whether data without targets are an error
 * @param trained what a trained model learnt; the data are brought into its layout: its columns in
 *     its order, codes of its vocabularies, ids of its classes
 */
public record ReadOptions(
    TargetKind targets, boolean targetsRequired, Optional<Preprocessing> trained) {

  /** For training. */
  public static ReadOptions training(TargetKind targets) {
    return new ReadOptions(targets, true, Optional.empty());
  }

  /** For the evaluation of a trained model. */
  public static ReadOptions evaluation(TargetKind targets, Preprocessing trained) {
    return new ReadOptions(targets, true, Optional.of(trained));
  }

  /** For predictions of a trained model. */
  public static ReadOptions prediction(TargetKind targets, Preprocessing trained) {
    return new ReadOptions(targets, false, Optional.of(trained));
  }
}
