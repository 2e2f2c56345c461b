package dev.luthier.history;

import dev.luthier.search.Goal;
import dev.luthier.search.SearchSpace;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.error.StudyException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Complete trials of a search, whichever tool has run it.
 *
 * @param source where they come from, for people
 * @param goal of the search; empty where its files do not say
 * @param trials in the order in which they began
 */
public record FinishedTrials(
    String source, Optional<Goal> goal, List<PriorTrials.Finished> trials) {

  private static final byte[] SQLITE = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

  public FinishedTrials {
    trials = List.copyOf(trials);
  }

  /**
   * Reads trials: of a study's directory, of Optuna's SQLite file or journal, or of the directory
   * of a Keras Tuner project.
   *
   * @param place the path; behind a {@code #} the name of a study where a file holds several
   * @throws StudyException where it is none of these
   */
  public static FinishedTrials read(String place) throws IOException {
    int mark = Files.exists(Path.of(place)) ? -1 : place.lastIndexOf('#');
    Path path = Path.of(mark < 0 ? place : place.substring(0, mark));
    Optional<String> study = mark < 0 ? Optional.empty() : Optional.of(place.substring(mark + 1));
    if (Files.isDirectory(path)) {
      if (Files.isRegularFile(path.resolve("study.textproto"))) {
        return EarlierStudy.read(path);
      }
      if (Files.isRegularFile(path.resolve("oracle.json"))) {
        return KerasTunerProject.read(path);
      }
    } else if (Files.isRegularFile(path)) {
      return isSqlite(path) ? OptunaDatabase.read(path, study) : OptunaJournal.read(path, study);
    }
    throw StudyException.invalid(
        place
            + " holds no finished trials: name a study's directory, Optuna's SQLite file or journal,"
            + " or the directory of a Keras Tuner project, with its oracle.json");
  }

  private static boolean isSqlite(Path path) throws IOException {
    try (InputStream file = Files.newInputStream(path)) {
      return java.util.Arrays.equals(file.readNBytes(SQLITE.length), SQLITE);
    }
  }

  /**
   * Those that are of a study's space.
   *
   * @throws StudyException where the search had another goal, or none of its trials is of the space
   */
  public PriorTrials of(SearchSpace space, Goal studyGoal) {
    if (goal.isPresent() && goal.get() != studyGoal) {
      throw StudyException.invalid(
          "the trials of "
              + source
              + " were to "
              + goal.get()
              + " their objective, the study is to "
              + studyGoal
              + "; take trials of the same goal");
    }
    PriorTrials prior = PriorTrials.of(source, trials, space);
    if (prior.trials().isEmpty()) {
      throw StudyException.invalid(
          "none of the "
              + trials.size()
              + " finished trials of "
              + source
              + " has values of all the study's parameters ("
              + String.join(", ", space.parameters().stream().map(p -> p.name()).toList())
              + "); give parameters the names that they have there");
    }
    return prior;
  }
}
