package dev.luthier.spec;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.OneofDescriptor;
import java.util.List;
import java.util.Locale;

/** What messages call fields, values and the messages themselves. */
final class FieldNames {

  private FieldNames() {}

  /** What a file's outermost message is called: {@code model} for ModelDef. */
  static String root(Descriptor message) {
    return message.getName().replaceAll("Def$", "").toLowerCase(Locale.ROOT);
  }

  /** The names of a message's fields. */
  static List<String> fields(Descriptor message) {
    return message.getFields().stream().map(FieldDescriptor::getName).toList();
  }

  /** The names of a oneof's fields. */
  static List<String> cases(OneofDescriptor oneof) {
    return oneof.getFields().stream().map(FieldDescriptor::getName).toList();
  }

  /** The names of an enum's values, without the first, which stands for nothing written. */
  static List<String> values(EnumDescriptor type) {
    return type.getValues().stream()
        .filter(value -> value.getNumber() != 0)
        .map(EnumValueDescriptor::getName)
        .toList();
  }

  /** Such as {@code no field "unitz" in dense; did you mean "units"?}. */
  static String unknownField(String written, String messageName, Descriptor message) {
    return "no field \""
        + written
        + "\" in "
        + messageName
        + NearestName.advice(written, fields(message));
  }

  /** Such as {@code no value "RELUU" for activation; did you mean "RELU"? The values are ...}. */
  static String unknownValue(String written, FieldDescriptor field) {
    List<String> values = values(field.getEnumType());
    return "no value \""
        + written
        + "\" for "
        + field.getName()
        + NearestName.of(written, values)
            .map(near -> "; did you mean \"" + near + "\"? The values are ")
            .orElse("; write one of ")
        + String.join(", ", values);
  }

  /** What a field's value has to be, such as {@code a whole number}. */
  static String needed(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT, LONG -> "a whole number";
      case FLOAT, DOUBLE -> "a number";
      case BOOLEAN -> "true or false";
      case STRING, BYTE_STRING -> "text in quotes";
      case ENUM -> "a name without quotes";
      case MESSAGE -> "a group in braces";
    };
  }

  /** What to write instead of a value of the wrong kind: the same value, where it can be meant. */
  static String correction(FieldDescriptor field, String found) {
    String bare = found.replaceAll("[\"']", "");
    return switch (field.getJavaType()) {
      case STRING, BYTE_STRING ->
          found.matches("[\\w.-]+") ? field.getName() + ": \"" + found + "\"" : example(field);
      case ENUM ->
          NearestName.of(bare, values(field.getEnumType()))
              .map(near -> field.getName() + ": " + near)
              .orElseGet(() -> example(field));
      default -> "one such as " + example(field);
    };
  }

  /** A value that a field could have, as it stands in a file. */
  static String example(FieldDescriptor field) {
    return switch (field.getJavaType()) {
      case INT, LONG -> field.getName() + ": 8";
      case FLOAT, DOUBLE -> field.getName() + ": 0.5";
      case BOOLEAN -> field.getName() + ": true";
      case STRING, BYTE_STRING -> field.getName() + ": \"text\"";
      case ENUM -> field.getName() + ": " + values(field.getEnumType()).get(0);
      case MESSAGE -> field.getName() + " { ... }";
    };
  }
}
