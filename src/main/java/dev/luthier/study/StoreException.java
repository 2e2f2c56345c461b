package dev.luthier.study;

/** The store cannot be reached, is damaged, or holds something else. The message is one line. */
public final class StoreException extends RuntimeException {

  private final boolean invalid;

  public StoreException(String message, Throwable cause) {
    this(message, cause, false);
  }

  public StoreException(String message) {
    this(message, null, false);
  }

  private StoreException(String message, Throwable cause, boolean invalid) {
    super(message, cause);
    this.invalid = invalid;
  }

  /** The place that was named is wrong: the study is not there, or nothing can be. */
  static StoreException invalid(String message, Throwable cause) {
    return new StoreException(message, cause, true);
  }

  /** The place that was named is wrong: the study is not there, or nothing can be. */
  static StoreException invalid(String message) {
    return invalid(message, null);
  }

  /** Whether it is the user's to mend, by naming another place. */
  public boolean isInvalid() {
    return invalid;
  }
}
