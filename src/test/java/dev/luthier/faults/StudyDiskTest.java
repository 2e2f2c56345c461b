package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.Effort;
import dev.luthier.search.Trial;
import dev.luthier.study.store.StoredTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A disk that is full, or read-only: a file system in memory that only the study's process sees.
 */
@Tag(Effort.RELIABILITY)
@Timeout(1800)
class StudyDiskTest {

  private static final int NO_MOUNT = 77;

  @TempDir private Path directory;

  /**
   * The disk gets full while the store, events, checkpoints or logs are written, depending on how
   * much is free; then there is room again.
   */
  @Test
  void stopsTheStudyWhichGoesOnOnceThereIsRoom() throws Exception {
    Path study = SmallStudy.file(directory, "");
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Path root = disk.resolve("study");
    String tune = shell(StudyProcess.tune(study, root));
    int sizes = Effort.of(1, 12);
    for (int i = 0; i < sizes; i++) {
      int freeKilobytes = Effort.of(0, 1) == 0 ? 300 : 60 + 120 * i;
      Path out = Files.createDirectory(directory.resolve("out" + i));
      StudyProcess.Ended end =
          mounted(
              disk,
              """
              head -c %d /dev/zero > "$DISK/filler" || true
              %s 2> "$OUT/first.err"
              echo $? > "$OUT/first.code"
              rm "$DISK/filler"
              %s 2> "$OUT/second.err"
              echo $? > "$OUT/second.code"
              cp -r "$DISK/study" "$OUT/study"
              """
                  .formatted((16 * 1024 - freeKilobytes) * 1024, tune, tune),
              out);
      end.requireCode(0);
      String first = Files.readString(out.resolve("first.err"));
      String free = freeKilobytes + " kB free: " + first;
      int code = Integer.parseInt(Files.readString(out.resolve("first.code")).strip());
      if (code != 0) {
        assertEquals(1, code, free);
        List<String> problems = first.lines().filter(line -> line.startsWith("luthier: ")).toList();
        assertEquals(1, problems.size(), free);
        assertTrue(
            problems.get(0).contains("No space left") || problems.get(0).contains("full"), free);
      }
      assertTrue(code != 0 || freeKilobytes > 600, free);
      String second = Files.readString(out.resolve("second.err"));
      assertEquals("0", Files.readString(out.resolve("second.code")).strip(), second);
      List<StoredTrial> trials = SmallStudy.trials(out.resolve("study"));
      assertTrue(
          trials.stream().allMatch(trial -> trial.trial().state() == Trial.State.COMPLETE), free);
      SmallStudy.assertSame(trials);
      SmallStudy.assertTidy(out.resolve("study"));
    }
  }

  @Test
  void aReadOnlyStudyCanBeReadButNotGoneOnWith() throws Exception {
    Path study = SmallStudy.file(directory, "");
    Path original = SmallStudy.undisturbed().directory();
    Path disk = Files.createDirectory(directory.resolve("disk"));
    Path root = disk.resolve("study");
    Path out = Files.createDirectory(directory.resolve("out"));
    mounted(
            disk,
            """
            cp -r %s "$DISK/study"
            mount -o remount,ro "$DISK" || exit %d
            %s > "$OUT/trials" 2> "$OUT/trials.err"
            echo $? > "$OUT/trials.code"
            %s 2> "$OUT/tune.err"
            echo $? > "$OUT/tune.code"
            """
                .formatted(
                    original,
                    NO_MOUNT,
                    shell(
                        StudyProcess.luthier(
                            "study", root.toString(), "trials", "--format", "csv")),
                    shell(StudyProcess.tune(study, root, "--trials", "9"))),
            out)
        .requireCode(0);
    assertEquals(
        "0",
        Files.readString(out.resolve("trials.code")).strip(),
        Files.readString(out.resolve("trials.err")));
    assertEquals(1 + SmallStudy.TRIALS, Files.readString(out.resolve("trials")).lines().count());
    String tune = Files.readString(out.resolve("tune.err"));
    assertTrue(List.of("1", "2").contains(Files.readString(out.resolve("tune.code")).strip()));
    assertEquals(1, tune.lines().filter(line -> line.startsWith("luthier: ")).count(), tune);
    assertTrue(tune.contains("open for writing") || tune.contains("read-only"), tune);
  }

  /** Runs a script where a disk of 16 MB is mounted, seen by the script's processes alone. */
  private static StudyProcess.Ended mounted(Path disk, String script, Path out)
      throws IOException, InterruptedException {
    String whole =
        """
        DISK=%s OUT=%s
        mount -t tmpfs -o size=16m none "$DISK" || exit %d
        %s
        """
            .formatted(disk, out, NO_MOUNT, script);
    try (StudyProcess process =
        StudyProcess.start(List.of("unshare", "-Urm", "bash", "-c", whole))) {
      StudyProcess.Ended end = process.await();
      // A shell without unshare, or a system that does not let users mount.
      assumeTrue(end.code() != NO_MOUNT && !end.err().contains("unshare"), end.err());
      return end;
    } catch (IOException e) {
      assumeTrue(false, "there is no unshare: " + e.getMessage());
      throw e;
    }
  }

  private static String shell(List<String> command) {
    return command.stream()
        .map(word -> "'" + word.replace("'", "'\\''") + "'")
        .collect(Collectors.joining(" "));
  }
}
