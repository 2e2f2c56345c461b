package dev.luthier.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.luthier.Effort;
import dev.luthier.search.Budget;
import dev.luthier.search.FloatRange;
import dev.luthier.search.History;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.study.ModelStudy;
import dev.luthier.study.Study;
import dev.luthier.study.StudyListener;
import dev.luthier.study.StudyResult;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.store.StoreException;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Properties;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.JDBC;

/** What keeps a study's trials goes away, is locked, or is damaged; and clocks jump. */
@Tag(Effort.RELIABILITY)
@Timeout(600)
class StoreFaultsTest {

  @TempDir private Path directory;

  /** The server is stopped in the midst of a trial, and is there again some seconds later. */
  @Test
  void aDatabaseThatGoesAwayAndComesBackIsWaitedFor() throws Exception {
    try (Server server = Server.start(directory.resolve("postgres"))) {
      StoreLocation store = StoreLocation.of(server.url());
      AtomicReference<CompletableFuture<Void>> outage = new AtomicReference<>();
      StudyListener listener =
          new StudyListener() {
            @Override
            public void onReport(StoredTrial trial) {
              if (trial.trial().number() == 1 && outage.get() == null) {
                outage.set(CompletableFuture.runAsync(server::restart));
              }
            }
          };
      Path root = directory.resolve("study");
      StudyResult result =
          new ModelStudy(
                  SmallStudy.request(SmallStudy.spec(""), root, store),
                  InstantSource.system(),
                  System::nanoTime)
              .run(listener, () -> false);
      outage.get().get(1, TimeUnit.MINUTES);
      SmallStudy.assertSame(result.trials());
      SmallStudy.assertTidy(root);
      assertTrue(result.trials().stream().allMatch(trial -> trial.attempts() == 1));
    }
  }

  /** Another process keeps the file locked for some seconds. */
  @Test
  void aLockedFileIsWaitedFor() throws Exception {
    StoreLocation store = new StoreLocation.SqliteFile(directory.resolve("study.db"));
    Study study =
        Study.of(SearchSpace.of(Parameter.of("x", FloatRange.of(0, 1))))
            .withBudget(Budget.ofTrials(10))
            .withStore(store, "locked");
    AtomicReference<CompletableFuture<Void>> lock = new AtomicReference<>();
    StudyResult result =
        study.maximize(
            trial -> {
              if (trial.number() == 3) {
                lock.set(CompletableFuture.runAsync(() -> lock(store.text(), 2)));
                Thread.sleep(200);
              }
              return trial.number("x");
            });
    lock.get().get(1, TimeUnit.MINUTES);
    assertEquals(10, result.count(Trial.State.COMPLETE));
    assertTrue(result.trials().stream().allMatch(trial -> trial.attempts() == 1));
  }

