package dev.luthier.study.error;

/** A study cannot begin or go on; the message is one line. */
public final class StudyException extends RuntimeException {

  private final boolean invalid;

  private StudyException(String message, boolean invalid) {
    super(message);
    this.invalid = invalid;
  }

  /** What was asked for is wrong. */
  public static StudyException invalid(String message) {
    return new StudyException(message, true);
  }

  /** The work failed. */
  public static StudyException failed(String message) {
    return new StudyException(message, false);
  }

  /** Whether it is the user's to mend. */
  public boolean isInvalid() {
    return invalid;
  }
}
