package dev.luthier.run;

/** A run cannot begin or go on as asked: the message says why and what to do, in one line. */
public final class RunException extends RuntimeException {
  RunException(String message) {
    super(message);
  }

  RunException(String message, Throwable cause) {
    super(message, cause);
  }
}
