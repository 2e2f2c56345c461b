package dev.luthier.fuzz;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * The parts of an input: a byte that chooses how they are put together, and parts of which all but
 * the last stand behind their lengths in two bytes. Any bytes are such an input, so that mutations
 * change parts, and checksums and compression come after them.
 */
public final class Parts {

  private final byte[] input;
  private int place;

  /** Takes an input apart. */
  public Parts(byte[] input) {
    this.input = input;
  }

  /** The next byte, from 0 to 255; 0 behind the end. */
  public int next() {
    return place < input.length ? input[place++] & 0xFF : 0;
  }

  /** The next part, which may end early. */
  public byte[] part() {
    int length = next() << 8 | next();
    int start = place;
    place = Math.min(input.length, start + length);
    return Arrays.copyOfRange(input, start, place);
  }

  /** What is left. */
  public byte[] rest() {
    int start = place;
    place = input.length;
    return Arrays.copyOfRange(input, start, place);
  }

  /**
   * What is left as changes of a file that is longer than inputs are: pieces of it, each behind the
   * two bytes of its place, replaced.
   */
  public byte[] changed(byte[] file) {
    byte[] changed = file.clone();
    while (!isEmpty()) {
      int start = Math.min(next() << 8 | next(), changed.length);
      byte[] piece = part();
      System.arraycopy(piece, 0, changed, start, Math.min(piece.length, changed.length - start));
    }
    return changed;
  }

  /** Whether nothing is left. */
  public boolean isEmpty() {
    return place >= input.length;
  }

  /** An input of a choice and parts. */
  public static byte[] of(int choice, byte[]... parts) {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.write(choice);
    for (int i = 0; i < parts.length; i++) {
      if (i < parts.length - 1) {
        input.write(parts[i].length >> 8);
        input.write(parts[i].length);
      }
      input.writeBytes(parts[i]);
    }
    return input.toByteArray();
  }
}
