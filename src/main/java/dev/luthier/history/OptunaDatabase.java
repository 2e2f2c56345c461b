package dev.luthier.history;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.errorprone.annotations.CompileTimeConstant;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.error.StudyException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/** Optuna's tables in a SQLite file (schema version 12, of Optuna 5.0.0), only read. */
final class OptunaDatabase {

  private static final String TRIALS =
      """
      SELECT t.trial_id AS trial, v.value AS value
      FROM trials t JOIN trial_values v ON v.trial_id = t.trial_id
      WHERE t.study_id = ? AND t.state = 'COMPLETE' AND v.value_type = 'FINITE'
      ORDER BY t.trial_id
      """;
  private static final String PARAMETERS =
      """
      SELECT p.trial_id AS trial, p.param_name AS name, p.param_value AS value,
             p.distribution_json AS distribution
      FROM trial_params p JOIN trials t ON t.trial_id = p.trial_id
      WHERE t.study_id = ? AND t.state = 'COMPLETE'
      """;

  private OptunaDatabase() {}

  static FinishedTrials read(Path file, Optional<String> name) {
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + file.toAbsolutePath())) {
      Map<String, Long> studies = new LinkedHashMap<>();
      query(
          connection,
          "SELECT study_id, study_name FROM studies",
          row -> studies.put(row.getString("study_name"), row.getLong("study_id")));
      long study = studies.get(Optuna.study(file, studies.keySet(), name));
      return new FinishedTrials(
          file.toString(),
          Optional.of(Optuna.goal(file, directions(connection, study))),
          trials(connection, study));
    } catch (SQLException e) {
      throw StudyException.invalid(
          file
              + " is no database of Optuna, or a damaged one: "
              + String.valueOf(e.getMessage()).lines().findFirst().orElse(""));
    }
  }

  private static List<String> directions(Connection connection, long study) throws SQLException {
    List<String> directions = new ArrayList<>();
    query(
        connection,
        "SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective",
        row -> directions.add(row.getString("direction")),
        study);
    return directions;
  }

  private static List<PriorTrials.Finished> trials(Connection connection, long study)
      throws SQLException {
    Map<Long, Map<String, JsonNode>> parameters = new LinkedHashMap<>();
    query(
        connection,
        PARAMETERS,
        row ->
            parameters
                .computeIfAbsent(row.getLong("trial"), trial -> new LinkedHashMap<>())
                .put(
                    row.getString("name"),
                    Optuna.value(
                        row.getDouble("value"), Optuna.json(row.getString("distribution")))),
        study);
    List<PriorTrials.Finished> finished = new ArrayList<>();
    query(
        connection,
        TRIALS,
        row ->
            finished.add(
                new PriorTrials.Finished(
                    parameters.getOrDefault(row.getLong("trial"), Map.of()),
                    row.getDouble("value"))),
        study);
    return finished;
  }

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  /** Reads all rows that a statement finds; the statement is a constant of this program. */
  private static void query(
      Connection connection, @CompileTimeConstant String sql, Row reader, long... parameters)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setLong(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          reader.read(rows);
        }
      }
    }
  }
}
