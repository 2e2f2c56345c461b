package dev.luthier.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.data.DataDescription;
import dev.luthier.device.DeviceChoice;
import dev.luthier.spec.ModelFile;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One export at a time into a directory. */
class ExportLockTest {

  private static final int AT_ONCE = 4;

  @TempDir private Path directory;

  private Path run() {
    return directory.resolve("run");
  }

  private Path target() {
    return directory.resolve("models/exported");
  }

  @BeforeEach
  void train() throws IOException {
    TrainingRequest request =
        new TrainingRequest(
            ModelFile.read(
                    Path.of("graphs", "iris_logistic.textproto"), List.of("training.epochs=1"))
                .spec(),
            DataDescription.of("iris"),
            directory,
            run(),
            3,
            new DeviceChoice.Cpu(),
            OptionalInt.of(1),
            false,
            TrainingRequest.Outputs.ALL);
    new TrainingRun(request, InstantSource.system(), System::nanoTime)
        .train(new TrainingListener() {}, () -> false);
  }

  private static List<String> names(Path parent) throws IOException {
    try (Stream<Path> entries = Files.list(parent)) {
      return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aSecondExportIsRefusedAndLeavesNothing() throws IOException {
    Files.createDirectories(target().getParent());
    try (ExportLock first = new ExportLock(target())) {
      first.take();
      String refusal =
          assertThrows(RunException.class, () -> Export.run(run(), target())).getMessage();
      assertTrue(refusal.startsWith(target() + " is being exported to by another"), refusal);
      assertEquals(List.of("exported.lock"), names(target().getParent()));
    }
    Export.run(run(), target());
    assertEquals(List.of("exported"), names(target().getParent()));
  }

  @Test
  void ofSeveralAtOnceOneWritesAllOfIt() throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(AT_ONCE);
    int written = 0;
    try {
      List<Future<?>> exports = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        exports.add(executor.submit(() -> Export.run(run(), target())));
      }
      for (Future<?> export : exports) {
        try {
          export.get();
          written++;
        } catch (ExecutionException e) {
          assertEquals(RunException.class, e.getCause().getClass(), () -> "" + e.getCause());
        }
      }
    } finally {
      executor.shutdownNow();
    }
    assertEquals(1, written);
    assertEquals(List.of("exported"), names(target().getParent()));
    assertTrue(Files.isRegularFile(target().resolve(Export.MODEL_FILE)));
    assertTrue(Files.isRegularFile(target().resolve("saved_model.pb")));
  }

  @Test
  void whatCannotBeExportedLeavesNothing() throws IOException {
    Files.move(run().resolve("checkpoint"), directory.resolve("moved"));
    String message =
        assertThrows(RunException.class, () -> Export.run(run(), target())).getMessage();
    assertEquals(run() + " has no checkpoint yet; train it with --resume first", message);
    assertFalse(Files.exists(target().getParent()));
  }
}
