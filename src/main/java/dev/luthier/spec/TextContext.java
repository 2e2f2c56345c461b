package dev.luthier.spec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What surrounds a place in a protobuf text: the open messages from the outermost inwards, the
 * field that was being read in each, and the token found at the place. It is made from the text
 * alone, so that there is one also where the text cannot be parsed.
 *
 * @param messages never empty; the first is the root
 * @param found the token at the place; empty at the end of the text
 */
record TextContext(List<OpenMessage> messages, String found) {

  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<skipped>\\s+|#[^\\n]*)"
              + "|(?<text>\"(?:[^\"\\\\\\n]|\\\\.)*\"?|'(?:[^'\\\\\\n]|\\\\.)*'?)"
              + "|(?<word>-?[A-Za-z0-9_.+][A-Za-z0-9_.+-]*)"
              + "|(?<symbol>.)",
          Pattern.DOTALL);

  /** The innermost open message. */
  OpenMessage innermost() {
    return messages.get(messages.size() - 1);
  }

  /**
   * A message whose closing brace has not been reached.
   *
   * @param name of the field that holds it; empty for the root
   * @param position of that field's name
   * @param field whose value is being read, or was the last to be read; empty before the first
   * @param fieldPosition of that field's name
   * @param readingValue whether the colon after that name, or the bracket of its list, is behind
   * @param firstUses where each field of the message stands first
   */
  record OpenMessage(
      String name,
      Position position,
      String field,
      Position fieldPosition,
      boolean readingValue,
      Map<String, Position> firstUses) {}

  /** The context of a place in a text. */
  static TextContext at(String text, Position place) {
    Reader reader = new Reader();
    Matcher matcher = TOKEN.matcher(text);
    Position position = Position.START;
    while (matcher.find()) {
      String token = matcher.group();
      if (matcher.group("skipped") == null) {
        if (position.compareTo(place) >= 0) {
          return reader.context(token);
        }
        reader.accept(token, matcher.group("symbol") == null, position);
      }
      position = after(position, token);
    }
    return reader.context("");
  }

  private static Position after(Position position, String token) {
    int lastBreak = token.lastIndexOf('\n');
    return lastBreak < 0
        ? new Position(position.line(), position.column() + token.length())
        : new Position(
            position.line() + (int) token.chars().filter(c -> c == '\n').count(),
            token.length() - lastBreak);
  }

  /** Follows the tokens. */
  private static final class Reader {

    private static final class Frame {
      final String name;
      final Position position;
      final Map<String, Position> firstUses = new HashMap<>();
      String field = "";
      Position fieldPosition;
      boolean inValue;
      boolean inList;

      Frame(String name, Position position) {
        this.name = name;
        this.position = position;
        this.fieldPosition = position;
      }
    }

    private final Deque<Frame> open = new ArrayDeque<>(List.of(new Frame("", Position.START)));

    void accept(String token, boolean word, Position position) {
      Frame frame = open.getLast();
      if (word) {
        acceptWord(frame, token, position);
        return;
      }
      switch (token) {
        case ":" -> frame.inValue = true;
        case "[" -> frame.inList = true;
        case "]" -> {
          frame.inList = false;
          frame.inValue = false;
        }
        case "{", "<" -> {
          frame.inValue = false;
          open.addLast(new Frame(frame.field, frame.fieldPosition));
        }
        case "}", ">" -> {
          if (open.size() > 1) {
            open.removeLast();
          }
        }
        default -> {}
      }
    }

    private static void acceptWord(Frame frame, String token, Position position) {
      if (frame.inList) {
        return;
      }
      if (frame.inValue) {
        frame.inValue = false;
        return;
      }
      frame.field = token;
      frame.fieldPosition = position;
      frame.firstUses.putIfAbsent(token, position);
    }

    TextContext context(String found) {
      List<OpenMessage> messages = new ArrayList<>();
      for (Frame frame : open) {
        messages.add(
            new OpenMessage(
                frame.name,
                frame.position,
                frame.field,
                frame.fieldPosition,
                frame.inValue || frame.inList,
                Map.copyOf(frame.firstUses)));
      }
      return new TextContext(messages, found);
    }
  }
}
