package dev.luthier.spec;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What a {@link FieldPath} leads to in a message: what can be set there.
 *
 * @param path that was followed
 * @param field at its end; for a choice, the field of the message that has the choice
 * @param kind of values
 * @param list whether the field as a whole is a list of such values
 * @param active false within a case that is not the chosen one: it cannot be set before that is
 * @param current the value as text; empty where the field is left out
 */
public record FieldTarget(
    FieldPath path,
    FieldDescriptor field,
    Kind kind,
    boolean list,
    boolean active,
    Optional<String> current) {

  /** Kinds of values. */
  public enum Kind {
    /** An integer. */
    WHOLE_NUMBER,
    /** A float. */
    NUMBER,
    /** True or false. */
    FLAG,
    /** Any text. */
    TEXT,
    /** A value of an enum. */
    NAME,
    /** Which case of a choice the message has, such as the algorithm of an optimizer. */
    CASE
  }

  /** The names to choose from, for {@link Kind#NAME} and {@link Kind#CASE}; else none. */
  public List<String> choices() {
    return switch (kind) {
      case NAME -> FieldNames.values(field.getEnumType());
      case CASE ->
          field.getMessageType().getRealOneofs().get(0).getFields().stream()
              .filter(candidate -> candidate.getJavaType() == JavaType.MESSAGE)
              .map(FieldDescriptor::getName)
              .toList();
      default -> List.of();
    };
  }

  /**
   * Makes sure that the field can have a value.
   *
   * @param value as in {@link FieldPath#with}
   * @throws IllegalArgumentException where it cannot
   */
  public void check(Object value) {
    String text = String.valueOf(value);
    if (kind == Kind.CASE) {
      parseCase(path, field.getMessageType(), text);
    } else if (list) {
      FieldText.values(field, text);
    } else {
      FieldText.value(field, text);
    }
  }

  static FieldTarget of(FieldPath path, Message message, PathStep.Found found, boolean active) {
    FieldDescriptor field = found.field();
    boolean list = field.isRepeated() && found.index() < 0;
    if (field.getJavaType() != JavaType.MESSAGE) {
      return new FieldTarget(path, field, kind(field), list, active, current(message, found));
    }
    if (list) {
      throw new IllegalArgumentException(
          path + " is a list; say which one, such as " + path + "[0]");
    }
    OneofDescriptor choice = requireChoice(path, field.getMessageType());
    Message owner =
        (Message)
            (found.index() < 0
                ? message.getField(field)
                : message.getRepeatedField(field, found.index()));
    Optional<String> current =
        Optional.ofNullable(owner.getOneofFieldDescriptor(choice)).map(FieldDescriptor::getName);
    return new FieldTarget(path, field, Kind.CASE, false, active, current);
  }

  /** The only choice of a message at the end of a path. */
  static OneofDescriptor requireChoice(FieldPath path, Descriptor message) {
    if (message.getRealOneofs().isEmpty()) {
      throw new IllegalArgumentException(
          path
              + " is a group of fields; name one of them"
              + message.getFields().stream()
                  .findFirst()
                  .map(field -> ", such as " + path + "." + field.getName())
                  .orElse(""));
    }
    return message.getRealOneofs().get(0);
  }

  /** The case that a text names. */
  static FieldDescriptor parseCase(FieldPath path, Descriptor message, String text) {
    OneofDescriptor choice = requireChoice(path, message);
    String name = text.strip().toLowerCase(Locale.ROOT);
    FieldDescriptor field =
        choice.getFields().stream()
            .filter(candidate -> candidate.getName().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "no \""
                            + text
                            + "\" for "
                            + path
                            + NearestName.advice(text, FieldNames.cases(choice))));
    if (field.getJavaType() != JavaType.MESSAGE) {
      throw new IllegalArgumentException(
          name + " has a value of its own; set " + path + "." + name + " instead");
    }
    return field;
  }

  private static Kind kind(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT, LONG -> Kind.WHOLE_NUMBER;
      case FLOAT, DOUBLE -> Kind.NUMBER;
      case BOOLEAN -> Kind.FLAG;
      case STRING, BYTE_STRING -> Kind.TEXT;
      case ENUM -> Kind.NAME;
      case MESSAGE -> Kind.CASE;
    };
  }

  private static Optional<String> current(Message message, PathStep.Found found) {
    FieldDescriptor field = found.field();
    if (field.isRepeated()) {
      return found.index() < 0
          ? Optional.of(
              ((List<?>) message.getField(field))
                  .stream().map(FieldTarget::text).collect(Collectors.joining(", ", "[", "]")))
          : Optional.of(text(message.getRepeatedField(field, found.index())));
    }
    return field.hasPresence() && !message.hasField(field)
        ? Optional.empty()
        : Optional.of(text(message.getField(field)));
  }

  private static String text(Object value) {
    return value instanceof EnumValueDescriptor name ? name.getName() : String.valueOf(value);
  }
}
