package dev.luthier.data;

import java.util.ArrayList;
import java.util.List;

/**
 * Text as whole numbers, {@code [length]} of them a sample.
 *
 * <p>A text is put into lower case and freed of punctuation where asked for, cut into tokens, and
 * each token replaced by its number: 0 is padding, 1 an unknown token, 2 the most frequent token of
 * the training rows, and so on; of equally frequent ones the first in alphabetical order comes
 * first (that of {@link String#compareTo}). Texts of fewer tokens are padded at the end, further
 * tokens left out.
 *
 * <p>This is Keras' TextVectorization in its mode {@code int}, which puts equally frequent tokens
 * into reverse alphabetical order. As there, lower case, punctuation and white space are those of
 * ASCII; other letters stay as they are.
 *
 * @param vocabularySize how many numbers there are at most, padding and unknown among them
 * @param length numbers a sample
 * @param lowerCase whether capital letters A to Z count as small ones
 * @param stripPunctuation whether punctuation is removed, as from {@code don't}, which becomes
 *     {@code dont}
 * @param split what a token is
 */
public record TextVectorization(
    int vocabularySize, int length, boolean lowerCase, boolean stripPunctuation, Split split)
    implements RawInput {

  /** What a token is. */
  public enum Split {
    /** What stands between white space. */
    WORDS,
    /** A character (a code point of Unicode), spaces too. */
    CHARACTERS
  }

  /** The number that fills texts up. */
  public static final int PADDING = 0;

  /** The number of a token that is not in the vocabulary. */
  public static final int UNKNOWN = 1;

  /** The number of the most frequent token. */
  public static final int FIRST = 2;

  /** What is removed from texts. */
  public static final String PUNCTUATION = "!\"#$%&()*+,-./:;<=>?@[\\]^_`{|}~'";

  /** What stands between words. */
  public static final String WHITE_SPACE = " \t\n\u000b\f\r";

  public TextVectorization {
    if (vocabularySize <= FIRST) {
      throw new IllegalArgumentException(
          "vocabulary_size must be at least "
              + (FIRST + 1)
              + ", since padding and unknown tokens count too, was "
              + vocabularySize
              + "; write such as vocabulary_size: 10000");
    }
    if (length <= 0) {
      throw new IllegalArgumentException(
          "length must be how many tokens of a text are used, was "
              + length
              + "; write such as length: 60");
    }
  }

  /** Words of letters in lower case, without punctuation. */
  public static TextVectorization of(int vocabularySize, int length) {
    return new TextVectorization(vocabularySize, length, true, true, Split.WORDS);
  }

  /** The tokens of a text, all of them: what the ops in a SavedModel make of it as well. */
  List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    text.codePoints()
        .map(point -> lowerCase && point >= 'A' && point <= 'Z' ? point - 'A' + 'a' : point)
        .filter(point -> !stripPunctuation || PUNCTUATION.indexOf(point) < 0)
        .forEach(
            point -> {
              if (split == Split.CHARACTERS) {
                tokens.add(Character.toString(point));
              } else if (WHITE_SPACE.indexOf(point) < 0) {
                word.appendCodePoint(point);
              } else {
                add(tokens, word);
              }
            });
    add(tokens, word);
    return tokens;
  }

  private static void add(List<String> tokens, StringBuilder word) {
    if (!word.isEmpty()) {
      tokens.add(word.toString());
      word.setLength(0);
    }
  }
}
