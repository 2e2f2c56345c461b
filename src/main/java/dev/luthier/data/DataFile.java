package dev.luthier.data;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.ZipException;

/**
 * A file that can be read from its start again and again, unzipped where it is gzipped.
 *
 * @param name for messages
 * @param bytes opens the file as it is stored
 */
record DataFile(String name, Opener bytes) {

  /** The longest array that Java makes. */
  static final int MOST_BYTES = Integer.MAX_VALUE - 8;

  private static final int BUFFER = 1 << 16;

  /** Opens a file's bytes. */
  interface Opener {
    InputStream open() throws IOException;
  }

  static DataFile of(Path path) {
    return new DataFile(path.toString(), () -> Files.newInputStream(path));
  }

  /** A file of the jar, by its path from the root. */
  static DataFile resource(String path) {
    return new DataFile(
        path,
        () -> {
          InputStream stream = DataFile.class.getResourceAsStream(path);
          if (stream == null) {
            throw new NoSuchFileException(path);
          }
          return stream;
        });
  }

  /**
   * A path as the user wrote it.
   *
   * @throws DataException where it cannot be one
   */
  static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new DataException(text + ": this is neither a name nor a path", e);
    }
  }

  /**
   * All bytes of a file.
   *
   * @throws DataException where they are too many for one array
   */
  static byte[] read(Path path) throws IOException {
    if (Files.size(path) > MOST_BYTES) {
      throw new DataException(
          path + ": the file has " + Files.size(path) + " bytes, more than " + MOST_BYTES);
    }
    return Files.readAllBytes(path);
  }

  /**
   * The content, unzipped where it starts as gzip does; see {@link UnzippedStream} for how much.
   */
  InputStream open() throws IOException {
    BufferedInputStream stream = new BufferedInputStream(bytes.open(), BUFFER);
    try {
      return gzipped(stream)
          ? new BufferedInputStream(new UnzippedStream(name, stream), BUFFER)
          : stream;
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  /** Whether the file starts as gzip does. */
  boolean gzipped() throws IOException {
    try (InputStream stream = new BufferedInputStream(bytes.open(), 2)) {
      return gzipped(stream);
    }
  }

  private static boolean gzipped(InputStream stream) throws IOException {
    stream.mark(2);
    boolean gzip = stream.read() == 0x1F && stream.read() == 0x8B;
    stream.reset();
    return gzip;
  }

  /** What to tell the user about a failure to read this file. */
  DataException failure(IOException e) {
    return failure(name, e);
  }

  static DataException failure(String name, IOException e) {
    if (e instanceof EOFException) {
      return new DataException(name + ": the file ends too early; it is truncated", e);
    }
    if (e instanceof ZipException) {
      return new DataException(name + ": the compressed data are corrupt: " + e.getMessage(), e);
    }
    if (e instanceof CharacterCodingException) {
      return new DataException(name + ": the text is not UTF-8; save it as UTF-8", e);
    }
    if (e instanceof NoSuchFileException) {
      return new DataException(name + ": there is no such file", e);
    }
    return new DataException(name + ": cannot be read: " + e.getMessage(), e);
  }
}
