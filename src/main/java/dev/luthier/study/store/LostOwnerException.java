package dev.luthier.study.store;

/**
 * A process was removed from a study by another one, which thought that it had ended. Its trials
 * are no longer its own; it may join again.
 */
public final class LostOwnerException extends RuntimeException {
  public LostOwnerException(Owner owner) {
    super(
        "process "
            + owner.process()
            + " on "
            + owner.host()
            + " was taken for dead by another process and removed from the study");
  }
}
