package dev.luthier.study.store;

import dev.luthier.search.Assignment;
import dev.luthier.search.Origin;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.study.error.ErrorLine;
import dev.luthier.study.trial.TrialResult;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A study in tables of SQLite or PostgreSQL, over one connection that all threads share.
 *
 * <p>Each change first locks the study's row, then takes the next revision: revisions become
 * visible in their order, so that who asks for changes after the highest one seen misses none.
 */
final class JdbcTrialStore implements TrialStore {

  private final Database database;
  private final long study;
  private final String definition;

  private JdbcTrialStore(Database database, long study, String definition) {
    this.database = database;
    this.study = study;
    this.definition = definition;
  }

  /** Creates a study, or opens the one of this name. */
  static JdbcTrialStore create(Database database, String name, String definition) {
    return database.change(
        transaction -> {
          transaction.update(
              "INSERT INTO study (name, definition, revision, seconds) VALUES (?, ?, 0, ?)"
                  + " ON CONFLICT (name) DO NOTHING",
              name,
              definition,
              0.0);
          return find(database, transaction, name).orElseThrow();
        });
  }

  /** Opens a study; empty where there is none of this name. */
  static Optional<JdbcTrialStore> open(Database database, String name) {
    return database.read(transaction -> find(database, transaction, name));
  }

  /** Names of all studies, in order. */
  static List<String> names(Database database) {
    return database.read(
        transaction ->
            transaction.query("SELECT name FROM study ORDER BY name", row -> row.text("name")));
  }

  private static Optional<JdbcTrialStore> find(
      Database database, Transaction transaction, String name) throws SQLException {
    return transaction
        .query(
            "SELECT id, definition FROM study WHERE name = ?",
            row -> new JdbcTrialStore(database, row.whole("id"), row.text("definition")),
            name)
        .stream()
        .findFirst();
  }

  @Override
  public String definition() {
    return definition;
  }

  @Override
  public Owner join(String host, long process, String started) {
    return database.change(
        transaction ->
            transaction
                .query(
                    "INSERT INTO owner (study, host, process, started, beats)"
                        + " VALUES (?, ?, ?, ?, 0) RETURNING id",
                    row -> new Owner(row.whole("id"), host, process, started, 0),
                    study,
                    host,
                    process,
                    started)
                .get(0));
  }

  @Override
  public void beat(Owner owner, double seconds) {
    int beating =
        database.change(
            transaction -> {
              transaction.update(
                  "UPDATE study SET seconds = seconds + ? WHERE id = ?", seconds, study);
              return transaction.update(
                  "UPDATE owner SET beats = beats + 1 WHERE id = ? AND study = ?",
                  owner.id(),
                  study);
            });
    if (beating == 0) {
      throw new LostOwnerException(owner);
    }
  }

  @Override
  public List<Owner> owners() {
    return database.read(
        transaction ->
            transaction.query(
                "SELECT id, host, process, started, beats FROM owner WHERE study = ? ORDER BY id",
                row ->
                    new Owner(
                        row.whole("id"),
                        row.text("host"),
                        row.whole("process"),
                        row.text("started"),
                        row.whole("beats")),
                study));
  }

  @Override
  public void leave(Owner owner) {
    database.change(
        transaction -> {
          long revision = lock(transaction);
          int waiting =
              transaction.update(
                  "UPDATE trial SET state = 'WAITING', owner = NULL, revision = ?"
                      + " WHERE study = ? AND owner = ?",
                  revision,
                  study,
                  owner.id());
          if (waiting > 0) {
            advance(transaction, revision);
          }
          return transaction.update(
              "DELETE FROM owner WHERE id = ? AND study = ?", owner.id(), study);
        });
  }

  @Override
  public double seconds() {
    return database.read(
        transaction ->
            transaction
                .query("SELECT seconds FROM study WHERE id = ?", row -> row.real("seconds"), study)
                .get(0));
  }

  @Override
  public List<StoredTrial> changedSince(long revision) {
    try {
      return database.read(transaction -> new TrialRows(transaction, study).changedSince(revision));
    } catch (IllegalArgumentException | NullPointerException e) {
      throw StoreException.damage(
          "the store is damaged: what it holds cannot be a trial: " + ErrorLine.of(e), e);
    }
  }

  @Override
  public Optional<StoredTrial> create(
      Owner owner, int number, Assignment assignment, Optional<Origin> origin) {
    return database.change(
        transaction -> {
          long revision = lock(transaction);
          requireMember(transaction, owner);
          int next =
              transaction
                  .query(
                      "SELECT COALESCE(MAX(number) + 1, 0) AS next FROM trial WHERE study = ?",
                      row -> row.integer("next"),
                      study)
                  .get(0);
          if (number < next) {
            return Optional.empty();
          }
          if (number > next) {
            throw new IllegalArgumentException(
                "number must be that of the next trial, " + next + ", was " + number);
          }
          transaction.update(
              "INSERT INTO trial"
                  + " (study, number, state, owner, attempts, failed, seconds, revision)"
                  + " VALUES (?, ?, 'RUNNING', ?, 1, 0, ?, ?)",
              study,
              number,
              owner.id(),
              0.0,
              revision);
          TrialRows rows = new TrialRows(transaction, study);
          rows.addParameters(number, assignment);
          if (origin.isPresent()) {
            rows.addOrigin(number, origin.get());
          }
          advance(transaction, revision);
          Trial running = Trial.running(number, assignment);
          return Optional.of(
              new StoredTrial(
                  running.withOrigin(origin),
                  OptionalLong.of(owner.id()),
                  1,
                  Optional.empty(),
                  0,
                  List.of(),
                  Map.of(),
                  revision));
        });
  }

