package dev.luthier.data;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Numbers written as text. */
final class Decimal {

  private static final Set<String> NOT_FINITE = Set.of("nan", "inf", "infinity");

  private Decimal() {}

  /**
   * The number that a text is, NaN and infinity among them, or nothing where it is none.
   *
   * <p>Unlike {@link Float#parseFloat}, takes no hexadecimal digits and no type suffix.
   */
  static Optional<Float> parse(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if ((c < '0' || c > '9') && c != '.' && c != '-' && c != '+' && c != 'e' && c != 'E') {
        return notFinite(text);
      }
    }
    try {
      return Optional.of(Float.parseFloat(text));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static Optional<Float> notFinite(String text) {
    boolean signed = text.charAt(0) == '-' || text.charAt(0) == '+';
    String word = (signed ? text.substring(1) : text).toLowerCase(Locale.ROOT);
    if (!NOT_FINITE.contains(word)) {
      return Optional.empty();
    }
    if (word.equals("nan")) {
      return Optional.of(Float.NaN);
    }
    return Optional.of(text.charAt(0) == '-' ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY);
  }
}
