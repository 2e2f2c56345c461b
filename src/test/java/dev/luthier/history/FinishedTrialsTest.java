package dev.luthier.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Choice;
import dev.luthier.search.Condition;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Goal;
import dev.luthier.search.IntRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.error.StudyException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Trials of other tools, against what these say of them themselves. */
class FinishedTrialsTest {

  /** Written by tuner_histories.py with Optuna 5.0.0, and keras_tuner_project.py with 1.4.8. */
  private static final Path GOLDEN = Path.of("src", "test", "resources", "golden", "history");

  private static final SearchSpace SPACE =
      SearchSpace.of(
          Parameter.of("units", IntRange.of(32, 512).withStep(32)),
          Parameter.of("learning_rate", FloatRange.of(1e-4, 1e-1)),
          Parameter.of("optimizer", Choice.of("adam", "rmsprop")),
          Parameter.of("momentum", FloatRange.of(0, 0.99))
              .when(new Condition.OneOf("optimizer", List.of(Value.of("rmsprop")))));

  @TempDir private Path directory;

  private static int assertAre(String golden, FinishedTrials read) throws IOException {
    JsonNode expected = new ObjectMapper().readTree(GOLDEN.resolve(golden).toFile()).get("trials");
    assertEquals(Goal.MAXIMIZE, read.goal().orElseThrow());
    assertEquals(expected.size(), read.trials().size());
    for (int i = 0; i < expected.size(); i++) {
      PriorTrials.Finished trial = read.trials().get(i);
      JsonNode other = expected.get(i);
      assertEquals(other.get("value").asDouble(), trial.value());
      assertEquals(other.get("parameters").size(), trial.parameters().size());
      for (Map.Entry<String, JsonNode> parameter : other.get("parameters").properties()) {
        JsonNode found = trial.parameters().get(parameter.getKey());
        if (found.isNumber()) {
          assertEquals(parameter.getValue().asDouble(), found.asDouble());
        } else {
          assertEquals(parameter.getValue(), found);
        }
      }
    }
    return expected.size();
  }

  private static void assertAreOptunas(FinishedTrials read) throws IOException {
    int trials = assertAre("optuna.json", read);
    // One trial was given a learning rate that the space does not have.
    PriorTrials prior = read.of(SPACE, Goal.MAXIMIZE);
    assertEquals(1, prior.leftOut());
    assertEquals(trials - 1, prior.trials().size());
    for (Trial trial : prior.trials()) {
      assertTrue(SPACE.contains(trial.assignment()), trial.toString());
    }
  }

  @Test
  void readsOptunasJournal() throws IOException {
    assertAreOptunas(FinishedTrials.read(GOLDEN.resolve("optuna.log").toString()));
  }

  private Path database() throws IOException, SQLException {
    Path file = directory.resolve("optuna.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate(Files.readString(GOLDEN.resolve("optuna.sql")));
    }
    return file;
  }

  @Test
  void readsOptunasDatabase() throws IOException, SQLException {
    Path file = database();
    assertAreOptunas(FinishedTrials.read(file.toString()));
    assertAreOptunas(FinishedTrials.read(file + "#mlp"));
  }

  /** A project of keras_tuner_project.py, of whose trials the second failed. */
  @Test
  void readsKerasTunersProject() throws IOException {
    FinishedTrials read = FinishedTrials.read(GOLDEN.resolve("keras_tuner").toString());
    assertAre("keras_tuner.json", read);
    PriorTrials prior = read.of(SPACE, Goal.MAXIMIZE);
    assertEquals(0, prior.leftOut());
    assertEquals(5, prior.trials().size());
    assertEquals(320, prior.trials().get(1).assignment().whole("units"));
  }

  private static String problem(org.junit.jupiter.api.function.Executable reading) {
    return assertThrows(StudyException.class, reading).getMessage();
  }

  @Test
  void refusesAnotherGoal() throws IOException {
    FinishedTrials read = FinishedTrials.read(GOLDEN.resolve("optuna.log").toString());
    assertTrue(
        problem(() -> read.of(SPACE, Goal.MINIMIZE)).contains("were to MAXIMIZE their objective"));
  }

  @Test
  void saysWhichParametersAreMissing() throws IOException {
    FinishedTrials read = FinishedTrials.read(GOLDEN.resolve("optuna.log").toString());
    SearchSpace other = SearchSpace.of(Parameter.of("depth", IntRange.of(1, 3)));
    assertTrue(
        problem(() -> read.of(other, Goal.MAXIMIZE))
            .contains("none of the 6 finished trials of " + read.source()));
  }

  @Test
  void refusesWhatHoldsNoTrials() throws IOException, SQLException {
    Path text = Files.writeString(directory.resolve("a.txt"), "hello\n");
    assertTrue(problem(() -> FinishedTrials.read(text.toString())).contains("no study of Optuna"));
    assertTrue(
        problem(() -> FinishedTrials.read(directory.toString())).contains("no finished trials"));
    Path file = database();
    assertTrue(
        problem(() -> FinishedTrials.read(file + "#other")).contains("name one of them, such as"));
    Path empty = directory.resolve("empty.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + empty);
        Statement statement = connection.createStatement()) {
      statement.executeUpdate("CREATE TABLE a (b INTEGER)");
    }
    assertTrue(problem(() -> FinishedTrials.read(empty.toString())).contains("no such table"));
  }

  /** The parser of JSON takes zeros before the first character for a sign of UTF-32. */
  @Test
  void tellsATrialInAnEncodingThatCannotBe() throws IOException {
    Files.writeString(directory.resolve("oracle.json"), "{}");
    Path file = Files.createDirectory(directory.resolve("trial_0")).resolve("trial.json");
    Files.write(file, new byte[] {0, 0, 0, '{', '"', 's', 't', 'a'});
    String problem = problem(() -> FinishedTrials.read(directory.toString()));
    assertTrue(problem.startsWith(file + " is damaged: Invalid UTF-32"), problem);
  }
}
