package dev.luthier.fuzz;

import java.io.IOException;
import java.util.List;

/** A reader of bytes from outside, to be fed with whatever comes. */
public interface FuzzTarget {

  /** Valid inputs, which mutations start from. */
  List<byte[]> seeds() throws IOException;

  /** Pieces that mean something to the reader, to be put into inputs. */
  default List<String> words() {
    return List.of();
  }

  /**
   * Reads an input, or refuses it.
   *
   * @throws Exception one that is {@linkplain #isDocumented documented}
   */
  void read(byte[] input) throws Exception;

  /** Whether the reader may end so. */
  boolean isDocumented(Throwable thrown);

  /**
   * Bytes that reading may allocate, garbage included.
   *
   * @param inputBytes size of the input
   */
  long allowance(int inputBytes);
}
