package dev.luthier.graph;

/** A training needs more memory than the machine has. */
public final class InsufficientMemoryException extends RuntimeException {
  InsufficientMemoryException(String message) {
    super(message);
  }
}
