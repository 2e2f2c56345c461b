package dev.luthier.spec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A file's text under the name by which messages speak of it.
 *
 * @param file as the user wrote it
 * @param text without a byte order mark
 */
record SourceText(String file, String text) {

  /** Enough for a vocabulary of a million tokens. */
  private static final int MOST_BYTES = 64 << 20;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /**
   * Reads a file.
   *
   * @throws SpecException where it is not there, not a file, empty or not UTF-8
   */
  static SourceText read(Path path) {
    String file = path.toString();
    if (Files.isDirectory(path)) {
      throw new SpecException(file, "a file is needed, found a directory; write a file's name");
    }
    byte[] bytes;
    try {
      // The size of a device or a pipe is not what comes out of it.
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(MOST_BYTES + 1);
      }
      if (bytes.length > MOST_BYTES) {
        throw new SpecException(
            file,
            "the file has "
                + Math.max(bytes.length, Files.size(path))
                + " bytes, more than the "
                + MOST_BYTES
                + " that a text may have; is this the right file?");
      }
    } catch (NoSuchFileException e) {
      throw new SpecException(file, "no such file" + advice(path));
    } catch (IOException e) {
      throw new SpecException(file, "the file cannot be read: " + e.getMessage());
    }
    String text = decode(file, bytes);
    SourceText source =
        new SourceText(file, text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    if (source.text.isBlank()) {
      throw source.error(
          Position.START, "the file is empty; write fields such as name: \"my_model\"");
    }
    return source;
  }

  /** The line {@code file:line:column: problem}, as an exception. */
  SpecException error(Position position, String problem) {
    return new SpecException(file + ":" + position, problem);
  }

  private static String decode(String file, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    CharBuffer out = CharBuffer.allocate(bytes.length);
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CoderResult result = decoder.decode(in, out, true);
    String text = out.flip().toString();
    if (result.isError()) {
      Position position =
          new Position(
              (int) text.chars().filter(c -> c == '\n').count() + 1,
              text.length() - text.lastIndexOf('\n'));
      throw new SpecException(
          file + ":" + position,
          String.format(
              "the file is not UTF-8 text, found byte 0x%02X; save it as UTF-8",
              bytes[in.position()]));
    }
    return text;
  }

  private static String advice(Path path) {
    Path directory = path.getParent() == null ? Path.of("") : path.getParent();
    try (Stream<Path> entries = Files.list(directory)) {
      List<String> names =
          entries
              .filter(Files::isRegularFile)
              .map(entry -> entry.getFileName().toString())
              .toList();
      return NearestName.of(path.getFileName().toString(), names)
          .map(name -> "; did you mean \"" + path.resolveSibling(name) + "\"?")
          .orElse("; write the path of a file");
    } catch (IOException e) {
      return "; there is no directory " + directory + " either";
    }
  }
}
