package dev.luthier.study;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.CommandLine;
import dev.luthier.run.RunDirectory;
import dev.luthier.search.History;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.worker.DeviceSlot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Studies of a model on the digits that are shipped, in real worker processes. */
@Timeout(300)
class ModelStudyTest {

  private static final Path MODEL = Path.of("graphs", "digits_mlp.textproto").toAbsolutePath();

  @TempDir private Path directory;

  private static String text(String more) {
    return """
        name: "digits"
        model: "%s"
        set: ["training.epochs=4", "layer[hidden1].dense.units=16"]
        data { path: "digits" validation_fraction: 0.2 }
        objective { metric: "validation/accuracy" goal: MAXIMIZE }
        parameter {
          name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 1e-1 scale: LOG }
        }
        parameter { name: "batch" path: "training.batch_size" choice { number: [16, 64] } }
        seed: 4
        """
            .formatted(MODEL)
        + more;
  }

  private StudySpec study(String more) {
    return StudyFile.parse(directory.resolve("study").toString(), text(more), List.of());
  }

  private StudyResult run(String name, StudySpec study, int workers, StudyListener listener)
      throws IOException, InterruptedException {
    return run(name, study, workers, listener, () -> false);
  }

  private StudyResult run(
      String name,
      StudySpec study,
      int workers,
      StudyListener listener,
      java.util.function.BooleanSupplier stop)
      throws IOException, InterruptedException {
    StoreLocation store = StoreLocation.in(directory.resolve(name));
    return modelStudy(name, store, study, workers).run(listener, stop);
  }

  private StudyResult run(String name, StoreLocation store, StudySpec study)
      throws IOException, InterruptedException {
    return modelStudy(name, store, study, 1).run(new StudyListener() {}, () -> false);
  }

  private ModelStudy modelStudy(String name, StoreLocation store, StudySpec study, int workers) {
    return new ModelStudy(
        new ModelStudy.Request(
            study,
            directory.resolve(name),
            store,
            DeviceSlot.onCpu(workers, workers),
            "dev.luthier.cli.Main"),
        InstantSource.system(),
        System::nanoTime);
  }

  @Test
  void keepsTheBestAndWritesItsModel() throws IOException, InterruptedException {
    StudySpec study = study("sampler { random {} } budget { trials: 6 } keep: 2");
    StudyResult result = run("best", study, 2, new StudyListener() {});
    assertEquals(6, result.count(Trial.State.COMPLETE));
    StudyDirectory written = new StudyDirectory(directory.resolve("best"));
    int best = result.best().orElseThrow().trial().number();
    assertEquals(written.trial(best).toRealPath(), written.bestRun().toRealPath());
    assertTrue(Files.isRegularFile(written.best().resolve("saved_model.pb")));
    try (Stream<Path> trials = Files.list(directory.resolve("best/trials"))) {
      assertEquals(
          2,
          trials.filter(trial -> Files.isDirectory(new RunDirectory(trial).checkpoints())).count());
    }
    for (StoredTrial trial : result.trials()) {
      assertEquals(trial.trial().value().getAsDouble(), trial.figures().get("validation/accuracy"));
      assertEquals(4, trial.trial().reports().size());
      assertEquals(
          trial.trial().reports().stream().mapToDouble(Report::value).max().orElseThrow(),
          trial.trial().value().getAsDouble());
    }
  }

  @Test
  void isTheSameAfterInterruptionsWithPromotionsBetween() throws IOException, InterruptedException {
    StudySpec study =
        study("sampler { tpe { startup_trials: 3 } } pruner { hyperband {} } budget { trials: 8 }");
    List<Trial> undisturbed = trials(run("undisturbed", study, 1, new StudyListener() {}));
    StudyResult result = null;
    int runs = 0;
    do {
      AtomicInteger reports = new AtomicInteger();
      StudyListener count =
          new StudyListener() {
            @Override
            public void onReport(StoredTrial trial) {
              reports.incrementAndGet();
            }
          };
      result = run("interrupted", study, 1, count, () -> reports.get() >= 5);
      runs++;
    } while (result.outcome().end() == StudyOutcome.End.INTERRUPTED && runs < 20);
    assertTrue(runs > 2, "interrupted " + runs + " times");
    assertEquals(undisturbed, trials(result));
    assertTrue(
        undisturbed.stream()
            .map(Trial::reports)
            .anyMatch(reports -> reports.size() == 4 && reports.get(3).step() == 4));
  }

