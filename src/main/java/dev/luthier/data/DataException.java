package dev.luthier.data;

/** Data that cannot be used: one line that names the file and, where there is one, the place. */
public final class DataException extends RuntimeException {

  public DataException(String message) {
    super(message);
  }

  public DataException(String message, Throwable cause) {
    super(message, cause);
  }
}
