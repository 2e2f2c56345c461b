package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.Effort;
import dev.luthier.faults.DyingStudy.Moment;
import dev.luthier.search.Trial;
import dev.luthier.study.store.StoredTrial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The process of a study is ended; the same command goes on as if nothing had been. */
@Tag(Effort.RELIABILITY)
@Timeout(1800)
class CoordinatorDeathTest {

  @TempDir private Path directory;

  /** A moment of a trial. */
  private record Death(Moment moment, int trial) {}

  private static final List<Death> FEW =
      List.of(
          new Death(Moment.CREATED, 0),
          new Death(Moment.EXPORTING, -1),
          new Death(Moment.RUN_COMPLETE, 1),
          new Death(Moment.TRAINING, 4));

  private static final List<Death> ALL =
      List.of(
          new Death(Moment.BEGUN, 0),
          new Death(Moment.CREATED, 0),
          new Death(Moment.TRAINING, 0),
          new Death(Moment.EXPORTING, -1),
          new Death(Moment.REPORTED, 1),
          new Death(Moment.RUN_COMPLETE, 2),
          new Death(Moment.ENDED, 3),
          new Death(Moment.TRAINING, 4),
          new Death(Moment.RUN_COMPLETE, 5),
          new Death(Moment.ENDED, SmallStudy.TRIALS - 1));

  @Test
  void atAnyMomentOfATrial() throws Exception {
    Path study = SmallStudy.file(directory, "");
    Path root = directory.resolve("study");
    for (Death death : Effort.of(0, 1) == 0 ? FEW : ALL) {
      StudyProcess.run(death.moment().command(study, root, death.trial()))
          .requireCode(DyingStudy.CODE);
      StudyProcess.assertNoWorkers(root);
    }
    StudyProcess.Ended end = StudyProcess.run(StudyProcess.tune(study, root)).requireCode(0);
    assertEquals(List.of(), end.problems());
    SmallStudy.assertSame(SmallStudy.trials(root));
    SmallStudy.assertTidy(root);
    // Nobody was at fault but the machine.
    assertTrue(SmallStudy.trials(root).stream().allMatch(trial -> trial.attempts() == 1));
    StudyProcess.assertNoWorkers(root);
  }

  /** Kill -9 whenever. */
  @Test
  void atRandomMoments() throws Exception {
    Path study = SmallStudy.file(directory, "");
    Path root = directory.resolve("study");
    SplittableRandom random = new SplittableRandom(5);
    int kills = Effort.of(0, 30);
    assumeTrue(kills > 0, "in the long form only");
    for (int i = 0; i < kills; i++) {
      try (StudyProcess tune = StudyProcess.start(StudyProcess.tune(study, root))) {
        StudyProcess.await("a worker", () -> !tune.workers().isEmpty() || !tune.isAlive());
        Thread.sleep(random.nextInt(4000));
        tune.signal("KILL");
        tune.await();
        StudyProcess.assertNoWorkers(root);
      }
    }
    StudyProcess.run(StudyProcess.tune(study, root)).requireCode(0);
    SmallStudy.assertSame(SmallStudy.trials(root));
    SmallStudy.assertTidy(root);
  }

  /** A process that is stopped notices nothing, so the system has to end it. */
  @Test
  void aStoppedWorkerEndsToo() throws Exception {
    assumeTrue(hasDeathSignals(), "needs setpriv, of util-linux 2.33 or newer");
    Path root = directory.resolve("study");
    loseWorker(StudyProcess.tune(SmallStudy.file(directory, ""), root), root);
    StudyProcess.assertNoWorkers(root);
  }

  /** Where the system cannot, it ends once it goes on. */
  @Test
  void aStoppedWorkerThatGoesOnEnds() throws Exception {
    Path root = directory.resolve("study");
    List<String> command = new ArrayList<>(List.of("/usr/bin/env", "PATH=/nowhere"));
    command.addAll(StudyProcess.tune(SmallStudy.file(directory, ""), root));
    ProcessHandle worker = loseWorker(command, root);
    assertTrue(worker.isAlive(), "what is stopped cannot end by itself");
    StudyProcess.signal("CONT", worker.pid());
    StudyProcess.assertNoWorkers(root);
  }

  private static boolean hasDeathSignals() throws IOException, InterruptedException {
    return new ProcessBuilder("/bin/sh", "-c", "setpriv --pdeathsig KILL true")
            .redirectErrorStream(true)
            .start()
            .waitFor()
        == 0;
  }

  /** Stops the worker of a study, and ends the study's process by force. */
  private static ProcessHandle loseWorker(List<String> command, Path root) throws Exception {
    StudyProcess tune = StudyProcess.start(command);
    StudyProcess.await("a trial", () -> Files.exists(root.resolve("trials/0001/objective.txt")));
    ProcessHandle worker = tune.workers().get(0);
    StudyProcess.signal("STOP", worker.pid());
    tune.signal("KILL");
    tune.await();
    return worker;
  }

  /** Those that stop services may send it to a process and once more to its group. */
  @Test
  void byTwoPoliteSignalsInARow() throws Exception {
    Path study = SmallStudy.file(directory, "");
    Path root = directory.resolve("study");
    try (StudyProcess tune = StudyProcess.start(StudyProcess.tune(study, root))) {
      StudyProcess.await("a trial", () -> Files.exists(root.resolve("trials/0001/objective.txt")));
      List<ProcessHandle> workers = tune.workers();
      tune.signal("TERM");
      tune.signal("TERM");
      for (ProcessHandle worker : workers) {
        StudyProcess.signal("TERM", worker.pid());
      }
      StudyProcess.Ended end = tune.await().requireCode(130);
      assertEquals(2, end.problems().size(), end.err());
      assertTrue(end.problems().get(1).contains("the state is saved"), end.err());
      StudyProcess.assertNoWorkers(root);
    }
    assertTrue(
        SmallStudy.trials(root).stream()
            .map(StoredTrial::trial)
            .allMatch(trial -> trial.state() != Trial.State.RUNNING));
    StudyProcess.run(StudyProcess.tune(study, root)).requireCode(0);
    SmallStudy.assertSame(SmallStudy.trials(root));
    SmallStudy.assertTidy(root);
  }

  /** Two processes that begin the same study at the same moment share it. */
  @Test
  void whatIsStartedTwiceIsShared() throws Exception {
    Path study =
        Files.writeString(
            directory.resolve("shared.textproto"),
            SmallStudy.text("budget { trials: 8 }")
                .replace("tpe { startup_trials: 2 }", "random {}"));
    Path root = directory.resolve("study");
    try (StudyProcess one = StudyProcess.start(StudyProcess.tune(study, root));
        StudyProcess other = StudyProcess.start(StudyProcess.tune(study, root))) {
      one.await().requireCode(0);
      other.await().requireCode(0);
    }
    List<StoredTrial> trials = SmallStudy.trials(root);
    assertEquals(8, trials.size());
    for (StoredTrial trial : trials) {
      assertEquals(Trial.State.COMPLETE, trial.trial().state());
      assertEquals(1, trial.attempts());
      assertEquals(SmallStudy.EPOCHS, trial.trial().reports().size());
    }
    assertTrue(Files.isRegularFile(root.resolve("best/saved_model.pb")));
    try (Stream<Path> entries = Files.list(root)) {
      assertTrue(entries.noneMatch(entry -> entry.getFileName().toString().matches("best\\.\\d+")));
    }
    StudyProcess.assertNoWorkers(root);
  }
}
