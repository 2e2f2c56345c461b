package dev.luthier.study.directory;

import dev.luthier.data.Replacement;
import dev.luthier.search.Assignment;
import dev.luthier.search.Goal;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.store.Owner;
import dev.luthier.study.store.StoreException;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import dev.luthier.study.store.TrialTable;
import dev.luthier.study.trial.TrialResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Rebuilds a study's damaged {@code study.db} from the {@linkplain TrialRecord records} in its
 * trials' directories. No process may be running the study.
 */
public final class StoreRebuild {

  private static final Pattern TRIAL = Pattern.compile("\\d{4,9}");

  /** What SQLite has beside a database. */
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");

  private static final String LOST = "its record was lost with the store";

  private final StudyDirectory directory;
  private final StudySpec study;
  private final Path file;

  /**
   * What came of it.
   *
   * @param trials that were found
   * @param lost trials among them of which nothing is known any more; they count as failed
   * @param former where the damaged file is kept; empty where there was none
   */
  public record Rebuilt(int trials, int lost, Optional<Path> former) {}

  private StoreRebuild(StudyDirectory directory, StudySpec study) {
    this.directory = directory;
    this.study = study;
    this.file = directory.root().resolve("study.db");
  }

  /**
   * Rebuilds the store where it is damaged or missing, and keeps what was there beside it.
   *
   * @param study as it was frozen
   * @return empty where it is as it should be, and nothing was done
   * @throws StoreException where it is locked, or holds something else
   */
  public static Optional<Rebuilt> rebuild(StudyDirectory directory, StudySpec study)
      throws IOException {
    StoreRebuild rebuild = new StoreRebuild(directory, study);
    return rebuild.isSound() ? Optional.empty() : Optional.of(rebuild.rebuild());
  }

  private boolean isSound() throws IOException {
    if (!Files.isRegularFile(file) || Files.size(file) == 0) {
      return false;
    }
    try (TrialStore store = TrialStores.open(new StoreLocation.SqliteFile(file), study.name())) {
      new TrialTable(store, List.of(Goal.MINIMIZE)).refresh();
      return true;
    } catch (StoreException e) {
      if (e.isDamage()) {
        return false;
      }
      throw e;
    }
  }

  private Rebuilt rebuild() throws IOException {
    Path rebuilt = beside(file, ".rebuilt");
    delete(rebuilt);
    Rebuilt found;
    try (TrialStore store =
        TrialStores.create(new StoreLocation.SqliteFile(rebuilt), study.name(), study.text())) {
      found = fill(store);
    }
    Replacement.force(rebuilt);
    // The damaged one is copied before anything of it is removed.
    Optional<Path> former = keepFormer();
    for (String suffix : SUFFIXES.subList(1, SUFFIXES.size())) {
      Files.deleteIfExists(beside(file, suffix));
    }
    Files.move(rebuilt, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    Replacement.force(directory.root());
    return new Rebuilt(found.trials, found.lost, former);
  }

  private Optional<Path> keepFormer() throws IOException {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    Path former = beside(file, ".damaged");
    for (int number = 2; Files.exists(former); number++) {
      former = beside(file, ".damaged-" + number);
    }
    for (String suffix : SUFFIXES) {
      if (Files.exists(beside(file, suffix))) {
        Files.copy(beside(file, suffix), beside(former, suffix));
        Replacement.force(beside(former, suffix));
      }
    }
    return Optional.of(former);
  }

  private static void delete(Path database) throws IOException {
    for (String suffix : SUFFIXES) {
      Files.deleteIfExists(beside(database, suffix));
    }
  }

  private static Path beside(Path path, String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  /** The trials in their order, which the store insists on. */
  private Rebuilt fill(TrialStore store) throws IOException {
    Owner owner = store.join("rebuilt", ProcessHandle.current().pid(), "rebuilt");
    int trials = trials();
    int lost = 0;
    for (int number = 0; number < trials; number++) {
      Optional<StoredTrial> found =
          TrialRecord.read(directory.trial(number), number, study.space());
      if (found.isPresent()) {
        add(store, owner, found.get());
      } else {
        lost++;
        store.create(owner, number, Assignment.empty());
        store.end(owner, number, TrialResult.failed(LOST, 0));
      }
    }
    store.leave(owner);
    return new Rebuilt(trials, lost, Optional.empty());
  }

  /** How many there are, up to the last one that is known. */
  private int trials() throws IOException {
    Path trials = directory.trial(0).getParent();
    if (!Files.isDirectory(trials)) {
      return 0;
    }
    List<Integer> numbers;
    try (Stream<Path> entries = Files.list(trials)) {
      numbers =
          entries
              .map(entry -> entry.getFileName().toString())
              .filter(name -> TRIAL.matcher(name).matches())
              .map(Integer::valueOf)
              .toList();
    }
    int last = -1;
    for (int number : numbers) {
      if (number > last
          && TrialRecord.read(directory.trial(number), number, study.space()).isPresent()) {
        last = number;
      }
    }
    return last + 1;
  }

  private static void add(TrialStore store, Owner owner, StoredTrial stored) {
    Trial trial = stored.trial();
    int number = trial.number();
    store.create(owner, number, trial.assignment(), trial.origin());
    for (int attempt = 1; attempt < stored.attempts(); attempt++) {
      store.release(owner, number, Optional.of(stored.error().orElse(LOST)));
      store.claim(owner, number, Trial.State.WAITING);
    }
    for (Report report : trial.reports()) {
      store.report(owner, number, report);
    }
    boolean hasError =
        trial.state() == Trial.State.FAILED || trial.state() == Trial.State.INFEASIBLE;
    if (trial.state() == Trial.State.WAITING) {
      store.release(owner, number, Optional.empty());
    } else {
      store.end(
          owner,
          number,
          new TrialResult(
              trial.state(),
              trial.value(),
              stored.foldValues(),
              stored.figures(),
              hasError ? stored.error() : Optional.empty(),
              stored.seconds(),
              trial.others()));
    }
  }
}
