package dev.luthier.study.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.errorprone.annotations.CompileTimeConstant;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** SQLite in a file. */
class SqliteTrialStoreTest extends SharedTrialStoreContract {

  private static final String REMEDY =
      "; put a copy of it back, or have it rebuilt from the trials' directories: luthier study DIR"
          + " repair";

  @TempDir Path directory;

  /** What a URI would take for something else is allowed in a path. */
  private Path studyDirectory() {
    try {
      return Files.createDirectories(directory.resolve("a b?ü%41#&"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  StoreLocation location() {
    return StoreLocation.in(studyDirectory());
  }

  @Override
  String name() {
    return "study";
  }

  @Override
  String url() {
    return "jdbc:sqlite:" + location().text();
  }

  @Override
  void requireSound() {
    assertEquals("ok", pragma("integrity_check"));
    assertEquals("", pragma("foreign_key_check"));
  }

  private String pragma(@CompileTimeConstant String name) {
    return inDatabase(
        transaction ->
            String.join(
                "\n", transaction.query("PRAGMA " + name, row -> row.results().getString(1))));
  }

  private <T> T inDatabase(Transaction.Work<T> work) {
    try (Database database = database()) {
      return database.change(work);
    }
  }

  @Override
  Database database() {
    return database(location());
  }

  private static Database database(StoreLocation location) {
    return new Database(new SqliteDialect((StoreLocation.SqliteFile) location), List.of());
  }

  @Test
  void usesAWriteAheadLogThatReachesTheDisk() {
    assertEquals("wal", pragma("journal_mode"));
    assertEquals("2", pragma("synchronous"));
    assertEquals("1", pragma("foreign_keys"));
  }

  @Test
  void leavesOneFileBehind() throws IOException {
    store.close();
    try (var files = Files.list(studyDirectory())) {
      assertEquals(List.of("study.db"), files.map(file -> file.getFileName().toString()).toList());
    }
  }

  @Test
  void aNewerSchemaIsRefused() {
    inDatabase(transaction -> transaction.update("UPDATE schema_version SET version = 99"));
    assertRefused(
        location(),
        location().text()
            + " was written by a newer Luthier: its schema has version 99, this Luthier knows"
            + " versions up to 3; use the newer one");
  }

  @Test
  void aSchemaThatCannotBeIsDamage() {
    inDatabase(transaction -> transaction.update("UPDATE schema_version SET version = -1"));
    assertRefused(location(), location().text() + " is damaged: its schema has version -1");
  }

  @Test
  void aNumberOfWhichOnlyTheLowerBitsWouldBeReadIsDamage() {
    inDatabase(transaction -> transaction.update("UPDATE schema_version SET version = 4294967298"));
    assertRefused(location(), "the store is damaged: version of a row is 4294967298");
  }

  @Test
  void anOlderSchemaIsBroughtUpToDateOnce() {
    List<List<TableStatement>> steps = new ArrayList<>(Schema.CURRENT.steps());
    steps.add(List.of(TableStatement.of("ALTER TABLE trial ADD COLUMN note TEXT DEFAULT 'none'")));
    Schema newer = new Schema(steps);
    store.create(owner, 0, assignment());
    try (Database database = database(location())) {
      newer.bringUpToDate(database, "here");
      newer.bringUpToDate(database, "here");
      assertEquals(
          List.of("none"),
          database.read(
              transaction -> transaction.query("SELECT note FROM trial", row -> row.text("note"))));
      assertEquals(
          List.of(Schema.CURRENT.version() + 1),
          database.read(
              transaction ->
                  transaction.query(
                      "SELECT version FROM schema_version", row -> row.integer("version"))));
    }
    assertThrows(StoreException.class, () -> TrialStores.open(location(), name()));
  }

  @Test
  void aStepOfTheSchemaThatFailsLeavesNothing() {
    Schema broken =
        new Schema(
            List.of(
                List.of(
                    TableStatement.of("CREATE TABLE study (id {identity})"),
                    TableStatement.of("CREATE"))));
    StoreLocation location = new StoreLocation.SqliteFile(directory.resolve("broken.db"));
    try (Database database = database(location)) {
      assertThrows(StoreException.class, () -> broken.bringUpToDate(database, "here"));
      assertEquals(
          List.of(),
          database.read(
              transaction ->
                  transaction.query("SELECT name FROM sqlite_master", row -> row.text("name"))));
    }
  }

  @Test
  void aFileThatIsNoDatabaseIsRefused() throws IOException {
    Path file = directory.resolve("text.db");
    Files.writeString(file, "no database at all\n".repeat(500));
    byte[] before = Files.readAllBytes(file);
    StoreLocation location = new StoreLocation.SqliteFile(file);
    assertRefused(location, file + " is damaged, or is no SQLite database" + REMEDY);
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  @Test
  void aDatabaseOfSomethingElseIsRefusedAndLeftAsItIs() throws IOException, SQLException {
    StoreLocation location = new StoreLocation.SqliteFile(directory.resolve("other.db"));
    try (Connection connection =
            new JDBC().connect("jdbc:sqlite:" + location.text(), new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE song (title TEXT)");
    }
    byte[] before = Files.readAllBytes(directory.resolve("other.db"));
    assertRefused(
        location,
        location.text() + " holds no studies but something else: tables song; name another place");
    assertArrayEquals(before, Files.readAllBytes(directory.resolve("other.db")));
  }

  @Test
  void aDamagedFileIsTold() throws IOException {
    for (int number = 0; number < 300; number++) {
      assertTrue(store.create(owner, number, assignment()).isPresent());
    }
    store.close();
    try (RandomAccessFile file = new RandomAccessFile(location().text(), "rw")) {
      for (long page = 1; page * 4096 < file.length(); page++) {
        file.seek(page * 4096);
        file.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
      }
    }
    assertRefused(
        location(), location().text() + " is damaged: SQLite finds its pages malformed" + REMEDY);
  }

  @Test
  void aDirectoryThatIsNotThereIsTold() {
    StoreLocation location = StoreLocation.in(directory.resolve("none"));
    StoreException error =
        assertThrows(StoreException.class, () -> TrialStores.create(location, "study", ""));
    assertEquals(
        location.text() + " cannot be opened: its directory must exist and be open for writing",
        error.getMessage());
    assertTrue(error.isInvalid());
    assertRefused(location, location.text() + " does not exist: there is no study");
    assertFalse(Files.exists(directory.resolve("none")));
  }

  @Test
  void aReadOnlyDirectoryIsTold() throws IOException {
    Path locked = Files.createDirectories(directory.resolve("locked"));
    assertTrue(locked.toFile().setWritable(false));
    try {
      Assumptions.assumeFalse(
          Files.isWritable(locked), "this user may write everywhere, such as root");
      StoreLocation location = StoreLocation.in(locked);
      StoreException error =
          assertThrows(StoreException.class, () -> TrialStores.create(location, "study", ""));
      assertEquals(
          location.text() + " cannot be opened: its directory must exist and be open for writing",
          error.getMessage());
    } finally {
      locked.toFile().setWritable(true);
    }
  }

  @Test
  void aLockThatIsNotReleasedIsTold() {
    try (Database holder = database(location());
        Database waiting =
            new Database(
                new SqliteDialect((StoreLocation.SqliteFile) location(), Duration.ofMillis(50)),
                List.of(Duration.ofMillis(1), Duration.ofMillis(1)))) {
      holder.change(
          transaction -> {
            StoreException error =
                assertThrows(StoreException.class, () -> waiting.change(other -> true));
            assertEquals(
                location().text() + " is locked by another process for too long",
                error.getMessage());
            return true;
          });
      assertEquals("done", waiting.change(other -> "done"));
    }
  }

  private static void assertRefused(StoreLocation location, String message) {
    StoreException error =
        assertThrows(
            StoreException.class,
            () -> {
              try (TrialStore opened = TrialStores.open(location, "study")) {
                opened.changedSince(0);
              }
            });
    assertEquals(message, error.getMessage());
  }
}
