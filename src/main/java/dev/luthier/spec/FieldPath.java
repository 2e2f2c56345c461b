package dev.luthier.spec;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Descriptors.OneofDescriptor;
import com.google.protobuf.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The way to one field of a message, such as {@code layer[hidden].dense.units}.
 *
 * <p>Steps are separated by dots. Each names a field; in brackets stands an element of a list, by
 * its {@code name} field or, where none has that name, by its index from 0; a list's only element
 * that has no name needs no brackets. The step {@code *} is whatever the message around it has
 * chosen: {@code optimizer.*.learning_rate} is the learning rate of the optimizer that the model
 * has. A path that ends at a message with such a choice, {@code optimizer} or {@code
 * layer[hidden]}, stands for the choice itself.
 *
 * <p>All errors are {@link IllegalArgumentException}s whose messages suggest the nearest name.
 */
public final class FieldPath {

  /** The outermost message. */
  static final FieldPath ROOT = new FieldPath(List.of());

  private final List<PathStep> steps;

  private FieldPath(List<PathStep> steps) {
    this.steps = List.copyOf(steps);
  }

  /** Reads a path. Whether there is such a field shows when it meets a message. */
  public static FieldPath parse(String text) {
    List<PathStep> steps = new ArrayList<>();
    int start = 0;
    boolean inBrackets = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      inBrackets = c == '[' || (inBrackets && c != ']');
      if (c == '.' && !inBrackets) {
        steps.add(PathStep.parse(text.substring(start, i), text));
        start = i + 1;
      }
    }
    steps.add(PathStep.parse(text.substring(start), text));
    return new FieldPath(steps);
  }

  /** What the path leads to in a message. */
  public FieldTarget target(Message root) {
    Message message = root;
    String name = FieldNames.root(root.getDescriptorForType());
    boolean active = true;
    for (int i = 0; ; i++) {
      PathStep.Found found = find(i, message, name);
      FieldDescriptor field = found.field();
      active &= !isCrowdedOut(message, field);
      if (i == steps.size() - 1) {
        return FieldTarget.of(this, message, found, active);
      }
      message = childMessage(message, found, i);
      name = field.getName();
    }
  }

  /**
   * A copy of a message in which the field has another value.
   *
   * <p>A choice is changed by naming the new case: {@code optimizer=rmsprop}. The fields that both
   * cases have by one name and type keep their values. A field within a case that is not the chosen
   * one cannot be set.
   *
   * @param value text as on the command line, a number, a boolean, or a list of them; a list is
   *     also written {@code [3, 3]}
   */
  public <M extends Message> M with(M root, Object value) {
    @SuppressWarnings("unchecked") // A message's builder builds messages of its class.
    M changed =
        (M) change(root, FieldNames.root(root.getDescriptorForType()), 0, String.valueOf(value));
    return changed;
  }

  /** Makes sure that no case on the way is crowded out by another one. */
  void requireChosen(Message root) {
    Message message = root;
    for (int i = 0; i < steps.size(); i++) {
      PathStep.Found found = find(i, message, "");
      if (found.field().getJavaType() == JavaType.MESSAGE) {
        requireChosen(message, found.field(), i);
      }
      if (i < steps.size() - 1) {
        message = childMessage(message, found, i);
      }
    }
  }

  /** The path through the same fields with all elements by index and all choices by name. */
  FieldPath resolve(Message root) {
    List<PathStep> resolved = new ArrayList<>();
    Message message = root;
    String name = FieldNames.root(root.getDescriptorForType());
    for (int i = 0; i < steps.size(); i++) {
      PathStep.Found found = find(i, message, name);
      resolved.add(PathStep.of(found));
      name = found.field().getName();
      if (i < steps.size() - 1) {
        message = childMessage(message, found, i);
      }
    }
    return new FieldPath(resolved);
  }

  /** The path to a field of the message at this path. */
  FieldPath child(String field) {
    return append(PathStep.of(field));
  }

  /** The path to an element of a list in the message at this path. */
  FieldPath child(String field, int index) {
    return append(PathStep.of(field, index));
  }

  /** Whether one of two resolved paths leads through the other's field. */
  boolean overlaps(FieldPath other) {
    int length = Math.min(steps.size(), other.steps.size());
    return IntStream.range(0, length).allMatch(i -> steps.get(i).overlaps(other.steps.get(i)));
  }

  /** Whether a field of this name is on the way. */
  boolean names(String field) {
    return steps.stream().anyMatch(step -> step.name().equals(field));
  }

  List<PathStep> steps() {
    return steps;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldPath path && path.steps.equals(steps);
  }

  @Override
  public int hashCode() {
    return steps.hashCode();
  }

  @Override
  public String toString() {
    return text(steps.size());
  }

  private FieldPath append(PathStep step) {
    List<PathStep> longer = new ArrayList<>(steps);
    longer.add(step);
    return new FieldPath(longer);
  }

  private String text(int length) {
    return steps.subList(0, length).stream()
        .map(PathStep::toString)
        .collect(Collectors.joining("."));
  }

  private Message change(Message message, String name, int depth, String value) {
    PathStep.Found found = find(depth, message, name);
    FieldDescriptor field = found.field();
    boolean last = depth == steps.size() - 1;
    Object changed;
    if (last && field.getJavaType() != JavaType.MESSAGE) {
      changed =
          field.isRepeated() && found.index() < 0
              ? FieldText.values(field, value)
              : FieldText.value(field, value);
    } else {
      requireChosen(message, field, depth);
      Message child = childMessage(message, found, depth);
      changed = last ? choose(child, value) : change(child, field.getName(), depth + 1, value);
    }
    return found.set(message, changed);
  }

  /** Takes a step. In a list of one element without a name, that is the one. */
  private PathStep.Found find(int depth, Message message, String owner) {
    PathStep.Found found = steps.get(depth).find(message, owner);
    FieldDescriptor field = found.field();
    boolean isPassed = depth < steps.size() - 1 && field.isRepeated() && found.index() < 0;
    return isPassed
            && message.getRepeatedFieldCount(field) == 1
            && PathStep.elementNames(message, field).isEmpty()
        ? new PathStep.Found(field, 0)
        : found;
  }

  private Message childMessage(Message message, PathStep.Found found, int depth) {
    FieldDescriptor field = found.field();
    if (field.getJavaType() != JavaType.MESSAGE) {
      throw new IllegalArgumentException(
          text(depth + 1)
              + " has no fields, it is "
              + FieldNames.needed(field)
              + "; end the path there");
    }
    if (field.isRepeated() && found.index() < 0) {
      throw new IllegalArgumentException(
          text(depth + 1)
              + " is a list; say which one, such as "
              + text(depth + 1)
              + "["
              + PathStep.elementNames(message, field).stream().findFirst().orElse("0")
              + "]");
    }
    return found.index() < 0
        ? (Message) message.getField(field)
        : (Message) message.getRepeatedField(field, found.index());
  }

  private void requireChosen(Message message, FieldDescriptor field, int depth) {
    if (isCrowdedOut(message, field)) {
      String owner = depth == 0 ? FieldNames.root(message.getDescriptorForType()) : text(depth);
      throw new IllegalArgumentException(
          owner
              + " is "
              + message.getOneofFieldDescriptor(field.getRealContainingOneof()).getName()
              + ", not "
              + field.getName()
              + "; set "
              + owner
              + "="
              + field.getName()
              + " first");
    }
  }

  /** Whether the field is a case of a choice that has another case. */
  private static boolean isCrowdedOut(Message message, FieldDescriptor field) {
    OneofDescriptor oneof = field.getRealContainingOneof();
    return oneof != null && message.hasOneof(oneof) && !message.hasField(field);
  }

  private Message choose(Message message, String value) {
    FieldTarget.requireChoice(this, message.getDescriptorForType());
    FieldDescriptor chosen = FieldTarget.parseCase(this, message.getDescriptorForType(), value);
    OneofDescriptor oneof = chosen.getContainingOneof();
    if (message.hasField(chosen)) {
      return message;
    }
    Message.Builder fields = message.newBuilderForType().newBuilderForField(chosen);
    if (message.hasOneof(oneof)
        && message.getOneofFieldDescriptor(oneof).getJavaType() == JavaType.MESSAGE) {
      copyShared((Message) message.getField(message.getOneofFieldDescriptor(oneof)), fields);
    }
    return message.toBuilder().setField(chosen, fields.build()).build();
  }

  private static void copyShared(Message from, Message.Builder to) {
    for (Map.Entry<FieldDescriptor, Object> entry : from.getAllFields().entrySet()) {
      FieldDescriptor old = entry.getKey();
      FieldDescriptor field = to.getDescriptorForType().findFieldByName(old.getName());
      if (field != null && haveOneType(old, field)) {
        to.setField(field, entry.getValue());
      }
    }
  }

  private static boolean haveOneType(FieldDescriptor left, FieldDescriptor right) {
    if (left.getType() != right.getType() || left.isRepeated() != right.isRepeated()) {
      return false;
    }
    return switch (left.getJavaType()) {
      case MESSAGE -> left.getMessageType().equals(right.getMessageType());
      case ENUM -> left.getEnumType().equals(right.getEnumType());
      default -> true;
    };
  }
}
