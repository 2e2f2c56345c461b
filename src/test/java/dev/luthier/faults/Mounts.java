package dev.luthier.faults;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** File systems of a test's own, seen by the processes that it starts and gone with them. */
final class Mounts {

  private static final List<List<String>> NAMESPACES =
      List.of(List.of("unshare", "-Urm"), List.of("unshare", "-m"));

  private Mounts() {}

  /** The words that run a script of bash where it may mount; skips the test where none may. */
  static List<String> inNamespace(Path directory, String script, String... arguments)
      throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("mounting.sh"), script);
    for (List<String> namespace : NAMESPACES) {
      if (mayMount(namespace, directory)) {
        return Stream.of(
                namespace.stream(), Stream.of("bash", file.toString()), Stream.of(arguments))
            .flatMap(words -> words)
            .toList();
      }
    }
    assumeTrue(false, "no file system can be mounted here, not even in a namespace of its own");
    return List.of();
  }

  private static boolean mayMount(List<String> namespace, Path directory)
      throws IOException, InterruptedException {
    Path place = Files.createDirectories(directory.resolve("mountable"));
    try {
      Process process =
          new ProcessBuilder(
                  Stream.concat(
                          namespace.stream(),
                          Stream.of("mount", "-t", "tmpfs", "luthier", place.toString()))
                      .toList())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(20, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      // There is no such command.
      return false;
    }
  }
}
