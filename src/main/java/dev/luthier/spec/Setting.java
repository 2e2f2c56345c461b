package dev.luthier.spec;

import com.google.protobuf.Message;

/**
 * A value for one field, given beside a file: {@code --set PATH=VALUE}.
 *
 * @param text {@code PATH=VALUE}, as written
 * @param path to the field
 * @param value for it
 */
public record Setting(String text, FieldPath path, String value) {

  /**
   * Reads a setting.
   *
   * @throws SpecException where the text is not {@code PATH=VALUE}
   */
  public static Setting parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw error(text, "no \"=\" found; write PATH=VALUE, such as training.epochs=20");
    }
    try {
      return new Setting(
          text, FieldPath.parse(text.substring(0, equals).strip()), text.substring(equals + 1));
    } catch (IllegalArgumentException e) {
      throw error(text, e.getMessage());
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
      throw error(text, e.getMessage());
    }
  }

  /** The line {@code --set PATH=VALUE: problem}, as an exception. */
  SpecException error(String problem) {
    return error(text, problem);
  }

  private static SpecException error(String text, String problem) {
    return new SpecException("--set " + text, problem);
  }
}
