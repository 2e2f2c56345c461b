package dev.luthier.study.store;

import dev.luthier.study.error.Secrets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.postgresql.Driver;

/**
 * PostgreSQL.
 *
 * <p>Changes lock the study's row first and so go one after the other; what they read afterwards is
 * up to date at the level READ COMMITTED. A transaction whose commit got no answer is asked for by
 * its number, so that no change is made twice or lost when the connection breaks.
 */
final class PostgresDialect implements Dialect {

  /** Any number, the same for all versions. */
  private static final long SCHEMA_LOCK = 0x4c757468696572L;

  /** Classes of errors: no connection, no such user or another password, no such database. */
  private static final Set<String> UNREACHABLE = Set.of("08", "28", "3D");

  private static final Set<String> CONNECTION_LOST = Set.of("57P01", "57P02", "57P03", "25P03");

  /** Serialization failure, deadlock, lock not available in time, too many connections. */
  private static final Set<String> PASSING = Set.of("40001", "40P01", "55P03", "53300");

  /** What the driver logs, it throws as well; its log would be more lines on standard error. */
  private static final Logger DRIVER = Logger.getLogger("org.postgresql");

  private final PostgresUrl url;
  private final Map<String, String> environment;

  PostgresDialect(StoreLocation.Postgres location) {
    this(location, System.getenv());
  }

  PostgresDialect(StoreLocation.Postgres location, Map<String, String> environment) {
    this.url = PostgresUrl.parse(location.url());
    this.environment = environment;
  }

  @Override
  public Connection connect() throws SQLException {
    // What the URL says goes before these.
    Properties properties = new Properties();
    properties.setProperty("ApplicationName", "luthier");
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("socketTimeout", "90");
    properties.setProperty("tcpKeepAlive", "true");
    String password = environment.getOrDefault(Secrets.PASSWORD_VARIABLE, "");
    if (!password.isEmpty()) {
      properties.setProperty(PostgresUrl.PASSWORD, password);
    }
    properties.putAll(url.secrets());
    if (DRIVER.getLevel() == null) {
      DRIVER.setLevel(Level.OFF);
    }
    Connection connection = new Driver().connect(url.plain(), properties);
    if (connection == null) {
      throw new SQLException("the URL cannot be understood");
    }
    try (Statement statement = connection.createStatement()) {
      // A process that froze or was cut off must not hold up the others.
      statement.execute("SET idle_in_transaction_session_timeout = '30s'");
      statement.execute("SET lock_timeout = '60s'");
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public OptionalLong beginChange(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT txid_current()");
      statement.getMoreResults();
      try (ResultSet results = statement.getResultSet()) {
        results.next();
        return OptionalLong.of(results.getLong(1));
      }
    }
  }

  @Override
  public void beginReading(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    }
  }

  @Override
  public Optional<Boolean> isCommitted(Connection connection, long transaction)
      throws SQLException {
    String status =
        new Transaction(connection, this)
            .query(
                "SELECT txid_status(?) AS status",
                row -> row.optionalText("status").orElse(""),
                transaction)
            .get(0);
    return "in progress".equals(status)
        ? Optional.empty()
        : Optional.of("committed".equals(status));
  }

  @Override
  public boolean locksRows() {
    return true;
  }

  @Override
  public void lockSchema(Transaction transaction) throws SQLException {
    transaction.query("SELECT pg_advisory_xact_lock(?)", row -> true, SCHEMA_LOCK);
  }

  @Override
  public String realType() {
    return "DOUBLE PRECISION";
  }

  @Override
  public String identityType() {
    return "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";
  }

  @Override
  public void bindReal(PreparedStatement statement, int index, double value) throws SQLException {
    statement.setDouble(index, value);
  }

  @Override
  public Set<String> tables(Transaction transaction) throws SQLException {
    return new HashSet<>(
        transaction.query(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()",
            row -> row.text("tablename")));
  }

  @Override
  public boolean isShared() {
    return true;
  }

  @Override
  public boolean isUnreachable(SQLException error) {
    String state = state(error);
    return state.length() == 5 && UNREACHABLE.contains(state.substring(0, 2));
  }

  @Override
  public boolean isConnectionLost(SQLException error) {
    String state = state(error);
    return state.startsWith("08") || CONNECTION_LOST.contains(state);
  }

  @Override
  public boolean isDamage(SQLException error) {
    // The server's own to find and to mend.
    return false;
  }

  @Override
  public boolean isPassing(SQLException error) {
    return isConnectionLost(error) || PASSING.contains(state(error));
  }

  @Override
  public String explain(SQLException error) {
    String message = error.getMessage();
    return url.text()
        + ": "
        + (message == null ? "PostgreSQL failed" : String.join(" ", message.split("\\s+")));
  }

  private static String state(SQLException error) {
    return error.getSQLState() == null ? "" : error.getSQLState();
  }
}
