package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.Effort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A training that has no place to write ends with one line that says so, keeps the checkpoint that
 * it had, and comes to the same once there is space.
 */
@Tag(Effort.RELIABILITY)
@Timeout(1200)
class FullDiskTest {

  private static final int EPOCHS = 4;

  @TempDir private static Path shared;
  private static Path model;
  private static RunContents undisturbed;

  @TempDir private Path directory;

  @BeforeAll
  static void trainUndisturbed() throws IOException, InterruptedException {
    model = FaultyTrainings.model(shared, EPOCHS, 0.001, 2);
    Path run = shared.resolve("undisturbed");
    try (CommandProcess process =
        CommandProcess.start(shared, FaultyTrainings.arguments(model, run))) {
      assertEquals(0, process.code(), () -> "the undisturbed training");
    }
    undisturbed = RunContents.of(run);
  }

  /** Runs the command on a small disk, then once more with space, and brings out what is there. */
  private static final String SMALL_DISK =
      """
      size=$1 disk=$2 out=$3
      shift 3
      mount -t tmpfs -o size="$size" luthier "$disk" || exit 99
      "$@"
      echo "code $?" >&2
      mount -o remount,size=64m "$disk" || exit 99
      if [[ -e $disk/run/run.json ]]; then set -- "$@" --resume; fi
      "$@"
      echo "code $?" >&2
      cp -r "$disk/run" "$out"
      """;

  @Test
  void goesOnOnceTheDiskHasSpace() throws IOException, InterruptedException {
    int failed = 0;
    for (int kibibytes : sizes()) {
      Path disk = Files.createDirectories(directory.resolve("disk" + kibibytes));
      Path out = directory.resolve("out" + kibibytes);
      List<String> arguments =
          new ArrayList<>(List.of(kibibytes + "k", disk.toString(), out.toString()));
      arguments.addAll(
          CommandProcess.command(List.of(), FaultyTrainings.arguments(model, disk.resolve("run"))));
      List<String> words =
          Mounts.inNamespace(directory, SMALL_DISK, arguments.toArray(String[]::new));
      try (CommandProcess process = CommandProcess.ofCommand(directory, words)) {
        assertEquals(0, process.code(), process.errors()::toString);
        failed += assertFailedOnce(kibibytes + " KiB", "No space left on device", process);
      }
      undisturbed.assertSame(RunContents.of(out));
      assertEquals(List.of(), RunContents.leftOvers(out));
    }
    assertTrue(failed >= Effort.of(1, 8), failed + " of the disks were too small");
  }

  /** From one that holds hardly a file up to one that holds nearly all. */
  private static int[] sizes() {
    return Effort.of(0, 1) == 0
        ? new int[] {100}
        : IntStream.rangeClosed(1, 24).map(step -> step * 8).toArray();
  }

  /** The size of a single file can be limited without any rights. */
  private static final String SMALL_FILES =
      """
      size=$1 run=$2
      shift 2
      (ulimit -f "$size" && exec "$@")
      echo "code $?" >&2
      if [[ -e $run/run.json ]]; then set -- "$@" --resume; fi
      "$@"
      echo "code $?" >&2
      """;

  @Test
  void goesOnOnceFilesMayBeLarger() throws IOException, InterruptedException {
    Path script = Files.writeString(directory.resolve("small.sh"), SMALL_FILES);
    int failed = 0;
    for (int kibibytes : Effort.of(0, 1) == 0 ? new int[] {24} : new int[] {1, 2, 4, 16, 64, 128}) {
      Path run = directory.resolve("run" + kibibytes);
      List<String> words =
          Stream.of(
                  Stream.of("bash", script.toString(), Integer.toString(kibibytes), run.toString()),
                  CommandProcess.command(List.of(), FaultyTrainings.arguments(model, run)).stream())
              .flatMap(all -> all)
              .toList();
      try (CommandProcess process = CommandProcess.ofCommand(directory, words)) {
        assertEquals(0, process.code(), process.errors()::toString);
        failed += assertFailedOnce(kibibytes + " KiB a file", "File too large", process);
      }
      undisturbed.assertSame(RunContents.of(run));
    }
    assertTrue(failed >= 1, "no file was too large");
  }

  /** One line for people, exit code 1, then none and 0; or none at all where there was space. */
  private static int assertFailedOnce(String what, String reason, CommandProcess process)
      throws InterruptedException {
    List<String> all = process.errors();
    List<String> codes = all.stream().filter(line -> line.startsWith("code ")).toList();
    List<String> lines = process.errorLines();
    String said = what + ": " + all;
    assertEquals("code 0", codes.get(1), said);
    if (codes.get(0).equals("code 0")) {
      return 0;
    }
    assertEquals("code 1", codes.get(0), said);
    assertEquals(1, lines.size(), said);
    assertTrue(lines.get(0).contains(reason) && lines.get(0).contains("/run"), said);
    assertTrue(all.stream().noneMatch(line -> line.contains("damaged")), said);
    return 1;
  }

  private static final String READ_ONLY =
      """
      disk=$1
      shift
      mount -t tmpfs luthier "$disk" || exit 99
      mkdir "$disk/run"
      mount -o remount,ro "$disk" || exit 99
      exec "$@"
      """;

  @Test
  void aDirectoryThatCannotBeWrittenIsSaidToBeSo() throws IOException, InterruptedException {
    Path disk = Files.createDirectories(directory.resolve("disk"));
    List<String> arguments = new ArrayList<>(List.of(disk.toString()));
    arguments.addAll(
        CommandProcess.command(List.of(), FaultyTrainings.arguments(model, disk.resolve("run"))));
    List<String> words = Mounts.inNamespace(directory, READ_ONLY, arguments.toArray(String[]::new));
    try (CommandProcess process = CommandProcess.ofCommand(directory, words)) {
      assertEquals(1, process.code(), process.errors()::toString);
      List<String> lines = process.errorLines();
      assertEquals(1, lines.size(), process.errors()::toString);
      assertTrue(
          lines.get(0).contains("/run/run.json") && lines.get(0).contains("Read-only file system"),
          lines.toString());
    }
  }
}
