package dev.luthier.study.worker;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;

/** The lines of a text. Of a line that is too long the rest is read and dropped. */
public final class BoundedLines {

  /**
   * A line.
   *
   * @param text without the line's end
   * @param isCut whether there was more of it
   */
  public record Line(String text, boolean isCut) {}

  private final Reader in;
  private final int most;

  /**
   * Lines as they come.
   *
   * @param in gives single characters quickly, as a buffered reader does
   * @param most characters of a line that are kept
   */
  public BoundedLines(Reader in, int most) {
    this.in = in;
    this.most = most;
  }

  /** Waits for the next line; empty at the end. */
  public Optional<Line> next() throws IOException {
    int c = in.read();
    if (c < 0) {
      return Optional.empty();
    }
    StringBuilder text = new StringBuilder();
    boolean isCut = false;
    while (c >= 0 && c != '\n') {
      if (text.length() < most) {
        text.append((char) c);
      } else {
        isCut = true;
      }
      c = in.read();
    }
    if (!isCut && !text.isEmpty() && text.charAt(text.length() - 1) == '\r') {
      text.setLength(text.length() - 1);
    }
    return Optional.of(new Line(text.toString(), isCut));
  }
}
