package dev.luthier.study;

/** The store cannot be reached, is damaged, or holds something else. The message is one line. */
public final class StoreException extends RuntimeException {
  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }

  public StoreException(String message) {
    super(message);
  }
}