  private static void lock(String file, int seconds) {
    try (Connection connection = new JDBC().connect("jdbc:sqlite:" + file, new Properties());
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA busy_timeout = 10000");
      statement.execute("BEGIN IMMEDIATE");
      Thread.sleep(Duration.ofSeconds(seconds).toMillis());
      statement.execute("COMMIT");
    } catch (java.sql.SQLException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Bytes are flipped, pages lost, the end cut off: one line says so, or the trials are there. */
  @Test
  void aDamagedStoreIsToldInOneLine() throws Exception {
    byte[] sound = Files.readAllBytes(SmallStudy.undisturbed().directory().resolve("study.db"));
    SplittableRandom random = new SplittableRandom(3);
    Path file = directory.resolve("study.db");
    int told = 0;
    int tries = Effort.of(60, 3000);
    for (int i = 0; i < tries; i++) {
      byte[] damaged = damaged(sound, random);
      Files.write(file, damaged);
      try (TrialStore store =
          TrialStores.open(new StoreLocation.SqliteFile(file), SmallStudy.NAME)) {
        store.changedSince(0);
      } catch (StoreException e) {
        told++;
        assertEquals(1, e.getMessage().lines().count(), e.getMessage());
      }
      Files.deleteIfExists(directory.resolve("study.db-wal"));
      Files.deleteIfExists(directory.resolve("study.db-shm"));
    }
    assertTrue(told > tries / 4, told + " of " + tries + " were found");
  }

  private static byte[] damaged(byte[] sound, SplittableRandom random) {
    byte[] damaged = sound.clone();
    switch (random.nextInt(3)) {
      case 0 -> {
        int page = random.nextInt(damaged.length / 4096) * 4096;
        for (int i = page; i < page + 512; i++) {
          damaged[i] = (byte) random.nextInt();
        }
      }
      case 1 -> {
        for (int flips = 0; flips < 40; flips++) {
          damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
        }
      }
      default -> {
        return java.util.Arrays.copyOf(damaged, random.nextInt(damaged.length));
      }
    }
    return damaged;
  }

  @Test
  void aDamagedStoreSaysWhatToDoAndIsRebuilt() throws Exception {
    Path root = Files.createDirectory(directory.resolve("study"));
    Path original = SmallStudy.undisturbed().directory();
    for (int trial = 0; trial < SmallStudy.TRIALS; trial++) {
      Path from = new StudyDirectory(original).trial(trial).resolve("trial.json");
      Path to = Files.createDirectories(new StudyDirectory(root).trial(trial));
      Files.copy(from, to.resolve("trial.json"));
    }
    Files.copy(original.resolve("study.textproto"), root.resolve("study.textproto"));
    byte[] store = Files.readAllBytes(original.resolve("study.db"));
    for (int page = 4096; page < store.length; page += 4096) {
      store[page] = 77;
    }
    Files.write(root.resolve("study.db"), store);
    StudyProcess.Ended end =
        StudyProcess.run(StudyProcess.luthier("study", root.toString(), "trials")).requireCode(1);
    assertEquals(1, end.err().lines().count(), end.err());
    assertTrue(
        end.err().contains("is damaged") && end.err().contains("luthier study DIR repair"),
        end.err());
    StudyProcess.run(StudyProcess.luthier("study", root.toString(), "repair")).requireCode(0);
    SmallStudy.assertSame(SmallStudy.trials(root));
  }

  /** The time of day goes back by a year, and on by another one, at any look at it. */
  @Test
  void clocksThatJumpChangeNothing() throws Exception {
    SplittableRandom random = new SplittableRandom(9);
    AtomicLong offset = new AtomicLong();
    InstantSource jumping =
        () -> {
          offset.set(Duration.ofDays(random.nextInt(-365, 365)).toSeconds());
          return Instant.now().plusSeconds(offset.get());
        };
    Path root = directory.resolve("study");
    AtomicLong ends = new AtomicLong();
    StudyListener listener =
        new StudyListener() {
          @Override
          public void onTrialEnd(StoredTrial trial, History history) {
            ends.incrementAndGet();
          }
        };
    StudyResult result =
        new ModelStudy(
                SmallStudy.request(SmallStudy.spec(""), root, StoreLocation.in(root)),
                jumping,
                System::nanoTime)
            .run(listener, () -> false);
    assertEquals(SmallStudy.TRIALS, ends.get());
    SmallStudy.assertSame(result.trials());
    SmallStudy.assertTidy(root);
  }

  /** A PostgreSQL server on a directory and a port that stay. */
  private static final class Server implements AutoCloseable {
    private final Path data;
    private EmbeddedPostgres postgres;

    private Server(Path data, EmbeddedPostgres postgres) {
      this.data = data;
      this.postgres = postgres;
    }

    static Server start(Path data) {
      try {
        return new Server(data, start(data, 0));
      } catch (IOException | RuntimeException e) {
        assumeTrue(false, "PostgreSQL does not start here: " + e.getMessage());
        throw new IllegalStateException(e);
      }
    }

    private static EmbeddedPostgres start(Path data, int port) throws IOException {
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setOverrideWorkingDirectory(Path.of("target", "postgres").toFile().getAbsoluteFile())
              .setDataDirectory(data)
              .setCleanDataDirectory(false)
              .setPGStartupWait(Duration.ofMinutes(1));
      return (port == 0 ? builder : builder.setPort(port)).start();
    }

    String url() {
      return postgres.getJdbcUrl("postgres", "postgres");
    }

    synchronized void restart() {
      try {
        int port = postgres.getPort();
        postgres.close();
        Thread.sleep(2000);
        postgres = start(data, port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public synchronized void close() throws IOException {
      postgres.close();
    }
  }
}
