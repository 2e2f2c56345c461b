package dev.luthier.study.worker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.History;
import dev.luthier.search.Trial;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.ModelStudy;
import dev.luthier.study.StudyListener;
import dev.luthier.study.StudyResult;
import dev.luthier.study.store.PostgresServer;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a study with a password leaves for others to see: processes, files. */
@Timeout(300)
class WorkerSecretTest {

  private static final String PASSWORD = "hunter2-and-more";

  @TempDir private Path directory;

  private StudySpec study() {
    return StudyFile.parse(
        directory.resolve("study").toString(),
        """
        name: "secret-%s"
        model: "%s"
        set: ["training.epochs=1"]
        data { path: "iris" validation_fraction: 0.2 }
        objective { metric: "validation/accuracy" goal: MAXIMIZE }
        parameter { name: "batch" path: "training.batch_size" choice { number: [16, 64] } }
        sampler { grid {} }
        """
            .formatted(
                UUID.randomUUID(), Path.of("graphs", "iris_logistic.textproto").toAbsolutePath()),
        List.of());
  }

  @Test
  void neitherProcessesNorFilesHoldThePassword() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isDirectory(Path.of("/proc/self")), "there is no /proc");
    String url = PostgresServer.url() + "&password=" + PASSWORD;
    List<String> workers = Collections.synchronizedList(new ArrayList<>());
    StudyListener onlooker =
        new StudyListener() {
          @Override
          public void onTrialEnd(StoredTrial trial, History history) {
            ProcessHandle.current().children().map(WorkerSecretTest::shown).forEach(workers::add);
          }
        };
    StudyResult result =
        new ModelStudy(
                new ModelStudy.Request(
                    study(),
                    directory.resolve("run"),
                    StoreLocation.of(url),
                    DeviceSlot.onCpu(1, 1),
                    "dev.luthier.cli.Main"),
                InstantSource.system(),
                System::nanoTime)
            .run(onlooker, () -> false);
    assertEquals(2, result.count(Trial.State.COMPLETE));
    assertTrue(workers.stream().anyMatch(text -> text.contains("worker\0--device")));
    for (String worker : workers) {
      assertFalse(worker.contains(PASSWORD), worker);
      assertFalse(worker.contains("jdbc:postgresql"), worker);
      assertFalse(worker.contains("\0PGPASSWORD="), worker);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String content = Files.readString(file, StandardCharsets.ISO_8859_1);
        assertFalse(content.contains(PASSWORD), file.toString());
      }
    }
  }

  /** Command line and environment, as the system tells them to others. */
  private static String shown(ProcessHandle process) {
    Path entry = Path.of("/proc", Long.toString(process.pid()));
    try {
      return Files.readString(entry.resolve("cmdline"), StandardCharsets.ISO_8859_1)
          + "\0"
          + Files.readString(entry.resolve("environ"), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
