package dev.luthier.spec;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where the fields of a message stand in its text, and those of the messages in it. Protobuf's own
 * parser knows one place for a whole list; here each element has its own.
 */
final class TextOutline {

  /**
   * One value of a field.
   *
   * @param position of the field's name; of an element in brackets, of the element
   * @param inside the outline of a message; empty for other values
   */
  record Value(Position position, Optional<TextOutline> inside) {}

  private final Map<String, Position> firstUses = new HashMap<>();
  private final Map<String, List<Value>> values = new HashMap<>();

  /** The outline of a whole text, which has to be one that protobuf's parser takes. */
  static TextOutline of(String text) {
    return TextReader.read(text, Optional.empty()).outline();
  }

  /** The names of the fields, as written. */
  Set<String> names() {
    return firstUses.keySet();
  }

  /** Where a field's name stands first; empty where the field is left out. */
  Optional<Position> firstUse(String field) {
    return Optional.ofNullable(firstUses.get(field));
  }

  /** The values of a field, in order. */
  List<Value> values(String field) {
    return values.getOrDefault(field, List.of());
  }

  void use(String field, Position position) {
    firstUses.putIfAbsent(field, position);
  }

  void add(String field, Value value) {
    values.computeIfAbsent(field, key -> new ArrayList<>()).add(value);
  }
}
