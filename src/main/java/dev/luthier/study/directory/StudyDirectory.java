package dev.luthier.study.directory;

import dev.luthier.run.RunDirectory;
import dev.luthier.search.SearchSpace;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.store.StoredTrial;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Where the parts of a study lie.
 *
 * @param root the study's directory
 */
public record StudyDirectory(Path root) {

  private static final Pattern OWNED = Pattern.compile("(?:best|study\\.textproto)\\.(\\d{1,18})");

  private static final Pattern FIRST_ENTRIES =
      Pattern.compile("logs|study\\.db(-wal|-shm|-journal)?|prior\\.json|study\\.textproto\\.\\d+");

  /** The study as it was when it was created, its model in it. */
  public Path definition() {
    return root.resolve("study.textproto");
  }

  /** The trials of an earlier search that the study began with; absent where there were none. */
  public Path priorFile() {
    return root.resolve("prior.json");
  }

  /**
   * The trials of an earlier search that the study began with.
   *
   * @param space of the study
   */
  public Optional<PriorTrials> prior(SearchSpace space) throws IOException {
    return PriorTrials.read(priorFile(), space);
  }

  /** Logs of the worker processes. */
  public Path logs() {
    return root.resolve("logs");
  }

  /** Name of a trial's directory, and of its group in TensorBoard. */
  public static String trialName(int trial) {
    return String.format(Locale.ROOT, "%04d", trial);
  }

  /** The directory of a trial: a run, or with folds a run in each {@code fold-N}. */
  public Path trial(int trial) {
    return root.resolve("trials").resolve(trialName(trial));
  }

  /** The run of a trial on one fold. */
  public Path fold(int trial, int fold) {
    return trial(trial).resolve(foldName(fold));
  }

  /** Name of a fold's directory in the trial's. */
  public static String foldName(int fold) {
    return "fold-" + fold;
  }

  /** The run on all folds together, of the best trial of a cross-validation. */
  public Path refit(int trial) {
    return trial(trial).resolve("refit");
  }

  /** What the process that makes {@link #refit} holds. */
  public Path refitLock(int trial) {
    return trial(trial).resolve(".refit.lock");
  }

  /**
   * The SavedModel of the best trial so far: a link into that trial's run. Absent where several
   * machines share a study, and that trial ran on another one.
   */
  public Path best() {
    return root.resolve("best");
  }

  /**
   * The run that a trial's weights are in: its own, or that on all folds together.
   *
   * @throws StudyException where there is no such trial, or its weights are not kept
   */
  public Path runOf(int trial) {
    Path run = Files.isDirectory(refit(trial)) ? refit(trial) : trial(trial);
    if (!Files.isDirectory(new RunDirectory(run).checkpoints())) {
      throw StudyException.invalid(
          "the weights of trial "
              + trial
              + " are not in "
              + root
              + "; they are kept of the best trials only, or there is no such trial");
    }
    return run;
  }

  /**
   * The run of the best trial so far.
   *
   * @throws StudyException where there is none yet
   */
  public Path bestRun() throws IOException {
    if (!Files.isSymbolicLink(best())) {
      throw StudyException.invalid(
          root + " has no best trial yet; name one such as " + root + "#0");
    }
    return root.resolve(Files.readSymbolicLink(best())).getParent();
  }

  /** Whether there is a study. */
  public boolean exists() {
    return Files.isRegularFile(definition());
  }

  /** Whether a new study may begin here: the directory is absent or empty. */
  public boolean isFree() throws IOException {
    return new RunDirectory(root).isFree();
  }

  /**
   * Whether there is nothing but what a study has at first, before it is written down: a process
   * that began one may have ended in between.
   */
  public boolean isBegun() throws IOException {
    if (!Files.isDirectory(root)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries.allMatch(entry -> FIRST_ENTRIES.matcher(entry.getFileName() + "").matches());
    }
  }

  /** Whether TensorBoard events of a tag lie in a directory, not counting those below it. */
  public static boolean holdsRecord(Path path, String tag) throws IOException {
    if (!Files.isDirectory(path)) {
      return false;
    }
    List<Path> files;
    try (Stream<Path> entries = Files.list(path)) {
      files =
          entries
              .filter(entry -> entry.getFileName().toString().startsWith("events.out.tfevents."))
              .toList();
    }
    for (Path file : files) {
      if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(tag)) {
        return true;
      }
    }
    return false;
  }

  /** Writes the study down, whole or not at all; does nothing where it is there. */
  public void write(String definition) throws IOException {
    Files.createDirectories(logs());
    removeLeftovers();
    if (exists()) {
      return;
    }
    Path unfinished = own(definition());
    try (FileChannel file =
        FileChannel.open(unfinished, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      ByteBuffer text = StandardCharsets.UTF_8.encode(definition);
      while (text.hasRemaining()) {
        file.write(text);
      }
      file.truncate(file.position());
      file.force(true);
    }
    Files.move(unfinished, definition(), StandardCopyOption.ATOMIC_MOVE);
  }

  /**
   * Writes down beside a trial what the store has of it, in place of what was there. It is not
   * forced to the disk: the store is.
   */
  public void write(StoredTrial trial) throws IOException {
    TrialRecord.write(trial(trial.trial().number()), trial);
  }

  /** Makes {@link #best} lead to a run's SavedModel, in one step. */
  public void linkBest(Path run) throws IOException {
    Path link = own(best());
    Files.deleteIfExists(link);
    Files.createSymbolicLink(link, root.relativize(run.resolve("model")));
    Files.move(link, best(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** What this process calls a file as long as it is not finished. */
  private static Path own(Path file) {
    return file.resolveSibling(file.getFileName() + "." + ProcessHandle.current().pid());
  }

  /** Removes what processes that ended have not finished. */
  private void removeLeftovers() throws IOException {
    List<Path> leftovers;
    try (Stream<Path> entries = Files.list(root)) {
      leftovers = entries.filter(StudyDirectory::isLeftover).toList();
    }
    for (Path leftover : leftovers) {
      Files.deleteIfExists(leftover);
    }
  }

  private static boolean isLeftover(Path entry) {
    Matcher owned = OWNED.matcher(entry.getFileName().toString());
    return owned.matches() && ProcessHandle.of(Long.parseLong(owned.group(1))).isEmpty();
  }
}
