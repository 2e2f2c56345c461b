package dev.luthier.study.store;

import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** Creates and opens the stores of studies. */
public final class TrialStores {

  private TrialStores() {}

  /**
   * Creates a study, or opens the one of this name. Whether it is the same study is for the caller
   * to find out, by {@link TrialStore#definition}.
   *
   * @param name unique at the location
   * @param definition kept as it is
   * @throws StoreException where the database cannot be reached, is damaged, or holds other things
   */
  public static TrialStore create(StoreLocation location, String name, String definition) {
    return create(dialect(location), Database.PAUSES, location.text(), name, definition);
  }

  /** Loads what SQLite takes, so that the first store is there at once. */
  public static void load() {
    create(new StoreLocation.Memory(), "loaded", "").close();
  }

  static TrialStore create(
      Dialect dialect, List<Duration> pauses, String text, String name, String definition) {
    Database database = new Database(dialect, pauses);
    try {
      Schema.CURRENT.bringUpToDate(database, text);
      return JdbcTrialStore.create(database, name, definition);
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Opens a study that is there.
   *
   * @throws StoreException where there is none of this name, or the database cannot be reached, is
   *     damaged, or holds other things
   */
  public static TrialStore open(StoreLocation location, String name) {
    requireThere(location);
    return open(dialect(location), location.text(), name);
  }

  /**
   * Opens a study only to read it, which is possible also where nothing can be written: what would
   * change it fails there.
   *
   * @throws StoreException as {@link #open}
   */
  public static TrialStore openForReading(StoreLocation location, String name) {
    requireThere(location);
    boolean isReadOnly =
        location instanceof StoreLocation.SqliteFile sqlite
            && !(Files.isWritable(sqlite.file())
                && Files.isWritable(sqlite.file().toAbsolutePath().getParent()));
    Dialect dialect =
        isReadOnly ? SqliteDialect.reading((StoreLocation.SqliteFile) location) : dialect(location);
    return open(dialect, location.text(), name);
  }

  private static TrialStore open(Dialect dialect, String text, String name) {
    Database database = new Database(dialect, Database.PAUSES);
    try {
      Schema.CURRENT.bringUpToDate(database, text);
      return JdbcTrialStore.open(database, name)
          .orElseThrow(
              () ->
                  StoreException.invalid(
                      text
                          + " has no study named "
                          + name
                          + "; it has "
                          + String.join(", ", JdbcTrialStore.names(database))));
    } catch (RuntimeException e) {
      database.close();
      throw e;
    }
  }

  /**
   * Connects to a database server and changes nothing, so that a wrong location is known early.
   *
   * @throws StoreException where the server cannot be reached
   */
  public static void requireReachable(StoreLocation location) {
    if (location instanceof StoreLocation.Postgres) {
      try (Database database = new Database(dialect(location), List.of())) {
        database.read(transaction -> true);
      }
    }
  }

  /** SQLite would make an empty file. */
  private static void requireThere(StoreLocation location) {
    if (location instanceof StoreLocation.SqliteFile sqlite
        && !Files.isRegularFile(sqlite.file())) {
      throw StoreException.invalid(location.text() + " does not exist: there is no study");
    }
  }

  private static Dialect dialect(StoreLocation location) {
    if (location instanceof StoreLocation.Postgres postgres) {
      return new PostgresDialect(postgres);
    }
    return location instanceof StoreLocation.SqliteFile file
        ? new SqliteDialect(file)
        : new SqliteDialect((StoreLocation.Memory) location);
  }
}
