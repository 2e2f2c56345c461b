package dev.luthier.study.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.search.Report;
import java.io.IOException;
import java.net.URI;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** PostgreSQL, many studies in one database. */
class PostgresTrialStoreTest extends SharedTrialStoreContract {

  private static final List<Duration> SHORT_PAUSES =
      List.of(Duration.ofMillis(1), Duration.ofMillis(20), Duration.ofMillis(200));

  private final String name = "study " + UUID.randomUUID();

  @Override
  StoreLocation location() {
    return new StoreLocation.Postgres(url());
  }

  @Override
  String name() {
    return name;
  }

  @Override
  String url() {
    return PostgresServer.url();
  }

  @Override
  void requireSound() {
    // The server itself was not killed.
  }

  @Override
  Database database() {
    return database(url());
  }

  private static Database database(String url) {
    return new Database(new PostgresDialect(new StoreLocation.Postgres(url)), SHORT_PAUSES);
  }

  private int terminateOthers() {
    try (Database administrator = database(url())) {
      return administrator.change(
          transaction ->
              transaction
                  .query(
                      "SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity"
                          + " WHERE application_name = 'luthier' AND pid <> pg_backend_pid()",
                      row -> true)
                  .size());
    }
  }

  @Test
  void connectsAgainWhereTheConnectionIsLost() {
    store.create(owner, 0, assignment());
    for (int step = 1; step <= 3; step++) {
      assertTrue(terminateOthers() > 0);
      store.report(owner, 0, new Report(step, step));
      assertTrue(terminateOthers() > 0);
      assertEquals(step, trial(0).trial().reports().size());
    }
  }

  @Test
  void aConnectionLostInATransactionUndoesItAndRunsItAgain() {
    int[] runs = {0};
    try (Database database = database(url())) {
      database.change(
          transaction -> {
            transaction.update("UPDATE study SET seconds = seconds + ? WHERE name = ?", 1.0, name);
            if (runs[0]++ == 0) {
              terminateOthers();
            }
            return transaction.update(
                "UPDATE study SET seconds = seconds + ? WHERE name = ?", 1.0, name);
          });
    }
    assertEquals(2, runs[0]);
    assertEquals(2.0, store.seconds());
  }

  @ParameterizedTest
  @EnumSource(names = {"BEFORE_COMMIT", "AFTER_COMMIT"})
  void aCommitWithoutAnswerIsMadeExactlyOnce(LossyProxy.Cut cut) throws IOException {
    int[] runs = {0};
    URI server = URI.create(url().substring("jdbc:".length()));
    try (LossyProxy proxy = new LossyProxy(server.getPort());
        Database database =
            database(url().replace(":" + server.getPort() + "/", ":" + proxy.port() + "/"))) {
      proxy.cut(cut);
      int changed =
          database.change(
              transaction -> {
                runs[0]++;
                return transaction.update(
                    "UPDATE study SET seconds = seconds + ? WHERE name = ?", 1.0, name);
              });
      assertEquals(1, changed);
      assertEquals(LossyProxy.Cut.NOWHERE, proxy.next());
    }
    assertEquals(cut == LossyProxy.Cut.BEFORE_COMMIT ? 2 : 1, runs[0]);
    assertEquals(1.0, store.seconds());
  }

  @Test
  void twoThatWaitForEachOtherBothSucceed() throws InterruptedException {
    try (Database one = database(url());
        Database two = database(url())) {
      String other = name + " b";
      TrialStores.create(location(), other, "").close();
      Thread thread = new Thread(() -> addTo(two, other, name));
      thread.start();
      addTo(one, name, other);
      thread.join();
    }
    assertEquals(2.0, store.seconds());
  }

  private static void addTo(Database database, String first, String second) {
    database.change(
        transaction -> {
          transaction.update("UPDATE study SET seconds = seconds + ? WHERE name = ?", 1.0, first);
          transaction.query("SELECT CAST(pg_sleep(0.2) AS TEXT) AS slept", row -> true);
          return transaction.update(
              "UPDATE study SET seconds = seconds + ? WHERE name = ?", 1.0, second);
        });
  }

  @Test
  void aServerThatCannotBeReachedIsTold() {
    StoreLocation location =
        StoreLocation.of("jdbc:postgresql://localhost:1/nothing?user=me&password=secret");
    StoreException error =
        assertThrows(StoreException.class, () -> TrialStores.open(location, "study"));
    assertEquals(1, error.getMessage().lines().count());
    assertTrue(
        error.getMessage().startsWith("jdbc:postgresql://localhost:1/nothing: Connection"),
        error.getMessage());
    assertTrue(!error.getMessage().contains("secret"));
    assertTrue(error.isInvalid());
    assertEquals(
        error.getMessage(),
        assertThrows(StoreException.class, () -> TrialStores.requireReachable(location))
            .getMessage());
  }

  @Test
  void aServerThatCanBeReachedIsLeftAsItIs() {
    StoreLocation empty = new StoreLocation.Postgres(schema("empty"));
    TrialStores.requireReachable(empty);
    try (Database database = database(((StoreLocation.Postgres) empty).url())) {
      assertEquals(Set.of(), database.read(database.dialect()::tables));
    }
  }

  @Test
  void aUserOrADatabaseThatIsNotThereIsTheUsersToMend() {
    for (String wrong : List.of("user=nobody", "database")) {
      StoreLocation location =
          StoreLocation.of(
              wrong.equals("database")
                  ? url().replaceFirst("/[^/?]*\\?", "/nothing?")
                  : url().replaceFirst("user=[^&]*", wrong));
      StoreException error =
          assertThrows(StoreException.class, () -> TrialStores.requireReachable(location));
      assertTrue(error.isInvalid(), error.getMessage());
    }
  }

  @Test
  void tablesOfOthersMayStandBesideButNotInTheWay() {
    String beside = schema("beside");
    inSchema(beside, "CREATE TABLE song (title TEXT)");
    TrialStores.create(new StoreLocation.Postgres(beside), "study", "").close();
    assertEquals(List.of("study"), names(new StoreLocation.Postgres(beside)));

    String inTheWay = schema("way");
    inSchema(inTheWay, "CREATE TABLE study (hall TEXT)");
    StoreException error =
        assertThrows(
            StoreException.class,
            () -> TrialStores.create(new StoreLocation.Postgres(inTheWay), "study", ""));
    assertTrue(
        error
            .getMessage()
            .endsWith(" holds no studies but something else: tables study; name another place"),
        error.getMessage());
  }

  @Test
  void aSchemaThatIsNotThereIsTold() {
    StoreLocation location = new StoreLocation.Postgres(url() + "&currentSchema=none");
    StoreException error =
        assertThrows(StoreException.class, () -> TrialStores.create(location, "study", ""));
    assertTrue(error.getMessage().contains("no schema has been selected"), error.getMessage());
  }

  private String schema(String start) {
    String schema = start + UUID.randomUUID().toString().replace("-", "");
    inSchema(url(), "CREATE SCHEMA " + schema);
    return url() + "&currentSchema=" + schema;
  }

  private static void inSchema(String url, String statement) {
    try (Database database = database(url)) {
      database.change(
          transaction -> {
            try (Statement direct = transaction.connection().createStatement()) {
              return direct.execute(statement);
            }
          });
    }
  }
}