  @Override
  public boolean claim(Owner owner, int number, Trial.State from) {
    if (from != Trial.State.WAITING && from != Trial.State.PAUSED) {
      throw new IllegalArgumentException("from must be WAITING or PAUSED, was " + from);
    }
    return database.change(
        transaction -> {
          long revision = lock(transaction);
          requireMember(transaction, owner);
          int claimed =
              transaction.update(
                  "UPDATE trial SET state = 'RUNNING', owner = ?, attempts = attempts + failed,"
                      + " failed = 0, revision = ? WHERE study = ? AND number = ? AND state = ?",
                  owner.id(),
                  revision,
                  study,
                  number,
                  from.name());
          if (claimed > 0) {
            advance(transaction, revision);
          }
          return claimed > 0;
        });
  }

  @Override
  public void report(Owner owner, int number, Report report) {
    database.change(
        transaction -> {
          long revision = lock(transaction);
          int running =
              transaction.update(
                  "UPDATE trial SET revision = ? WHERE study = ? AND number = ? AND owner = ?",
                  revision,
                  study,
                  number,
                  owner.id());
          requireOwn(running, number);
          new TrialRows(transaction, study).putReport(number, report);
          return advance(transaction, revision);
        });
  }

  @Override
  public void end(Owner owner, int number, TrialResult result) {
    database.change(
        transaction -> {
          long revision = lock(transaction);
          Double value = result.value().isPresent() ? result.value().getAsDouble() : null;
          int running =
              transaction.update(
                  "UPDATE trial SET state = ?, value = ?, owner = NULL,"
                      + " error = COALESCE(?, error), seconds = ?, revision = ?"
                      + " WHERE study = ? AND number = ? AND owner = ?",
                  result.state().name(),
                  value,
                  result.error().orElse(null),
                  result.seconds(),
                  revision,
                  study,
                  number,
                  owner.id());
          requireOwn(running, number);
          new TrialRows(transaction, study).putFigures(number, result);
          return advance(transaction, revision);
        });
  }

  @Override
  public void release(Owner owner, int number, Optional<String> failure) {
    database.change(
        transaction -> {
          long revision = lock(transaction);
          int running =
              transaction.update(
                  "UPDATE trial SET state = 'WAITING', owner = NULL, failed = ?,"
                      + " error = COALESCE(?, error), revision = ?"
                      + " WHERE study = ? AND number = ? AND owner = ?",
                  failure.isPresent() ? 1 : 0,
                  failure.orElse(null),
                  revision,
                  study,
                  number,
                  owner.id());
          requireOwn(running, number);
          return advance(transaction, revision);
        });
  }

  @Override
  public void pruneAllPaused(Owner owner) {
    database.change(
        transaction -> {
          long revision = lock(transaction);
          requireMember(transaction, owner);
          transaction.update(
              "INSERT INTO trial_objective (study, number, position, value)"
                  + " SELECT study, number, position, value FROM report_objective"
                  + " WHERE study = ? AND number IN"
                  + " (SELECT number FROM trial WHERE study = ? AND state = 'PAUSED')"
                  + " AND step = (SELECT MAX(step) FROM report"
                  + " WHERE report.study = report_objective.study"
                  + " AND report.number = report_objective.number)",
              study,
              study);
          transaction.update(
              "UPDATE trial SET state = 'PRUNED', revision = ?, value ="
                  + " (SELECT report.value FROM report WHERE report.study = trial.study"
                  + " AND report.number = trial.number ORDER BY step DESC LIMIT 1)"
                  + " WHERE study = ? AND state = 'PAUSED'",
              revision,
              study);
          return advance(transaction, revision);
        });
  }

  @Override
  public void close() {
    database.close();
  }

  /**
   * Keeps other processes from changing the study up to the end of the transaction.
   *
   * @return the revision of what this transaction changes
   */
  private long lock(Transaction transaction) throws SQLException {
    return transaction
            .query(
                transaction.dialect().locksRows()
                    ? "SELECT revision FROM study WHERE id = ? FOR UPDATE"
                    : "SELECT revision FROM study WHERE id = ?",
                row -> row.whole("revision"),
                study)
            .get(0)
        + 1;
  }

  private int advance(Transaction transaction, long revision) throws SQLException {
    return transaction.update("UPDATE study SET revision = ? WHERE id = ?", revision, study);
  }

  private void requireMember(Transaction transaction, Owner owner) throws SQLException {
    boolean isMember =
        !transaction
            .query(
                "SELECT id FROM owner WHERE id = ? AND study = ?", row -> true, owner.id(), study)
            .isEmpty();
    if (!isMember) {
      throw new LostOwnerException(owner);
    }
  }

  /** Only a running trial has an owner. */
  private static void requireOwn(int running, int number) {
    if (running == 0) {
      throw new LostTrialException(number);
    }
  }
}
