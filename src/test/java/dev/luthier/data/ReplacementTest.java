package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplacementTest {

  @TempDir private Path directory;

  private List<String> names() throws IOException {
    try (Stream<Path> entries = Files.list(directory)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aFileIsTheFormerOneUntilItIsWhole() throws IOException {
    Path file = directory.resolve("a.txt");
    Replacement.ofFile(file, true, unfinished -> Files.writeString(unfinished, "one"));
    IOException thrown =
        assertThrows(
            IOException.class,
            () ->
                Replacement.ofFile(
                    file,
                    true,
                    unfinished -> {
                      Files.writeString(unfinished, "tw");
                      assertEquals("one", Files.readString(file));
                      throw new IOException("No space left on device");
                    }));
    assertEquals("cannot write " + file + ": No space left on device", thrown.getMessage());
    assertEquals("one", Files.readString(file));
    assertEquals(List.of("a.txt"), names());
    Replacement.ofFile(file, false, unfinished -> Files.writeString(unfinished, "two"));
    assertEquals("two", Files.readString(file));
  }

  @Test
  void nothingIsWrittenThroughALinkThatSomebodyHasPutInTheWay() throws IOException {
    Path other = Files.writeString(directory.resolve("other"), "kept");
    Files.createSymbolicLink(directory.resolve("a.txt.unfinished"), other);
    Path file = directory.resolve("a.txt");
    Replacement.ofFile(file, true, unfinished -> Files.writeString(unfinished, "one"));
    assertEquals("kept", Files.readString(other));
    assertEquals("one", Files.readString(file));
  }

  @Test
  void aDirectoryIsTheFormerOneUntilItIsWhole() throws IOException {
    Path target = directory.resolve("model");
    write(target, "one");
    assertThrows(
        IllegalStateException.class,
        () ->
            Replacement.ofDirectory(
                target,
                true,
                unfinished -> {
                  Files.writeString(unfinished.resolve("new"), "");
                  throw new IllegalStateException();
                }));
    assertEquals("one", Files.readString(target.resolve("deep/content")));
    assertEquals(List.of("model"), names());
    write(target, "two");
    assertEquals("two", Files.readString(target.resolve("deep/content")));
    assertEquals(List.of("model"), names());
  }

  private static void write(Path target, String content) throws IOException {
    Replacement.ofDirectory(
        target,
        true,
        unfinished -> {
          Files.createDirectory(unfinished.resolve("deep"));
          Files.writeString(unfinished.resolve("deep/content"), content);
        });
  }

  @Test
  void whatTheEndOfAProcessLeftIsSettled() throws IOException {
    write(directory.resolve("kept"), "new");
    Files.createDirectories(directory.resolve("kept.former/deep"));
    Files.createDirectories(directory.resolve("put-aside.former/deep"));
    Files.createDirectories(directory.resolve("begun.unfinished/deep"));
    Files.writeString(directory.resolve("file.unfinished"), "");
    Replacement.settle(directory);
    assertEquals(List.of("kept", "put-aside"), names());
    assertTrue(Files.isDirectory(directory.resolve("put-aside/deep")));
    assertFalse(Files.exists(directory.resolve("kept/deep/deep")));
  }

  /** Put aside, and its process ended before the new one was in its place. */
  @Test
  void aFormerDirectoryIsNotLostWhenTheNextAttemptFails() throws IOException {
    Path target = directory.resolve("model");
    write(target, "one");
    Files.move(target, directory.resolve("model.former"));
    assertThrows(
        IOException.class,
        () ->
            Replacement.ofDirectory(
                target,
                false,
                unfinished -> {
                  throw new IOException("full");
                }));
    assertEquals("one", Files.readString(target.resolve("deep/content")));
  }
}
