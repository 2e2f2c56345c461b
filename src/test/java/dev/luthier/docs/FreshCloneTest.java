package dev.luthier.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * README's first commands in what a stranger has after a clone: the launcher builds, trains and
 * tunes, in less than ten minutes. What Maven has fetched before is not fetched again.
 */
@Tag("interop")
class FreshCloneTest {

  private static final Duration LIMIT = Duration.ofMinutes(10);

  @TempDir Path clone;

  @Test
  void aFirstStudyTakesLessThanTenMinutes() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.exists(Path.of(".git")), "this is no clone: files are not listed");
    for (String file : trackedFiles()) {
      Path copy = clone.resolve(file);
      Files.createDirectories(copy.getParent());
      Files.copy(Path.of(file), copy);
      assertTrue(copy.toFile().setExecutable(Files.isExecutable(Path.of(file))), file);
    }
    String commands =
        Page.read(Path.of("README.md")).blocks("bash").findFirst().orElseThrow().text();
    Path log = Files.createTempFile("clone", ".log");
    try {
      ProcessBuilder builder =
          new ProcessBuilder("bash", "-e", "-c", commands)
              .directory(clone.toFile())
              .redirectErrorStream(true)
              .redirectOutput(log.toFile());
      builder.environment().put("LUTHIER_GPU", "0");
      Process process = builder.start();
      boolean ended = false;
      try {
        ended = process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
      } finally {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
      }
      String said = Files.readString(log);
      assertTrue(ended, () -> "it takes longer than " + LIMIT + "\n" + said);
      assertEquals(0, process.exitValue(), said);
      assertTrue(Files.isDirectory(clone.resolve("studies/iris/best/")), said);
    } finally {
      Files.delete(log);
    }
  }

  /** Those of the last commit as they are now. */
  private static List<String> trackedFiles() throws IOException, InterruptedException {
    Process git = new ProcessBuilder("git", "ls-files", "-z").start();
    String names = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, git.waitFor());
    List<String> files = new ArrayList<>();
    for (String name : names.split("\0", -1)) {
      if (Files.isRegularFile(Path.of(name))) {
        files.add(name);
      }
    }
    return files;
  }
}
