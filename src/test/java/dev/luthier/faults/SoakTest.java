package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.Effort;
import dev.luthier.run.RunDirectory;
import dev.luthier.search.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Very many short trials in one study: nothing grows with their number, neither in the study's
 * process nor in its workers, but for a few kilobytes a trial on the disk and in the history.
 */
@Tag(Effort.RELIABILITY)
@Timeout(7200)
class SoakTest {

  private static final Path MODEL = Path.of("graphs", "iris_logistic.textproto").toAbsolutePath();
  private static final int KEPT = 3;
  private static final int WORKERS = 2;

  /** What samplers see of each trial stays in memory. */
  private static final long KILOBYTES_KNOWN_PER_TRIAL = 4;

  private static final long MOST_BYTES_PER_TRIAL = 64 << 10;

  @TempDir private Path directory;

  /**
   * A process at one moment.
   *
   * @param kilobytes of resident memory
   */
  private record Sample(long trials, long kilobytes, long files, long threads) {

    static Sample of(long trials, long process) throws IOException {
      Path proc = Path.of("/proc", Long.toString(process));
      long kilobytes = 0;
      long threads = 0;
      for (String line : Files.readAllLines(proc.resolve("status"))) {
        if (line.startsWith("VmRSS:")) {
          kilobytes = Long.parseLong(line.replaceAll("\\D", ""));
        }
        if (line.startsWith("Threads:")) {
          threads = Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
      try (Stream<Path> files = Files.list(proc.resolve("fd"))) {
        return new Sample(trials, kilobytes, files.count(), threads);
      }
    }
  }

  private static String text(int trials) {
    return """
    name: "small"
    model: "%s"
    set: ["training.epochs=2"]
    data { path: "iris" validation_fraction: 0.2 }
    objective { metric: "validation/loss" goal: MINIMIZE }
    parameter {
      name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 1e-1 scale: LOG }
    }
    parameter { name: "batch" path: "training.batch_size" int { min: 4 max: 64 } }
    parameter {
      name: "optimizer" path: "optimizer" choice { value: ["adam", "rmsprop", "sgd"] }
    }
    sampler { random {} }
    seed: 2
    keep: %d
    budget { trials: %d }
    """
        .formatted(MODEL, KEPT, trials);
  }

  @Test
  void nothingGrows() throws Exception {
    assumeTrue(Files.isDirectory(Path.of("/proc/self/fd")), "needs /proc");
    int trials = Effort.of(60, 2000);
    int warm = Effort.of(20, 100);
    Path study = Files.writeString(directory.resolve("soak.textproto"), text(trials));
    Path root = directory.resolve("study");
    List<String> command = new ArrayList<>(StudyProcess.tune(study, root));
    command.set(command.size() - 1, Integer.toString(WORKERS));
    // Else the heap that Java begins with would count as growth while it is first used, and so
    // would what Java's second compiler takes for itself in the first few hundred trials.
    command.addAll(1, List.of("-XX:+AlwaysPreTouch", "-XX:TieredStopAtLevel=1"));
    Map<Long, List<Sample>> samples = new TreeMap<>();
    List<String> times = new ArrayList<>();
    long coordinator;
    try (StudyProcess tune = StudyProcess.start(command)) {
      coordinator = tune.id();
      long begun = System.nanoTime();
      long next = warm;
      while (tune.isAlive()) {
        long done = done(root);
        if (done >= next) {
          times.add(done + " trials after " + (System.nanoTime() - begun) / 1_000_000_000 + " s");
          next += Math.max(1, trials / 20);
          add(samples, done, tune.id());
          for (ProcessHandle worker : tune.workers()) {
            add(samples, done, worker.pid());
          }
        }
        Thread.sleep(20);
      }
      tune.await().requireCode(0);
    }
    samples.forEach((process, each) -> System.out.println("process " + process + ": " + each));
    System.out.println(times);
    assertEquals(1 + WORKERS, samples.size(), "workers were replaced");
    for (Map.Entry<Long, List<Sample>> each : samples.entrySet()) {
      List<Sample> process = each.getValue();
      Sample first = process.get(0);
      Sample last = process.get(process.size() - 1);
      String change = first + " became " + last;
      // The short form ends before Java has cleared up for the first times.
      double growth = Effort.of(0, 1) == 0 ? 1.5 : 1.1;
      long known = each.getKey() == coordinator ? trials * KILOBYTES_KNOWN_PER_TRIAL : 0;
      assertTrue(last.kilobytes <= growth * first.kilobytes + known, change);
      assertTrue(last.files <= first.files + 3, change);
      assertTrue(last.threads <= first.threads + 3, change);
    }
    assertEquals(
        trials,
        SmallStudy.trials(root).stream()
            .filter(trial -> trial.trial().state() == Trial.State.COMPLETE)
            .count());
    assertDiskIsBounded(root, trials);
    StudyProcess.assertNoWorkers(root);
  }

  private static void add(Map<Long, List<Sample>> samples, long trials, long process)
      throws IOException {
    try {
      samples.computeIfAbsent(process, p -> new ArrayList<>()).add(Sample.of(trials, process));
    } catch (IOException e) {
      // It has just ended, with the study.
      if (Files.exists(Path.of("/proc", Long.toString(process), "status"))) {
        throw e;
      }
    }
  }

  private static long done(Path root) throws IOException {
    if (!Files.isDirectory(root.resolve("trials"))) {
      return 0;
    }
    try (Stream<Path> trials = Files.list(root.resolve("trials"))) {
      return trials.count();
    }
  }

  /** Weights of the best only, and of everything else a few kilobytes a trial. */
  private static void assertDiskIsBounded(Path root, int trials) throws IOException {
    try (Stream<Path> runs = Files.list(root.resolve("trials"))) {
      assertEquals(
          KEPT, runs.filter(run -> Files.exists(new RunDirectory(run).checkpoints())).count());
    }
    try (Stream<Path> models = Files.list(root.resolve("trials"))) {
      long written = models.filter(run -> Files.exists(new RunDirectory(run).savedModel())).count();
      assertTrue(written >= 1 && written <= KEPT, written + " SavedModels");
    }
    try (Stream<Path> all = Files.walk(root)) {
      long bytes = all.filter(Files::isRegularFile).mapToLong(path -> path.toFile().length()).sum();
      assertTrue(bytes < (1 << 20) + trials * MOST_BYTES_PER_TRIAL, bytes + " bytes");
      System.out.println(bytes / trials + " bytes a trial");
    }
  }
}
