package dev.luthier.spec;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.luthier.fuzz.FuzzTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Text files of one kind of message, read as the program reads them. */
abstract class TextFuzz implements FuzzTarget {

  private static final long ALLOWED = 96L << 20;
  private static final long ALLOWED_PER_BYTE = 64 << 10;

  /** The input as a file. */
  final Path file;

  private final Descriptor message;

  TextFuzz(Path file, Descriptor message) {
    this.file = file;
    this.message = message;
  }

  /** All files of a directory that the project ships. */
  static List<byte[]> files(String directory) throws IOException {
    List<byte[]> files = new ArrayList<>();
    try (Stream<Path> entries = Files.list(Path.of(directory))) {
      for (Path entry : entries.sorted().toList()) {
        files.add(Files.readAllBytes(entry));
      }
    }
    return files;
  }

  @Override
  public List<String> words() {
    Set<String> words = new LinkedHashSet<>();
    collect(message, words, new LinkedHashSet<>());
    words.addAll(
        List.of("{", "}", "<", ">", "[", "]", ":", ",", "\"", "'", "\\", "#", "\n", "\r", " {} "));
    words.addAll(List.of("layer { name: \"x\" block { ", "\"a\" \"b\"", "\\0", "\\xff", "\u2028"));
    return List.copyOf(words);
  }

  private static void collect(Descriptor message, Set<String> words, Set<Descriptor> seen) {
    if (!seen.add(message)) {
      return;
    }
    for (FieldDescriptor field : message.getFields()) {
      words.add(" " + field.getName() + (isMessage(field) ? " { " : ": "));
      if (field.getJavaType() == FieldDescriptor.JavaType.ENUM) {
        field.getEnumType().getValues().forEach(value -> words.add(value.getName()));
      } else if (isMessage(field)) {
        collect(field.getMessageType(), words, seen);
      }
    }
  }

  private static boolean isMessage(FieldDescriptor field) {
    return field.getJavaType() == FieldDescriptor.JavaType.MESSAGE;
  }

  @Override
  public void read(byte[] input) {
    try {
      Files.write(file, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    readFile();
  }

  abstract void readFile();

  @Override
  public boolean isDocumented(Throwable thrown) {
    return thrown instanceof SpecException;
  }

  @Override
  public long allowance(int inputBytes) {
    return ALLOWED + ALLOWED_PER_BYTE * inputBytes;
  }
}
