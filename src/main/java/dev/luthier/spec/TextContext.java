package dev.luthier.spec;

import java.util.List;
import java.util.Optional;

/**
 * What surrounds a place in a protobuf text: the open messages from the outermost inwards, the
 * field that was being read in each, and the token found at the place.
 *
 * @param messages never empty; the first is the root
 * @param found the token at the place; empty at the end of the text
 */
record TextContext(List<OpenMessage> messages, String found) {

  /**
   * A message whose closing brace has not been reached.
   *
   * @param name of the field that holds it; empty for the root
   * @param position where it begins
   * @param field whose value is being read, or was the last to be read; empty before the first
   * @param fieldPosition of that field's name
   * @param readingValue whether the colon after that name, or the bracket of its list, is behind
   * @param outline of its fields so far
   */
  record OpenMessage(
      String name,
      Position position,
      String field,
      Position fieldPosition,
      boolean readingValue,
      TextOutline outline) {}

  /** The context of a place in a text, which need not be one that can be parsed. */
  static TextContext at(String text, Position place) {
    return TextReader.read(text, Optional.of(place)).context();
  }

  /** The innermost open message. */
  OpenMessage innermost() {
    return messages.get(messages.size() - 1);
  }
}
