package dev.luthier.keras;

/** A model of Keras cannot be imported: the message says why and what can be done, in one line. */
public final class KerasException extends RuntimeException {

  KerasException(String message) {
    super(message);
  }

  KerasException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The same, said of a file. */
  KerasException in(String file) {
    return new KerasException(file + ": " + getMessage(), this);
  }
}
