package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A training that has not enough memory says so in one line. */
@Tag(Effort.RELIABILITY)
@Timeout(300)
class OutOfMemoryTest {

  private static final String MODEL =
      """
      name: "huge"
      input { name: "pixels" shape: 64 }
      layer { name: "hidden" dense { units: %d } }
      layer { name: "logits" dense { units: 10 } }
      loss { softmax_cross_entropy {} }
      training { epochs: 1 }
      """;

  @TempDir private Path directory;

  private String[] arguments(long units) throws IOException {
    Path model = Files.writeString(directory.resolve("huge.textproto"), MODEL.formatted(units));
    return FaultyTrainings.arguments(model, directory.resolve("run"));
  }

  private String onlyLine(CommandProcess process) throws InterruptedException {
    assertEquals(1, process.code(), process.errors()::toString);
    List<String> lines = process.errors();
    assertEquals(1, lines.size(), lines.toString());
    return lines.get(0);
  }

  @Test
  void aLayerThatCannotBeIsRefusedBeforeAnythingIsWritten()
      throws IOException, InterruptedException {
    try (CommandProcess process = CommandProcess.start(directory, arguments(2_000_000_000L))) {
      String line = onlyLine(process);
      assertTrue(line.startsWith("luthier: training needs more than 2235."), line);
      assertTrue(line.contains("in layer hidden"), line);
    }
    assertFalse(Files.exists(directory.resolve("run")));
  }

  /** Java's own reason, or that of JavaCPP, which derives its bound from Java's heap. */
  @Test
  void aHeapThatIsTooSmallIsNamed() throws IOException, InterruptedException {
    try (CommandProcess process =
        CommandProcess.start(directory, List.of("-XX:+UseSerialGC", "-Xmx6m"), arguments(8))) {
      String line = onlyLine(process);
      assertTrue(
          line.matches("luthier: out of memory \\((Java heap|Cannot allocate).*; give Java more.*"),
          line);
    }
  }

  /** The machine has the memory, the process may not have it. */
  @Test
  void aLimitOfTheProcessCounts() throws IOException, InterruptedException {
    List<String> words =
        Stream.concat(
                Stream.of("bash", "-c", "ulimit -v \"$1\" && shift && exec \"$@\"", "bash"),
                Stream.concat(
                    Stream.of("8000000"),
                    CommandProcess.command(List.of("-Xmx512m"), arguments(6_000_000)).stream()))
            .toList();
    try (CommandProcess process = CommandProcess.ofCommand(directory, words)) {
      String line = onlyLine(process);
      assertTrue(line.startsWith("luthier: training needs more than 6.7 GiB of memory ("), line);
    }
  }
}
