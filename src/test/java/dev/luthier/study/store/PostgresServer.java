package dev.luthier.study.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/**
 * A PostgreSQL server on the loopback interface, started at the first test that needs it and
 * stopped as the tests' process ends.
 */
public final class PostgresServer {

  private static Optional<EmbeddedPostgres> server = Optional.empty();
  private static String reason = "";

  private PostgresServer() {}

  /** The URL of its database; where it does not start, the calling test is skipped. */
  public static synchronized String url() {
    if (server.isEmpty() && reason.isEmpty()) {
      try {
        server =
            Optional.of(
                EmbeddedPostgres.builder()
                    .setOverrideWorkingDirectory(new File("target/postgres").getAbsoluteFile())
                    .setPGStartupWait(Duration.ofMinutes(1))
                    .start());
      } catch (IOException | RuntimeException e) {
        reason = "PostgreSQL does not start here: " + e.getMessage();
      }
    }
    Assumptions.assumeTrue(server.isPresent(), reason);
    return server.get().getJdbcUrl("postgres", "postgres");
  }
}
