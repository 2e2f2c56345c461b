package dev.luthier.data;

import dev.luthier.fuzz.Parts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Gzipped tar archives: as bytes, and of entries whose headers have right checksums. */
public final class ArchiveFuzz extends DataFuzz {

  private static final int ENTRIES = 0;
  private static final int UNZIPPED = 1;
  private static final int AS_IT_IS = 2;
  private static final int KINDS = 3;
  private static final int BLOCK = 512;

  public ArchiveFuzz(Path directory) {
    super(directory);
  }

  @Override
  public List<byte[]> seeds() {
    byte[] file = entry('0', text("data/a.bin"), text("15"), text("content here!"));
    byte[] folder = entry('5', text("data"), text("0"), new byte[0]);
    byte[] tar = new byte[4 * BLOCK];
    System.arraycopy(header('0', text("a"), text("3")), 0, tar, 0, BLOCK);
    return List.of(
        concatenated(Parts.of(ENTRIES), folder, file),
        concatenated(Parts.of(ENTRIES), file, file),
        Parts.of(UNZIPPED, tar),
        Parts.of(AS_IT_IS, Reading.gzipped(tar)));
  }

  @Override
  public List<String> words() {
    return List.of(
        "../", "/", "./", "..", "\u0000", "\u00e9", "777777777777", "-1", "a/b/c", "ustar");
  }

  /** As {@link #read} takes it apart: kind, name, size in the header and content. */
  private static byte[] entry(char kind, byte[] name, byte[] size, byte[] content) {
    return Parts.of(kind, name, size, content, new byte[0]);
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] concatenated(byte[]... pieces) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.writeBytes(piece);
    }
    return all.toByteArray();
  }

  @Override
  public void read(byte[] input) throws IOException {
    Parts parts = new Parts(input);
    int choice = parts.next() % KINDS;
    byte[] archive =
        switch (choice) {
          case ENTRIES -> Reading.gzipped(tar(parts));
          case UNZIPPED -> Reading.gzipped(parts.rest());
          default -> parts.rest();
        };
    Path file = Reading.write(directory.resolve("any.tar.gz"), archive);
    Path around = Files.createDirectories(directory.resolve("around"));
    Path target = Files.createDirectories(around.resolve("target"));
    try {
      TarArchive.unpack(file, target);
    } finally {
      delete(target);
      requireEmpty(around);
    }
  }

  private static byte[] tar(Parts parts) {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    while (!parts.isEmpty()) {
      char kind = (char) parts.next();
      byte[] name = parts.part();
      byte[] size = parts.part();
      byte[] content = parts.part();
      tar.writeBytes(header(kind, name, size));
      tar.writeBytes(Arrays.copyOf(content, (content.length + BLOCK - 1) / BLOCK * BLOCK));
    }
    tar.writeBytes(new byte[2 * BLOCK]);
    return tar.toByteArray();
  }

  private static byte[] header(char kind, byte[] name, byte[] size) {
    byte[] header = new byte[BLOCK];
    System.arraycopy(name, 0, header, 0, Math.min(name.length, 100));
    System.arraycopy(size, 0, header, 124, Math.min(size.length, 12));
    header[156] = (byte) kind;
    Arrays.fill(header, 148, 156, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    System.arraycopy(text(String.format(Locale.ROOT, "%06o", sum)), 0, header, 148, 6);
    return header;
  }

  private static void delete(Path directory) throws IOException {
    List<Path> paths;
    try (Stream<Path> walk = Files.walk(directory)) {
      paths = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : paths) {
      Files.delete(path);
    }
  }

  private static void requireEmpty(Path directory) throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      List<Path> outside = left.toList();
      if (!outside.isEmpty()) {
        throw new IllegalStateException("outside of the target was written: " + outside);
      }
    }
  }
}
