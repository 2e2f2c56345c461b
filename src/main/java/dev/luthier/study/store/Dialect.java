package dev.luthier.study.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What SQLite and PostgreSQL do in different ways. */
sealed interface Dialect permits SqliteDialect, PostgresDialect {

  /** A new connection, set up, outside of a transaction. */
  Connection connect() throws SQLException;

  /**
   * Begins a transaction that changes something.
   *
   * @return a number by which {@link #isCommitted} knows it; empty where none is needed
   */
  OptionalLong beginChange(Connection connection) throws SQLException;

  /** Begins a transaction that sees one state of all tables. */
  void beginReading(Connection connection) throws SQLException;

  /**
   * What became of a transaction whose commit got no answer.
   *
   * @return empty while that is not decided
   */
  Optional<Boolean> isCommitted(Connection connection, long transaction) throws SQLException;

  /** Whether a query can lock its rows, up to the end of the transaction; else all are locked. */
  boolean locksRows();

  /** Sees to it that nobody else changes the tables' definitions during this transaction. */
  void lockSchema(Transaction transaction) throws SQLException;

  /** Type of a column of numbers, NaN and infinities among them. */
  String realType();

  /** Type of a primary key that is counted up and never used again. */
  String identityType();

  /** Sets a parameter for a column of {@link #realType}. */
  void bindReal(PreparedStatement statement, int index, double value) throws SQLException;

  /** Names of all tables that are there. */
  Set<String> tables(Transaction transaction) throws SQLException;

  /** Whether tables of others may stand beside those of studies. */
  boolean isShared();

  /** Whether there is no way to the database as its location is written. */
  boolean isUnreachable(SQLException error);

  /** Whether the connection is gone: a new one is needed. */
  boolean isConnectionLost(SQLException error);

  /** Whether what is stored is not what was. */
  boolean isDamage(SQLException error);

  /** Whether the same transaction may succeed a little later. */
  boolean isPassing(SQLException error);

  /** What went wrong, for people: one line that names the database. */
  String explain(SQLException error);
}
