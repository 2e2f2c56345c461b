package dev.luthier.data;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What is in a directory, sorted by name, hidden files left out. */
final class Listing {

  private Listing() {}

  static List<Path> files(Path directory) {
    return entries(directory).stream().filter(Files::isRegularFile).toList();
  }

  static List<Path> files(Path directory, List<String> suffixes) {
    return files(directory).stream().filter(file -> hasSuffix(file, suffixes)).toList();
  }

  static List<Path> directories(Path directory) {
    return entries(directory).stream().filter(Files::isDirectory).toList();
  }

  private static boolean hasSuffix(Path file, List<String> suffixes) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return suffixes.stream().anyMatch(name::endsWith);
  }

  private static List<Path> entries(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw DataFile.failure(directory.toString(), e);
    }
  }
}
