package dev.luthier.spec;

import com.google.protobuf.Message;

/**
 * A value for one field, given beside a file: {@code --set PATH=VALUE}, or by a study for its
 * model.
 *
 * @param where errors say it is
 * @param path to the field
 * @param value for it
 */
public record Setting(String where, FieldPath path, String value) {

  /**
   * Reads a setting of the command line.
   *
   * @throws SpecException where the text is not {@code PATH=VALUE}
   */
  public static Setting parse(String text) {
    return parse("--set " + text, text);
  }

  /** Reads a setting that stands elsewhere, such as at a place of a file. */
  static Setting parse(String where, String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new SpecException(
          where, "no \"=\" found; write PATH=VALUE, such as training.epochs=20");
    }
    try {
      return new Setting(
          where, FieldPath.parse(text.substring(0, equals).strip()), text.substring(equals + 1));
    } catch (IllegalArgumentException e) {
      throw new SpecException(where, e.getMessage());
    }
  }

  /**
   * A copy of a message with this value in it.
   *
   * @throws SpecException where the message has no such field, or the field cannot have the value
   */
  public <M extends Message> M apply(M message) {
    try {
      return path.with(message, value);
    } catch (IllegalArgumentException e) {
      throw new SpecException(where, e.getMessage());
    }
  }

  /** The line {@code --set PATH=VALUE: problem}, as an exception. */
  SpecException error(String problem) {
    return new SpecException(where, problem);
  }
}
