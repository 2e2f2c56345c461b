package dev.luthier.spec;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Follows the structure of a protobuf text, up to a place or to the end. It judges nothing, so that
 * it can also follow a text that cannot be parsed.
 */
final class TextReader {

  /** Messages in messages that a text may have; the root is the first. */
  static final int MOST_NESTED = 64;

  /** Characters of a token that messages show. */
  private static final int MOST_SHOWN = 80;

  // The possessive quantifiers keep the matcher from a step of recursion for each character.
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<skipped>\\s++|#[^\\n\\r\\u0085\\u2028\\u2029]*+)"
              + "|(?<text>\"(?:[^\"\\\\\\n]|\\\\.)*+\"?|'(?:[^'\\\\\\n]|\\\\.)*+'?)"
              + "|(?<word>-?[\\w.+][\\w.+-]*+)"
              + "|(?<symbol>.)",
          Pattern.DOTALL);

  /** A message that is being read. */
  private static final class Frame {
    final String name;
    final Position position;
    final TextOutline outline = new TextOutline();
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
  private String found = "";
  private Optional<Position> tooDeep = Optional.empty();

  private TextReader() {}

  /**
   * Reads a text.
   *
   * @param until the place to stop at; empty for the end
   */
  static TextReader read(String text, Optional<Position> until) {
    TextReader reader = new TextReader();
    Matcher matcher = TOKEN.matcher(text);
    Position position = Position.START;
    while (matcher.find()) {
      String token = matcher.group();
      if (matcher.start("skipped") < 0) {
        if (until.isPresent() && position.compareTo(until.get()) >= 0) {
          reader.found = token;
          break;
        }
        reader.accept(token, matcher.start("symbol") < 0, position);
      }
      position = after(position, token);
    }
    return reader;
  }

  /** Of the outermost message, as far as it was read. */
  TextOutline outline() {
    return open.getFirst().outline;
  }

  /** Where the first message begins that is nested too deeply; empty where none is. */
  Optional<Position> tooDeep() {
    return tooDeep;
  }

  /** What surrounds the place where reading stopped. */
  TextContext context() {
    List<TextContext.OpenMessage> messages = new ArrayList<>();
    for (Frame frame : open) {
      messages.add(
          new TextContext.OpenMessage(
              frame.name,
              frame.position,
              frame.field,
              frame.fieldPosition,
              frame.inValue || frame.inList,
              frame.outline));
    }
    return new TextContext(messages, shown(found));
  }

  /** The beginning of a token, for a message of one line. */
  private static String shown(String token) {
    String line = token.split("\\R", 2)[0];
    return line.length() <= MOST_SHOWN ? line : line.substring(0, MOST_SHOWN) + "…";
  }

  private void accept(String token, boolean word, Position position) {
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
        Position start = frame.inList ? position : frame.fieldPosition;
        Frame inner = new Frame(frame.field, start);
        frame.outline.add(frame.field, new TextOutline.Value(start, Optional.of(inner.outline)));
        frame.inValue = false;
        open.addLast(inner);
        if (open.size() > MOST_NESTED && tooDeep.isEmpty()) {
          tooDeep = Optional.of(start);
        }
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
      frame.outline.add(frame.field, new TextOutline.Value(position, Optional.empty()));
    } else if (frame.inValue) {
      frame.outline.add(frame.field, new TextOutline.Value(frame.fieldPosition, Optional.empty()));
      frame.inValue = false;
    } else {
      frame.field = token;
      frame.fieldPosition = position;
      frame.outline.use(token, position);
    }
  }

  private static Position after(Position position, String token) {
    int lastBreak = token.lastIndexOf('\n');
    return lastBreak < 0
        ? new Position(position.line(), position.column() + token.length())
        : new Position(
            position.line() + (int) token.chars().filter(c -> c == '\n').count(),
            token.length() - lastBreak);
  }
}
