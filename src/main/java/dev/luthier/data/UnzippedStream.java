package dev.luthier.data;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * The content of a gzip stream, up to a bound that follows from the bytes that are really there.
 *
 * <p>Gzip can make a thousand bytes of one. What is data and not made to fill memory or disk grows
 * far less, so that more than {@value #MOST_GROWTH} times the bytes that were read, beyond the
 * first 64 MiB, is refused.
 */
final class UnzippedStream extends InputStream {

  /** Bytes that any file may be unzipped to. */
  static final long FREE = 64L << 20;

  /** Times that a file may grow. */
  static final int MOST_GROWTH = 250;

  private static final int BUFFER = 1 << 16;

  private final String name;
  private final Counted zipped;
  private final InputStream unzipped;
  private long bytes;

  /**
   * Reads the header.
   *
   * @param name of the file, for messages
   */
  UnzippedStream(String name, InputStream zipped) throws IOException {
    this.name = name;
    this.zipped = new Counted(zipped);
    this.unzipped = new GZIPInputStream(this.zipped, BUFFER);
  }

  /** The bytes that something of so many bytes may be unzipped to. */
  static long most(long zippedBytes) {
    return FREE + MOST_GROWTH * zippedBytes;
  }

  /** What to tell the user about content that is larger. */
  static DataException refusal(String name, long zippedBytes) {
    return new DataException(
        name
            + ": what is unzipped is more than "
            + most(zippedBytes)
            + " bytes, over "
            + MOST_GROWTH
            + " times what is read; unzip the file if it is meant to be so");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = unzipped.read(target, offset, length);
    bytes += Math.max(read, 0);
    if (bytes > most(zipped.bytes)) {
      throw refusal(name, zipped.bytes);
    }
    return read;
  }

  @Override
  public void close() throws IOException {
    unzipped.close();
  }

  /** Counts what is read. */
  private static final class Counted extends FilterInputStream {

    private long bytes;

    Counted(InputStream stream) {
      super(stream);
    }

    @Override
    public int read() throws IOException {
      int read = in.read();
      bytes += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = in.read(target, offset, length);
      bytes += Math.max(read, 0);
      return read;
    }
  }
}
