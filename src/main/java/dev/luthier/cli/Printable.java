package dev.luthier.cli;

/**
 * Text that a terminal shows and does not obey. Names and messages come from files of anyone's, so
 * control characters, and those that turn the direction of writing, are written as a backslash, a u
 * and their number.
 */
final class Printable {

  private Printable() {}

  /** Of one line: line ends are written out, too. */
  static String line(String text) {
    return printable(text, false);
  }

  /** Of several lines, which may begin with tabs. */
  static String lines(String text) {
    return printable(text, true);
  }

  private static String printable(String text, boolean lines) {
    if (text.codePoints().noneMatch(Printable::isObeyed)) {
      return text;
    }
    StringBuilder printable = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); ) {
      int c = text.codePointAt(i);
      i += Character.charCount(c);
      boolean isLayout =
          c == '\n' || c == '\t' || (c == '\r' && i < text.length() && text.charAt(i) == '\n');
      if (isObeyed(c) && !(lines && isLayout)) {
        printable.append(String.format("\\u%04x", c));
      } else {
        printable.appendCodePoint(c);
      }
    }
    return printable.toString();
  }

  private static boolean isObeyed(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE ->
          !isJoiner(c);
      default -> false;
    };
  }

  /** Parts of words in some scripts and of emojis. */
  private static boolean isJoiner(int c) {
    return c == 0x200C || c == 0x200D;
  }
}
