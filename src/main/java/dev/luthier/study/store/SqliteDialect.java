package dev.luthier.study.store;

import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.Set;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/**
 * SQLite, in a file or in memory.
 *
 * <p>Files use a write-ahead log, so that readers and a writer do not wait for each other, and
 * {@code synchronous=FULL}: the log reaches the disk before a change counts as made. With {@code
 * NORMAL} a power failure could take back the last changes.
 */
final class SqliteDialect implements Dialect {

  private static final Duration BUSY = Duration.ofSeconds(10);

  private static final String REMEDY =
      "; put a copy of it back, or have it rebuilt from the trials' directories: luthier study DIR"
          + " repair";

  private final String url;
  private final String text;
  private final Duration busy;
  private final boolean readOnly;

  SqliteDialect(StoreLocation.SqliteFile location) {
    this(location, BUSY);
  }

  /**
   * A file.
   *
   * @param busy how long a transaction waits for one of another process
   */
  SqliteDialect(StoreLocation.SqliteFile location, Duration busy) {
    this(url(location.file(), ""), location.text(), busy, false);
  }

  SqliteDialect(StoreLocation.Memory location) {
    this("jdbc:sqlite::memory:", location.text(), BUSY, false);
  }

  private SqliteDialect(String url, String text, Duration busy, boolean readOnly) {
    this.url = url;
    this.text = text;
    this.busy = busy;
    this.readOnly = readOnly;
  }

  /**
   * A file that is only read, in a directory where nothing can be written.
   *
   * <p>Without a write-ahead log nobody has written since it was closed, and none can be made: it
   * is read as a file that never changes.
   */
  static SqliteDialect reading(StoreLocation.SqliteFile location) {
    File log = new File(location.file() + "-wal");
    String mode = log.length() > 0 ? "?mode=ro" : "?immutable=1";
    return new SqliteDialect(url(location.file(), mode), location.text(), BUSY, true);
  }

  /** As a URI any character may be in the path, a question mark as well. */
  private static String url(Path file, String parameters) {
    return "jdbc:sqlite:" + file.toUri() + parameters;
  }

  @Override
  public Connection connect() throws SQLException {
    Connection connection = new JDBC().connect(url, new Properties());
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = " + busy.toMillis());
      statement.execute("PRAGMA foreign_keys = ON");
      statement.execute("PRAGMA synchronous = FULL");
      // This one changes the file: somebody else's is left as it is.
      Set<String> tables = tables(new Transaction(connection, this));
      if (!readOnly && (tables.isEmpty() || tables.contains(Schema.VERSION_TABLE))) {
        statement.execute("PRAGMA journal_mode = WAL");
      }
      if (tables.contains(Schema.VERSION_TABLE)) {
        requireSound(statement);
      }
      return connection;
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Takes milliseconds; found out later, a damaged page would end a study in its midst. */
  private static void requireSound(Statement statement) throws SQLException {
    try (ResultSet results = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (results.next() && !"ok".equals(results.getString(1))) {
        throw new SQLException(results.getString(1), null, SQLiteErrorCode.SQLITE_CORRUPT.code);
      }
    }
  }

  @Override
  public OptionalLong beginChange(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      // A transaction that starts by reading could find at its first write that it comes too late.
      statement.execute("BEGIN IMMEDIATE");
    }
    return OptionalLong.empty();
  }

  @Override
  public void beginReading(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
    }
  }

  @Override
  public Optional<Boolean> isCommitted(Connection connection, long transaction) {
    throw new IllegalStateException("a commit to a file is always answered");
  }

  @Override
  public boolean locksRows() {
    return false;
  }

  @Override
  public void lockSchema(Transaction transaction) {
    // There is one writer at a time anyway.
  }

  /** None: with the type REAL a negative zero would lose its sign. */
  @Override
  public String realType() {
    return "";
  }

  @Override
  public String identityType() {
    return "INTEGER PRIMARY KEY AUTOINCREMENT";
  }

  /** NaN as text, for SQLite takes it for NULL. */
  @Override
  public void bindReal(PreparedStatement statement, int index, double value) throws SQLException {
    if (Double.isNaN(value)) {
      statement.setString(index, Double.toString(value));
    } else {
      statement.setDouble(index, value);
    }
  }

  @Override
  public Set<String> tables(Transaction transaction) throws SQLException {
    return new HashSet<>(
        transaction.query(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            row -> row.text("name")));
  }

  @Override
  public boolean isShared() {
    return false;
  }

  @Override
  public boolean isUnreachable(SQLException error) {
    return code(error) == SQLiteErrorCode.SQLITE_CANTOPEN;
  }

  @Override
  public boolean isConnectionLost(SQLException error) {
    return false;
  }

  @Override
  public boolean isDamage(SQLException error) {
    SQLiteErrorCode code = code(error);
    return code == SQLiteErrorCode.SQLITE_NOTADB || code == SQLiteErrorCode.SQLITE_CORRUPT;
  }

  @Override
  public boolean isPassing(SQLException error) {
    SQLiteErrorCode code = code(error);
    return code == SQLiteErrorCode.SQLITE_BUSY || code == SQLiteErrorCode.SQLITE_LOCKED;
  }

  @Override
  public String explain(SQLException error) {
    return switch (code(error)) {
      case SQLITE_NOTADB -> text + " is damaged, or is no SQLite database" + REMEDY;
      case SQLITE_CORRUPT -> text + " is damaged: SQLite finds its pages malformed" + REMEDY;
      case SQLITE_CANTOPEN ->
          readOnly
              ? text
                  + " cannot be read where nothing can be written, for its last changes are still"
                  + " in its write-ahead log; copy the directory to another place"
              : text + " cannot be opened: its directory must exist and be open for writing";
      case SQLITE_READONLY -> text + " cannot be written: the file or its directory is read-only";
      case SQLITE_BUSY, SQLITE_LOCKED -> text + " is locked by another process for too long";
      case SQLITE_FULL -> text + " cannot grow: the disk is full";
      case SQLITE_IOERR ->
          text + " cannot be read or written: the disk is full or fails (" + line(error) + ")";
      default -> text + ": " + line(error);
    };
  }

  private static String line(SQLException error) {
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("SQLite failed");
  }

  private static SQLiteErrorCode code(SQLException error) {
    // The higher bits tell more than is needed here.
    return SQLiteErrorCode.getErrorCode(error.getErrorCode() & 0xff);
  }
}
