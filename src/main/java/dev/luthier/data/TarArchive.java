package dev.luthier.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Unpacks the files and directories of a gzipped tar archive (POSIX ustar). */
final class TarArchive {

  private static final int BLOCK = 512;

  private final String name;
  private final InputStream stream;
  private final Path target;

  private TarArchive(String name, InputStream stream, Path target) {
    this.name = name;
    this.stream = stream;
    this.target = target.toAbsolutePath().normalize();
  }

  /**
   * Unpacks an archive into a directory.
   *
   * @throws DataException when it is corrupt, or an entry is a link or lies outside the directory
   */
  static void unpack(Path archive, Path target) {
    DataFile file = DataFile.of(archive);
    try (InputStream stream = file.open()) {
      new TarArchive(archive.getFileName().toString(), stream, target).unpack();
    } catch (IOException e) {
      throw file.failure(e);
    }
  }

  private void unpack() throws IOException {
    while (true) {
      byte[] header = block();
      if (isZero(header)) {
        return;
      }
      requireChecksum(header);
      long size = octal(header, 124, 12);
      entry(header, size);
      skip((BLOCK - size % BLOCK) % BLOCK);
    }
  }

  private void entry(byte[] header, long size) throws IOException {
    String path = text(header, 0, 100);
    boolean posix = text(header, 257, 6).startsWith("ustar");
    String prefix = posix ? text(header, 345, 155) : "";
    String full = prefix.isEmpty() ? path : prefix + "/" + path;
    char kind = (char) header[156];
    switch (kind) {
      case '\0', '0' -> write(inside(full), size);
      case '5' -> Files.createDirectories(inside(full));
      // Further attributes of entries: times and owners, of no interest here.
      case 'x', 'g' -> skip(size);
      default ->
          throw new DataException(
              name + ": the entry " + full + " is neither a file nor a directory; it is refused");
    }
  }

  private Path inside(String path) {
    Path place;
    try {
      place = target.resolve(path).normalize();
    } catch (InvalidPathException e) {
      throw new DataException(
          name + ": the name of the entry " + path + " cannot be that of a file", e);
    }
    if (!place.startsWith(target)) {
      throw new DataException(
          name + ": the entry " + path + " lies outside the directory; it is refused");
    }
    return place;
  }

  private void write(Path file, long size) throws IOException {
    Files.createDirectories(file.getParent());
    try (var output = Files.newOutputStream(file)) {
      long left = size;
      byte[] chunk = new byte[1 << 16];
      while (left > 0) {
        int read = stream.read(chunk, 0, (int) Math.min(chunk.length, left));
        if (read < 0) {
          throw new EOFException();
        }
        output.write(chunk, 0, read);
        left -= read;
      }
    }
  }

  private byte[] block() throws IOException {
    byte[] block = stream.readNBytes(BLOCK);
    if (block.length < BLOCK) {
      throw new EOFException();
    }
    return block;
  }

  private void skip(long count) throws IOException {
    stream.skipNBytes(count);
  }

  private static boolean isZero(byte[] block) {
    for (byte b : block) {
      if (b != 0) {
        return false;
      }
    }
    return true;
  }

  /** The sum of the header's bytes, its own eight taken for spaces. */
  private void requireChecksum(byte[] header) {
    int sum = 0;
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= 148 && i < 156 ? ' ' : header[i] & 0xFF;
    }
    if (sum != octal(header, 148, 8)) {
      throw new DataException(name + ": the archive is corrupt; a header's checksum is wrong");
    }
  }

  private long octal(byte[] header, int start, int length) {
    String digits = text(header, start, length).strip();
    try {
      long value = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw new DataException(name + ": the archive is corrupt; a size is no number", e);
    }
    throw new DataException(name + ": the archive is corrupt; a size is negative");
  }

  private static String text(byte[] header, int start, int length) {
    int end = start;
    while (end < start + length && header[end] != 0) {
      end++;
    }
    return new String(header, start, end - start, StandardCharsets.UTF_8);
  }
}
