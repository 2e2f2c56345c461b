package dev.luthier.study.store;

/** The store cannot be reached, is damaged, or holds something else. The message is one line. */
public final class StoreException extends RuntimeException {

  private enum Kind {
    INVALID,
    DAMAGE,
    FAILURE
  }

  private final Kind kind;

  public StoreException(String message, Throwable cause) {
    this(message, cause, Kind.FAILURE);
  }

  public StoreException(String message) {
    this(message, null, Kind.FAILURE);
  }

  private StoreException(String message, Throwable cause, Kind kind) {
    super(message, cause);
    this.kind = kind;
  }

  /** What is stored is not what was. */
  static StoreException damage(String message, Throwable cause) {
    return new StoreException(message, cause, Kind.DAMAGE);
  }

  /** The place that was named is wrong: the study is not there, or nothing can be. */
  static StoreException invalid(String message, Throwable cause) {
    return new StoreException(message, cause, Kind.INVALID);
  }

  /** The place that was named is wrong: the study is not there, or nothing can be. */
  static StoreException invalid(String message) {
    return invalid(message, null);
  }

  /** Whether it is the user's to mend, by naming another place. */
  public boolean isInvalid() {
    return kind == Kind.INVALID;
  }

  /** Whether what is stored is not what was. */
  public boolean isDamage() {
    return kind == Kind.DAMAGE;
  }
}