  @Test
  void aWorkerThatIsKilledTakesNothingButTime() throws IOException, InterruptedException {
    StudySpec study = study("sampler { random {} } budget { trials: 6 } retries: 10");
    List<Trial> undisturbed = trials(run("calm", study, 1, new StudyListener() {}));
    AtomicInteger killed = new AtomicInteger();
    StudyListener killer =
        new StudyListener() {
          @Override
          public void onReport(StoredTrial trial) {
            boolean due = trial.trial().reports().size() == 2 && trial.attempts() == 1;
            if (due && trial.trial().number() % 2 == 1) {
              ProcessHandle.current()
                  .children()
                  .filter(child -> CommandLine.of(child).contains("worker"))
                  .findFirst()
                  .ifPresent(
                      worker -> {
                        worker.destroyForcibly();
                        killed.incrementAndGet();
                      });
            }
          }
        };
    StudyResult result = run("killed", study, 1, killer);
    assertTrue(killed.get() > 0);
    assertEquals(6, result.count(Trial.State.COMPLETE));
    assertEquals(undisturbed, trials(result));
    assertTrue(result.trials().stream().anyMatch(trial -> trial.attempts() > 1));
  }

  @Test
  void foldsAreAveragedAndTheBestIsTrainedOnAllOfThem() throws IOException, InterruptedException {
    StudySpec study =
        study("sampler { random {} } budget { trials: 2 } cross_validation { folds: 3 }");
    StudyResult result = run("folds", study, 1, new StudyListener() {});
    for (StoredTrial trial : result.trials()) {
      assertEquals(3, trial.foldValues().size());
      assertEquals(
          trial.foldValues().stream().mapToDouble(value -> value).average().orElseThrow(),
          trial.trial().value().getAsDouble(),
          1e-12);
    }
    StudyDirectory written = new StudyDirectory(directory.resolve("folds"));
    assertEquals(
        written.refit(result.best().orElseThrow().trial().number()).toRealPath(),
        written.bestRun().toRealPath());
    assertTrue(Files.isRegularFile(written.best().resolve("saved_model.pb")));
  }

  @Test
  void directoriesThatShareAStoreShareTheTrials() throws Exception {
    StudySpec study = study("sampler { random {} } budget { trials: 6 }");
    StoreLocation store = new StoreLocation.SqliteFile(directory.resolve("shared.db"));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<StudyResult> here = threads.submit(() -> run("here", store, study));
      Future<StudyResult> there = threads.submit(() -> run("there", store, study));
      assertEquals(trials(here.get()), trials(there.get()));
      assertEquals(6, here.get().count(Trial.State.COMPLETE));
      assertTrue(here.get().trials().stream().allMatch(trial -> trial.attempts() == 1));
      int best = here.get().best().orElseThrow().trial().number();
      for (String name : List.of("here", "there")) {
        StudyDirectory written = new StudyDirectory(directory.resolve(name));
        assertEquals(
            Files.isDirectory(written.trial(best)), Files.isSymbolicLink(written.best()), name);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aLossThatIsNoNumberIsInfeasible() throws IOException, InterruptedException {
    StudySpec study =
        StudyFile.parse(
            directory.resolve("study").toString(),
            text("sampler { grid {} }")
                .replace(
                    "float { min: 1e-4 max: 1e-1 scale: LOG }", "choice { number: [1e-3, 1e30] }"),
            List.of());
    StudyResult result = run("infeasible", study, 1, new StudyListener() {});
    assertEquals(2, result.count(Trial.State.INFEASIBLE));
    assertEquals(2, result.count(Trial.State.COMPLETE));
    Optional<String> reason =
        result.trials().stream().flatMap(trial -> trial.error().stream()).findFirst();
    assertTrue(reason.orElseThrow().contains("no longer a finite number"), reason.get());
  }

  @Test
  void whatIsWrongWithTheDataLeavesNoDirectory() {
    StudySpec study =
        StudyFile.parse(
            directory.resolve("study").toString(),
            text("sampler { random {} }").replace("path: \"digits\"", "path: \"absent.csv\""),
            List.of());
    StudyException refused =
        assertThrows(StudyException.class, () -> run("absent", study, 1, new StudyListener() {}));
    assertTrue(refused.isInvalid());
    assertTrue(refused.getMessage().contains("absent.csv"), refused.getMessage());
    assertFalse(Files.exists(directory.resolve("absent")));
  }

  @Test
  void aStudyThatHasChangedIsRefusedWithTheDifference() throws IOException, InterruptedException {
    assertEquals(
        2,
        run("changed", study("sampler { random {} } budget { trials: 2 }"), 1, new Counting())
            .trials()
            .size());
    assertEquals(
        3,
        run("changed", study("sampler { random {} } budget { trials: 3 }"), 1, new Counting())
            .trials()
            .size());
    StudyException refused =
        assertThrows(
            StudyException.class,
            () ->
                run(
                    "changed",
                    study("sampler { sobol {} } budget { trials: 3 }"),
                    1,
                    new Counting()));
    assertTrue(refused.isInvalid());
    assertTrue(
        refused.getMessage().contains("it was \"random {\" and is \"sobol {\""),
        refused.getMessage());
  }

  private static final class Counting implements StudyListener {
    @Override
    public void onTrialEnd(StoredTrial trial, History history) {
      assertTrue(history.trials().size() > trial.trial().number());
    }
  }

  private static List<Trial> trials(StudyResult result) {
    return result.trials().stream().map(StoredTrial::trial).toList();
  }
}
