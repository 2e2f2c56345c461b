package dev.luthier.study.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The tables and how they came to be.
 *
 * @param steps statements that lead from each version to the next one, the first from nothing;
 *     published steps never change
 */
record Schema(List<List<TableStatement>> steps) {

  static final String VERSION_TABLE = "schema_version";

  private static final Set<String> FIRST_TABLES =
      Set.of("study", "owner", "trial", "parameter", "report", "fold", "figure");

  /** What this version of the program reads and writes. */
  static final Schema CURRENT =
      new Schema(
          List.of(
              List.of(
                  TableStatement.of(
                      """
                  CREATE TABLE study (
                    id {identity},
                    name TEXT NOT NULL UNIQUE,
                    definition TEXT NOT NULL,
                    revision BIGINT NOT NULL,
                    seconds {real} NOT NULL)
                  """),
                  TableStatement.of(
                      """
                  CREATE TABLE owner (
                    id {identity},
                    study BIGINT NOT NULL REFERENCES study (id),
                    host TEXT NOT NULL,
                    process BIGINT NOT NULL,
                    started TEXT NOT NULL,
                    beats BIGINT NOT NULL)
                  """),
                  // Whether the last attempt failed: the next one counts then.
                  TableStatement.of(
                      """
                  CREATE TABLE trial (
                    study BIGINT NOT NULL REFERENCES study (id),
                    number INTEGER NOT NULL,
                    state TEXT NOT NULL,
                    value {real},
                    owner BIGINT REFERENCES owner (id),
                    attempts INTEGER NOT NULL,
                    failed INTEGER NOT NULL,
                    error TEXT,
                    seconds {real} NOT NULL,
                    revision BIGINT NOT NULL,
                    PRIMARY KEY (study, number))
                  """),
                  TableStatement.of("CREATE INDEX trial_by_revision ON trial (study, revision)"),
                  TableStatement.of("CREATE INDEX trial_by_owner ON trial (owner)"),
                  TableStatement.of(
                      """
                  CREATE TABLE parameter (
                    study BIGINT NOT NULL,
                    number INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    name TEXT NOT NULL,
                    kind TEXT NOT NULL,
                    value TEXT NOT NULL,
                    PRIMARY KEY (study, number, position),
                    FOREIGN KEY (study, number) REFERENCES trial (study, number))
                  """),
                  TableStatement.of(
                      """
                  CREATE TABLE report (
                    study BIGINT NOT NULL,
                    number INTEGER NOT NULL,
                    step BIGINT NOT NULL,
                    value {real} NOT NULL,
                    PRIMARY KEY (study, number, step),
                    FOREIGN KEY (study, number) REFERENCES trial (study, number))
                  """),
                  TableStatement.of(
                      """
                  CREATE TABLE fold (
                    study BIGINT NOT NULL,
                    number INTEGER NOT NULL,
                    fold INTEGER NOT NULL,
                    value {real} NOT NULL,
                    PRIMARY KEY (study, number, fold),
                    FOREIGN KEY (study, number) REFERENCES trial (study, number))
                  """),
                  TableStatement.of(
                      """
                  CREATE TABLE figure (
                    study BIGINT NOT NULL,
                    number INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    name TEXT NOT NULL,
                    value {real} NOT NULL,
                    PRIMARY KEY (study, number, position),
                    FOREIGN KEY (study, number) REFERENCES trial (study, number))
                  """)),
              // Values of the objectives behind the first one, by position from 1.
              List.of(
                  TableStatement.of(
                      """
                  CREATE TABLE trial_objective (
                    study BIGINT NOT NULL,
                    number INTEGER NOT NULL,
                    position INTEGER NOT NULL,
                    value {real} NOT NULL,
                    PRIMARY KEY (study, number, position),
                    FOREIGN KEY (study, number) REFERENCES trial (study, number))
                  """),
                  TableStatement.of(
                      """
                  CREATE TABLE report_objective (
                    study BIGINT NOT NULL,
                    number INTEGER NOT NULL,
                    step BIGINT NOT NULL,
                    position INTEGER NOT NULL,
                    value {real} NOT NULL,
                    PRIMARY KEY (study, number, step, position),
                    FOREIGN KEY (study, number) REFERENCES trial (study, number))
                  """)),
              // Trials that try the assignment of an earlier one again.
              List.of(
                  TableStatement.of(
                      """
                  CREATE TABLE trial_repeat (
                    study BIGINT NOT NULL,
                    number INTEGER NOT NULL,
                    original INTEGER NOT NULL,
                    PRIMARY KEY (study, number),
                    FOREIGN KEY (study, number) REFERENCES trial (study, number))
                  """),
                  // What part of the training of a population a trial is.
                  TableStatement.of(
                      """
                  CREATE TABLE segment (
                    study BIGINT NOT NULL,
                    number INTEGER NOT NULL,
                    member INTEGER NOT NULL,
                    parent INTEGER,
                    start_epoch INTEGER NOT NULL,
                    end_epoch INTEGER NOT NULL,
                    PRIMARY KEY (study, number),
                    FOREIGN KEY (study, number) REFERENCES trial (study, number))
                  """))));

  int version() {
    return steps.size();
  }

  /**
   * Makes the tables, or brings those of an older version up to date.
   *
   * @throws StoreException where the database is of a newer version or of something else
   */
  void bringUpToDate(Database database, String text) {
    if (database.read(transaction -> versionIn(transaction, text)) == version()) {
      return;
    }
    database.change(
        transaction -> {
          transaction.dialect().lockSchema(transaction);
          int version = versionIn(transaction, text);
          if (version == version()) {
            return version;
          }
          if (version == 0) {
            transaction.execute(
                TableStatement.of("CREATE TABLE schema_version (version INTEGER NOT NULL)"));
            transaction.update("INSERT INTO schema_version (version) VALUES (0)");
          }
          for (List<TableStatement> step : steps.subList(version, version())) {
            for (TableStatement statement : step) {
              transaction.execute(statement);
            }
          }
          transaction.update("UPDATE schema_version SET version = ?", version());
          return version();
        });
  }

  private int versionIn(Transaction transaction, String text) throws SQLException {
    Set<String> tables = new TreeSet<>(transaction.dialect().tables(transaction));
    if (!tables.contains(VERSION_TABLE)) {
      if (transaction.dialect().isShared()) {
        tables.retainAll(FIRST_TABLES);
      }
      if (!tables.isEmpty()) {
        throw foreign(text, tables);
      }
      return 0;
    }
    if (!tables.containsAll(FIRST_TABLES)) {
      throw foreign(text, tables);
    }
    int version =
        transaction
            .query("SELECT version FROM schema_version", row -> row.integer("version"))
            .stream()
            .findFirst()
            .orElseThrow(() -> foreign(text, tables));
    if (version > version()) {
      throw new StoreException(
          text
              + " was written by a newer Luthier: its schema has version "
              + version
              + ", this Luthier knows versions up to "
              + version()
              + "; use the newer one");
    }
    if (version < 0) {
      throw StoreException.damage(text + " is damaged: its schema has version " + version, null);
    }
    return version;
  }

  private static StoreException foreign(String text, Set<String> tables) {
    return StoreException.invalid(
        text
            + " holds no studies but something else: tables "
            + String.join(", ", tables)
            + "; name another place");
  }
}
