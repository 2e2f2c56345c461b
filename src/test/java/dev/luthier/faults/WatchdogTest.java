package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.luthier.Effort;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.ModelStudy;
import dev.luthier.study.StudyListener;
import dev.luthier.study.StudyResult;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.worker.DeviceSlot;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Workers that hang are replaced, and only these. */
@Tag(Effort.RELIABILITY)
@Timeout(120)
class WatchdogTest {

  @TempDir private Path directory;

  @Test
  void endsTheWorkerThatHangsAndNoOther() throws Exception {
    // A cross-validation has no best model to be written.
    StudySpec study =
        StudyFile.parse(
            "stuck.textproto",
            SmallStudy.text("budget { trials: 4 } watchdog_seconds: 6")
                .replace("keep:", "cross_validation { folds: 2 refit: false } keep:"),
            List.of());
    List<String> waits = new ArrayList<>();
    StudyListener listener =
        new StudyListener() {
          @Override
          public void onTrialEnd(StoredTrial trial, History history) {
            if (trial.trial().state() == Trial.State.WAITING) {
              waits.add(trial.trial().number() + " " + trial.error().orElse(""));
            }
          }
        };
    Path root = directory.resolve("study");
    StudyResult result =
        new ModelStudy(
                new ModelStudy.Request(
                    study,
                    root,
                    StoreLocation.in(root),
                    DeviceSlot.onCpu(4, 4),
                    StuckWorker.class.getName()),
                InstantSource.system(),
                System::nanoTime)
            .run(listener, () -> false);
    assertEquals(4, result.count(Trial.State.COMPLETE), result.trials().toString());
    assertEquals(1, waits.size(), waits.toString());
    String wait = waits.get(0);
    assertEquals(
        "0 the worker process came no step further for",
        wait.substring(0, wait.lastIndexOf("for") + 3).strip());
    assertEquals(List.of(2, 1, 1, 1), result.trials().stream().map(StoredTrial::attempts).toList());
    StudyProcess.assertNoWorkers(root);
  }
}
