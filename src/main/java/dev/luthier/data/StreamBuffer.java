package dev.luthier.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads streams into memory outside the heap. */
final class StreamBuffer {

  private static final int CHUNK = 1 << 16;
  private static final int TRUSTED = 1 << 20;

  private StreamBuffer() {}

  /**
   * Reads exactly so many bytes.
   *
   * <p>The memory is taken as the bytes arrive beyond the first 1 MiB: a corrupt header that
   * promises terabytes runs into the end of its file, not of the memory.
   *
   * @throws EOFException when there are fewer
   */
  static ByteBuffer exactly(InputStream stream, long size, String name) throws IOException {
    requireRoom(size, name);
    GrowingBuffer data = new GrowingBuffer(Math.min(size, TRUSTED), size);
    byte[] chunk = new byte[(int) Math.min(CHUNK, size)];
    long left = size;
    while (left > 0) {
      int read = stream.read(chunk, 0, (int) Math.min(chunk.length, left));
      if (read < 0) {
        throw new EOFException();
      }
      data.put(chunk, 0, read);
      left -= read;
    }
    return data.contents();
  }

  /**
   * Checks that so many bytes fit into a buffer.
   *
   * @throws DataException when they do not
   */
  static void requireRoom(long size, String name) {
    if (size > Integer.MAX_VALUE) {
      throw new DataException(
          name
              + ": "
              + size
              + " bytes are more than the 2 GiB that one data set may have"
              + DirectBuffers.REMEDY);
    }
  }
}
