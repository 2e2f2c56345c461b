package dev.luthier.spec;

import java.util.function.Supplier;

/** What is wrong with one field of a message, or with what is in it. */
final class FieldException extends IllegalArgumentException {

  private final FieldPath path;

  FieldException(FieldPath path, String problem) {
    super(problem);
    this.path = path;
  }

  /** From the outermost message. */
  FieldPath path() {
    return path;
  }

  /** Converts the field at a path; its errors then carry the path. */
  static <T> T at(FieldPath path, Supplier<T> conversion) {
    try {
      return conversion.get();
    } catch (FieldException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw new FieldException(path, e.getMessage());
    }
  }
}
