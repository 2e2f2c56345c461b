package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.CommandLine;
import dev.luthier.Effort;
import dev.luthier.search.History;
import dev.luthier.study.ModelStudy;
import dev.luthier.study.StudyListener;
import dev.luthier.study.StudyResult;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Worker processes end, by all kinds of signals, or are stopped: the study goes on. */
@Tag(Effort.RELIABILITY)
@Timeout(300)
class WorkerDeathTest {

  @TempDir private Path directory;

  @Test
  void takesNothingButTime() throws Exception {
    Path root = directory.resolve("study");
    Killer killer = new Killer(root);
    StudyResult result =
        new ModelStudy(
                SmallStudy.request(
                    SmallStudy.spec("retries: 2 watchdog_seconds: 20"),
                    root,
                    StoreLocation.in(root)),
                InstantSource.system(),
                System::nanoTime)
            .run(killer, () -> false);
    Map<Integer, String> reasons =
        Map.of(
            1, "SIGSEGV",
            2, "signal 6 (SIGABRT",
            3, "signal 9 (SIGKILL",
            4, "was not heard of for");
    for (Map.Entry<Integer, String> reason : reasons.entrySet()) {
      StoredTrial trial = result.trials().get(reason.getKey());
      assertEquals(2, trial.attempts(), trial.toString());
      String error = trial.error().orElseThrow();
      assertTrue(error.contains(reason.getValue()), error);
      assertEquals(1, error.lines().count(), error);
    }
    assertTrue(killer.killedInExport.get() > 0, "no worker was killed while it exported");
    SmallStudy.assertSame(result.trials());
    SmallStudy.assertTidy(root);
    StudyProcess.assertNoWorkers(root);
  }

  /** Does to each trial's first attempt something else. */
  private static final class Killer implements StudyListener {
    private final Path root;
    private final AtomicInteger killedInExport = new AtomicInteger();

    Killer(Path root) {
      this.root = root;
    }

    @Override
    public void onStart(History history) {
      later(
          this::isExporting,
          () -> {
            killedInExport.incrementAndGet();
            signal("KILL");
          });
    }

    @Override
    public void onTrialStart(StoredTrial trial) {
      int number = trial.trial().number();
      if (trial.attempts() > 1) {
        return;
      }
      if (number == 0) {
        signal("KILL");
      }
      if (number == 1) {
        later(() -> Files.exists(root.resolve("trials/0001/objective.txt")), () -> signal("SEGV"));
      }
    }

    @Override
    public void onReport(StoredTrial trial) {
      int number = trial.trial().number();
      int reports = trial.trial().reports().size();
      if (trial.attempts() > 1) {
        return;
      }
      if (number == 2 && reports == 2) {
        signal("ABRT");
      }
      if (number == 3 && reports == 1) {
        signal("KILL");
      }
      if (number == 4 && reports == 1) {
        signal("STOP");
      }
    }

    private boolean isExporting() {
      if (!Files.isDirectory(root.resolve("trials"))) {
        return false;
      }
      try (Stream<Path> trials = Files.list(root.resolve("trials"))) {
        return trials.anyMatch(run -> Files.exists(run.resolve("model.unfinished")));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void later(BooleanSupplier condition, Runnable action) {
      Thread thread =
          new Thread(
              () -> {
                while (!condition.getAsBoolean()) {
                  LockSupport.parkNanos(200_000);
                }
                action.run();
              });
      thread.setDaemon(true);
      thread.start();
    }

    private void signal(String name) {
      Optional<ProcessHandle> worker =
          ProcessHandle.current()
              .children()
              .filter(StudyProcess::isWorker)
              .filter(each -> CommandLine.of(each).contains(root + "/"))
              .findFirst();
      try {
        StudyProcess.signal(name, worker.orElseThrow().pid());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
