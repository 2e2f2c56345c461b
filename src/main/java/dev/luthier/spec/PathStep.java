package dev.luthier.spec;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * One step of a {@link FieldPath}.
 *
 * @param name of a field, or {@code *} for the chosen case
 * @param key name or index of an element, as written
 * @param index of an element, where it is known to be one
 */
record PathStep(String name, Optional<String> key, OptionalInt index) {

  private static final String CHOSEN_CASE = "*";
  private static final Pattern FORM =
      Pattern.compile("(\\*|[A-Za-z_][A-Za-z0-9_]*)(?:\\[([A-Za-z0-9_.-]+)\\])?");
  private static final Pattern INDEX = Pattern.compile("[0-9]{1,9}");

  /**
   * What a step meets in a message.
   *
   * @param field of the message
   * @param index of an element, or -1 for the field as a whole
   */
  record Found(FieldDescriptor field, int index) {

    /** A copy of the message with another value at this place. */
    Message set(Message message, Object value) {
      Message.Builder builder = message.toBuilder();
      return (index < 0
              ? builder.setField(field, value)
              : builder.setRepeatedField(field, index, value))
          .build();
    }
  }

  static PathStep parse(String step, String path) {
    Matcher matcher = FORM.matcher(step);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "a path is field names with dots between, found \""
              + step
              + "\" in \""
              + path
              + "\"; write one such as layer[hidden].dense.units");
    }
    return new PathStep(
        matcher.group(1), Optional.ofNullable(matcher.group(2)), OptionalInt.empty());
  }

  static PathStep of(String field) {
    return new PathStep(field, Optional.empty(), OptionalInt.empty());
  }

  static PathStep of(String field, int index) {
    return new PathStep(field, Optional.empty(), OptionalInt.of(index));
  }

  static PathStep of(Found found) {
    return found.index < 0 ? of(found.field.getName()) : of(found.field.getName(), found.index);
  }

  /** Whether this is whatever the message around it has chosen. */
  boolean isChosenCase() {
    return name.equals(CHOSEN_CASE);
  }

  /** Whether the fields are one, or one is an element of the other. */
  boolean overlaps(PathStep other) {
    return name.equals(other.name)
        && (index.isEmpty() || other.index.isEmpty() || index.equals(other.index));
  }

  /**
   * Takes the step.
   *
   * @param message that the step starts from
   * @param owner what errors call that message
   */
  Found find(Message message, String owner) {
    FieldDescriptor field =
        isChosenCase() ? chosenCase(message, owner) : namedField(message, owner);
    if (index.isPresent()) {
      return new Found(field, index.getAsInt());
    }
    if (key.isEmpty()) {
      return new Found(field, -1);
    }
    if (!field.isRepeated()) {
      throw new IllegalArgumentException(
          field.getName() + " is not a list; leave out [" + key.get() + "]");
    }
    return new Found(field, element(message, field));
  }

  private FieldDescriptor namedField(Message message, String owner) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw new IllegalArgumentException(
          FieldNames.unknownField(name, owner, message.getDescriptorForType()));
    }
    return field;
  }

  private static FieldDescriptor chosenCase(Message message, String owner) {
    List<OneofDescriptor> choices = message.getDescriptorForType().getRealOneofs();
    if (choices.isEmpty()) {
      throw new IllegalArgumentException(
          owner
              + " has nothing to choose that * could stand for; write one of "
              + String.join(", ", FieldNames.fields(message.getDescriptorForType())));
    }
    return choices.stream()
        .filter(message::hasOneof)
        .findFirst()
        .map(message::getOneofFieldDescriptor)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    owner
                        + " has chosen nothing that * could stand for; write one of "
                        + String.join(", ", FieldNames.cases(choices.get(0)))));
  }

  private int element(Message message, FieldDescriptor field) {
    String wanted = key.orElseThrow();
    List<String> names = elementNames(message, field);
    if (names.contains(wanted)) {
      return names.indexOf(wanted);
    }
    int size = message.getRepeatedFieldCount(field);
    if (INDEX.matcher(wanted).matches() && Integer.parseInt(wanted) < size) {
      return Integer.parseInt(wanted);
    }
    if (names.isEmpty()) {
      throw new IllegalArgumentException(
          "no "
              + field.getName()
              + "["
              + wanted
              + "], the list has "
              + size
              + (size == 0 ? " elements" : "; write a number from 0 to " + (size - 1)));
    }
    throw new IllegalArgumentException(
        "no " + field.getName() + " \"" + wanted + "\"" + NearestName.advice(wanted, names));
  }

  /** The names of a list's elements; empty where they have none. */
  static List<String> elementNames(Message message, FieldDescriptor field) {
    if (field.getJavaType() != JavaType.MESSAGE) {
      return List.of();
    }
    FieldDescriptor own = field.getMessageType().findFieldByName("name");
    // An exit is called by the layer that it is at.
    FieldDescriptor nameField = own != null ? own : field.getMessageType().findFieldByName("layer");
    if (nameField == null || nameField.isRepeated()) {
      return List.of();
    }
    return IntStream.range(0, message.getRepeatedFieldCount(field))
        .mapToObj(i -> (Message) message.getRepeatedField(field, i))
        .map(element -> (String) element.getField(nameField))
        .toList();
  }

  @Override
  public String toString() {
    if (index.isPresent()) {
      return name + "[" + index.getAsInt() + "]";
    }
    return name + key.map(k -> "[" + k + "]").orElse("");
  }
}
