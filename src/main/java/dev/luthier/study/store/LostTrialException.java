package dev.luthier.study.store;

/** A trial was taken up by another process, which thought that this one had ended. */
public final class LostTrialException extends RuntimeException {
  public LostTrialException(int trial) {
    super("trial " + trial + " was taken up by another process");
  }
}
