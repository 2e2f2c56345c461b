package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Trial;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.ModelStudy;
import dev.luthier.study.StudyListener;
import dev.luthier.study.StudyResult;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import dev.luthier.study.worker.DeviceSlot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A study of some short trials, each of which depends on those before it, and what comes of it when
 * nothing disturbs it.
 */
final class SmallStudy {

  static final String NAME = "small";
  static final int TRIALS = 7;
  static final int EPOCHS = 5;
  static final int KEPT = 2;

  private static final Path MODEL = Path.of("graphs", "digits_mlp.textproto").toAbsolutePath();

  private static Undisturbed undisturbed;

  /**
   * What came of it.
   *
   * @param directory to be left as it is
   */
  record Undisturbed(Path directory, List<StoredTrial> trials) {}

  private SmallStudy() {}

  /** The study's file, with more fields. */
  static String text(String more) {
    return """
        name: "small"
        model: "%s"
        set: ["training.epochs=%d", "training.batch_size=4", "layer[hidden1].dense.units=24"]
        data { path: "digits" validation_fraction: 0.2 }
        objective { metric: "validation/loss" goal: MINIMIZE }
        parameter {
          name: "rate" path: "optimizer.*.learning_rate" float { min: 1e-4 max: 1e-1 scale: LOG }
        }
        parameter { name: "drop" path: "layer[drop].dropout.rate" float { max: 0.6 } }
        sampler { tpe { startup_trials: 2 } }
        seed: 11
        keep: %d
        """
            .formatted(MODEL, EPOCHS, KEPT)
        + (more.contains("budget") ? "" : "budget { trials: " + TRIALS + " }\n")
        + more;
  }

  /** The file, written down. */
  static Path file(Path directory, String more) throws IOException {
    return Files.writeString(
        directory.resolve("study-" + Integer.toHexString(more.hashCode()) + ".textproto"),
        text(more));
  }

  static StudySpec spec(String more) {
    return StudyFile.parse("small.textproto", text(more), List.of());
  }

  /** The study with one worker, in this process. */
  static ModelStudy.Request request(StudySpec study, Path directory, StoreLocation store) {
    return new ModelStudy.Request(
        study, directory, store, DeviceSlot.onCpu(1, 1), "dev.luthier.cli.Main");
  }

  /** The same result for all tests of this process. */
  static synchronized Undisturbed undisturbed() throws IOException, InterruptedException {
    if (undisturbed == null) {
      Path directory = Files.createTempDirectory("undisturbed").resolve(NAME);
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory.getParent())));
      StudyResult result =
          new ModelStudy(
                  request(spec(""), directory, StoreLocation.in(directory)),
                  InstantSource.system(),
                  System::nanoTime)
              .run(new StudyListener() {}, () -> false);
      assertEquals(TRIALS, result.count(Trial.State.COMPLETE), result.trials().toString());
      undisturbed = new Undisturbed(directory, result.trials());
    }
    return undisturbed;
  }

  /** All trials of a study's directory. */
  static List<StoredTrial> trials(Path directory) {
    try (TrialStore store = TrialStores.open(StoreLocation.in(directory), NAME)) {
      assertEquals(List.of(), store.owners(), "processes that have not left");
      return store.changedSince(0);
    }
  }

  /** Trials, reports and figures are those of the undisturbed study, bit for bit. */
  static void assertSame(List<StoredTrial> trials) throws IOException, InterruptedException {
    List<StoredTrial> expected = undisturbed().trials();
    assertEquals(
        expected.stream().map(StoredTrial::trial).toList(),
        trials.stream().map(StoredTrial::trial).toList());
    assertEquals(
        expected.stream().map(StoredTrial::figures).toList(),
        trials.stream().map(StoredTrial::figures).toList());
  }

  /**
   * The directory holds what that of the undisturbed study holds: the same best model to the last
   * byte, the weights of the best only, a record of each trial's end, and nothing half-written.
   */
  static void assertTidy(Path directory) throws IOException, InterruptedException {
    Map<Boolean, Path> roots = Map.of(true, undisturbed().directory(), false, directory);
    byte[][] weights = new byte[2][];
    for (Map.Entry<Boolean, Path> root : roots.entrySet()) {
      Path file = root.getValue().resolve("best/variables/variables.data-00000-of-00001");
      weights[root.getKey() ? 0 : 1] = Files.readAllBytes(file);
    }
    assertTrue(Arrays.equals(weights[0], weights[1]), "the best model is another one");
    try (Stream<Path> all = Files.walk(directory)) {
      List<String> leftovers =
          all.map(path -> directory.relativize(path).toString())
              .filter(path -> path.matches(".*(unfinished|former|best\\.\\d+|textproto\\.\\d+)"))
              .toList();
      assertEquals(List.of(), leftovers);
    }
    StudyDirectory study = new StudyDirectory(directory);
    int checkpoints = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      checkpoints += Files.isDirectory(study.trial(trial).resolve("checkpoint")) ? 1 : 0;
      assertTrue(records(study.trial(trial), "_hparams_/session_start_info"), "start of " + trial);
      assertTrue(records(study.trial(trial), "_hparams_/session_end_info"), "end of " + trial);
    }
    assertEquals(KEPT, checkpoints);
  }

  private static boolean records(Path trial, String tag) throws IOException {
    try (Stream<Path> files = Files.list(trial)) {
      for (Path file :
          files.filter(f -> f.getFileName().toString().contains("tfevents")).toList()) {
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(tag)) {
          return true;
        }
      }
    }
    return false;
  }

  private static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(java.util.Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      System.err.println(directory + " is left behind: " + e.getMessage());
    }
  }
}
