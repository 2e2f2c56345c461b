package dev.luthier.study.store;

import dev.luthier.study.error.Secrets;
import java.nio.file.Path;
import java.util.List;

/**
 * Where studies are kept.
 *
 * <p>SQLite is for processes of one machine: its files must not be shared over a network file
 * system. PostgreSQL is for those of several machines.
 */
public sealed interface StoreLocation {

  /** An SQLite file, of one study or several. */
  record SqliteFile(Path file) implements StoreLocation {
    @Override
    public String text() {
      return file.toString();
    }
  }

  /** Memory of this process: each store that is created there is alone, and gone once closed. */
  record Memory() implements StoreLocation {
    @Override
    public String text() {
      return "memory";
    }
  }

  /**
   * A PostgreSQL database, 13 or newer, that may hold other things as well. The tables are made in
   * the current schema: the URL's {@code currentSchema} picks one.
   *
   * @param url such as {@code jdbc:postgresql://host/database?user=name}. The password is the
   *     parameter {@code password}, else the environment variable {@code PGPASSWORD}, else what the
   *     driver finds in the user's {@code .pgpass}
   */
  record Postgres(String url) implements StoreLocation {
    public Postgres {
      PostgresUrl.parse(url);
    }

    /** The URL without its parameters, among which a password may be. */
    @Override
    public String text() {
      return PostgresUrl.parse(url).text();
    }

    @Override
    public String toString() {
      return text();
    }
  }

  /** For people; no secrets. */
  String text();

  /** The file {@code study.db} of a study's directory. */
  static StoreLocation in(Path studyDirectory) {
    return new SqliteFile(studyDirectory.resolve("study.db"));
  }

  /**
   * A JDBC URL: {@code jdbc:postgresql:…}, {@code jdbc:sqlite:FILE}, or {@code
   * jdbc:sqlite::memory:}.
   *
   * @throws IllegalArgumentException for another database
   */
  static StoreLocation of(String url) {
    String sqlite = "jdbc:sqlite:";
    if (url.equals(sqlite + ":memory:")) {
      return new Memory();
    }
    if (url.startsWith(sqlite) && url.length() > sqlite.length()) {
      return new SqliteFile(Path.of(url.substring(sqlite.length())));
    }
    if (url.startsWith(PostgresUrl.PREFIX)) {
      return new Postgres(url);
    }
    throw new IllegalArgumentException(
        "store must be the URL of an SQLite or PostgreSQL database, was "
            + Secrets.in(List.of(url)).masked(url)
            + "; write such as jdbc:postgresql://host/database");
  }
}
