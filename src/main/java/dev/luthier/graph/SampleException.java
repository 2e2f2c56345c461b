package dev.luthier.graph;

/** A streamed sample cannot be read; the message starts with where it lies. */
public final class SampleException extends RuntimeException {

  private static final long serialVersionUID = 1;

  SampleException(String message, Throwable cause) {
    super(message, cause);
  }
}
