package dev.luthier.study.store;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A connection and its transactions, for any number of threads, one after the other.
 *
 * <p>A transaction that failed for a passing reason is run again, from the start and after a pause
 * that grows; so is one whose connection was lost, on a new connection. At the very first
 * connection a database that cannot be reached is an error at once.
 */
final class Database implements AutoCloseable {

  /** Enough for a database server to start again: half a minute in all. */
  static final List<Duration> PAUSES =
      List.of(
          Duration.ofMillis(20),
          Duration.ofMillis(100),
          Duration.ofMillis(500),
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(15));

  private final Dialect dialect;
  private final List<Duration> pauses;
  private Connection connection;
  private boolean wasConnected;
  private boolean isClosed;

  /**
   * Connects at the first transaction.
   *
   * @param pauses before each repetition
   */
  Database(Dialect dialect, List<Duration> pauses) {
    this.dialect = dialect;
    this.pauses = List.copyOf(pauses);
  }

  Dialect dialect() {
    return dialect;
  }

  /**
   * Runs a transaction that changes something. Where the work throws, nothing is changed.
   *
   * @throws StoreException where the database fails
   */
  synchronized <T> T change(Transaction.Work<T> work) {
    return repeat(() -> changeOnce(work));
  }

  /**
   * Runs a transaction that sees one state of all tables.
   *
   * @throws StoreException where the database fails
   */
  synchronized <T> T read(Transaction.Work<T> work) {
    return repeat(() -> readOnce(work));
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    disconnect();
  }

  private interface Try<T> {
    T run() throws SQLException;
  }

  private <T> T repeat(Try<T> attempt) {
    if (isClosed) {
      throw new StoreException("the store is closed");
    }
    for (Duration pause : pauses) {
      try {
        return attempt.run();
      } catch (SQLException e) {
        boolean isFirst = !wasConnected && dialect.isConnectionLost(e);
        if (isFirst || !dialect.isPassing(e)) {
          throw failure(e);
        }
        sleep(pause, e);
      }
    }
    try {
      return attempt.run();
    } catch (SQLException e) {
      throw failure(e);
    }
  }

  private <T> T changeOnce(Transaction.Work<T> work) throws SQLException {
    Connection current = connected();
    OptionalLong number;
    T result;
    try {
      number = dialect.beginChange(current);
      result = work.run(new Transaction(current, dialect));
    } catch (SQLException | RuntimeException e) {
      undo(e);
      throw e;
    }
    try {
      execute("COMMIT");
      return result;
    } catch (SQLException e) {
      undo(e);
      if (number.isPresent() && dialect.isConnectionLost(e) && isCommitted(number.getAsLong())) {
        return result;
      }
      throw e;
    }
  }

  private <T> T readOnce(Transaction.Work<T> work) throws SQLException {
    Connection current = connected();
    try {
      dialect.beginReading(current);
      T result = work.run(new Transaction(current, dialect));
      execute("COMMIT");
      return result;
    } catch (SQLException | RuntimeException e) {
      undo(e);
      throw e;
    }
  }

  private boolean isCommitted(long number) {
    return repeat(
        () -> {
          Optional<Boolean> isCommitted = dialect.isCommitted(connected(), number);
          return isCommitted.orElseThrow(
              () -> new SQLException("the last change is neither made nor undone", "40001"));
        });
  }

  private Connection connected() throws SQLException {
    if (connection != null && connection.isClosed()) {
      disconnect();
    }
    if (connection == null) {
      connection = dialect.connect();
      wasConnected = true;
    }
    return connection;
  }

  private void execute(@CompileTimeConstant String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void undo(Exception cause) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e);
      if (dialect.isConnectionLost(e)) {
        disconnect();
      }
    }
  }

  private void disconnect() {
    if (connection == null) {
      return;
    }
    try {
      connection.close();
    } catch (SQLException e) {
      // Nothing is lost: what was committed is there, and what was not is undone.
    } finally {
      connection = null;
    }
  }

  private StoreException failure(SQLException error) {
    if (dialect.isDamage(error)) {
      return StoreException.damage(dialect.explain(error), error);
    }
    return !wasConnected && dialect.isUnreachable(error)
        ? StoreException.invalid(dialect.explain(error), error)
        : new StoreException(dialect.explain(error), error);
  }

  private void sleep(Duration pause, SQLException error) {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure(error);
    }
  }
}
