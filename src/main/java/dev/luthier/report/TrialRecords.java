package dev.luthier.report;

import dev.luthier.run.RunDirectory;
import dev.luthier.run.RunException;
import dev.luthier.run.RunRecord;
import dev.luthier.study.directory.StudyDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The files {@code run.json} of a study's trials. One is read again only where it has changed, for
 * a study that is watched.
 */
final class TrialRecords {

  private record Read(FileTime changed, Optional<RunRecord> record) {}

  private final StudyDirectory directory;
  private final Map<Path, Read> read = new HashMap<>();

  TrialRecords(StudyDirectory directory) {
    this.directory = directory;
  }

  /**
   * The records of a trial's runs: one, or one a fold. Those that are not there, as where the trial
   * ran on another machine, and damaged ones are left out.
   *
   * @param folds 0 without cross-validation
   */
  List<RunRecord> of(int trial, int folds) throws IOException {
    List<RunRecord> records = new ArrayList<>();
    if (folds == 0) {
      read(directory.trial(trial)).ifPresent(records::add);
    }
    for (int fold = 0; fold < folds; fold++) {
      read(directory.fold(trial, fold)).ifPresent(records::add);
    }
    return records;
  }

  private Optional<RunRecord> read(Path run) throws IOException {
    Path file = new RunDirectory(run).record();
    FileTime changed;
    try {
      changed = Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
    Read before = read.get(file);
    if (before == null || !before.changed().equals(changed)) {
      before = new Read(changed, record(file));
      read.put(file, before);
    }
    return before.record();
  }

  private static Optional<RunRecord> record(Path file) throws IOException {
    try {
      return Optional.of(RunRecord.read(file));
    } catch (RunException | NoSuchFileException e) {
      // A report of all that can be read is worth more than none.
      return Optional.empty();
    }
  }
}
