package dev.luthier.study.store;

import java.util.HexFormat;

/**
 * Text as both databases take it. PostgreSQL knows no NUL, and neither of them a half of a
 * surrogate pair, so that these are written as U+FDD0, which stands for no character, and four
 * hexadecimal digits; so is U+FDD0 itself. All other text is written as it is.
 */
final class StorableText {

  private static final char MARK = '\uFDD0';
  private static final int DIGITS = 4;

  private StorableText() {}

  static String encode(String text) {
    StringBuilder encoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean isPair =
          Character.isHighSurrogate(c)
              && i + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(i + 1));
      if (isPair) {
        encoded.append(c).append(text.charAt(++i));
      } else if (c == 0 || c == MARK || Character.isSurrogate(c)) {
        encoded.append(MARK).append(HexFormat.of().toHexDigits(c));
      } else {
        encoded.append(c);
      }
    }
    return encoded.toString();
  }

  /** The inverse of {@link #encode}. */
  static String decode(String stored) {
    if (stored.indexOf(MARK) < 0) {
      return stored;
    }
    StringBuilder decoded = new StringBuilder(stored.length());
    for (int i = 0; i < stored.length(); i++) {
      if (stored.charAt(i) == MARK && isNumber(stored, i + 1)) {
        decoded.append((char) HexFormat.fromHexDigits(stored, i + 1, i + 1 + DIGITS));
        i += DIGITS;
      } else {
        decoded.append(stored.charAt(i));
      }
    }
    return decoded.toString();
  }

  private static boolean isNumber(String text, int start) {
    return start + DIGITS <= text.length()
        && text.substring(start, start + DIGITS).chars().allMatch(HexFormat::isHexDigit);
  }
}
