package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Servers that send too much, too little, or elsewhere; and what earlier downloads have left. */
@Timeout(60)
class HostileServerTest {

  private static final byte[] CONTENT = "some pixels".getBytes(StandardCharsets.UTF_8);
  private static final PublishedData SET =
      new PublishedData(
          "small",
          URI.create("http://localhost:1/"),
          List.of(
              new PublishedData.File(
                  "a.bin",
                  CONTENT.length,
                  new Checksum(
                      HexFormat.of().formatHex(new Checksum("").newDigest().digest(CONTENT))))));

  @TempDir private Path directory;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicLong sent = new AtomicLong();
  private HttpServer server;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/endless/",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            byte[] chunk = new byte[1 << 16];
            while (over.getCount() > 0) {
              body.write(chunk);
              sent.addAndGet(chunk.length);
            }
          }
        });
    server.createContext(
        "/stalled/",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT, 0, 4);
          exchange.getResponseBody().flush();
          await();
          exchange.close();
        });
    server.createContext(
        "/silent/",
        exchange -> {
          await();
          exchange.close();
        });
    server.createContext(
        "/right/",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
          exchange.close();
        });
    redirect("/moved/", "/right/a.bin");
    redirect("/round/", "/round/a.bin");
    redirect("/local/", "file://" + directory.resolve("bait"));
    server.start();
  }

  private void await() {
    try {
      over.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void redirect(String from, String to) {
    server.createContext(
        from,
        exchange -> {
          exchange.getResponseHeaders().add("Location", to);
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
  }

  @AfterEach
  void stop() throws InterruptedException {
    over.countDown();
    server.stop(0);
    threads.shutdownNow();
    assertTrue(threads.awaitTermination(20, TimeUnit.SECONDS));
  }

  private URI place(String name) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/" + name + "/");
  }

  private Path fetch(URI mirror) throws InterruptedException {
    return new Download(directory, (file, bytes, total) -> {}, Duration.ofSeconds(1))
        .fetch(SET, mirror);
  }

  private String failure(URI mirror) throws IOException {
    String message = assertThrows(DataException.class, () -> fetch(mirror)).getMessage();
    assertEquals(List.of(), entries(), "nothing is left of a failed download");
    return message.replace(mirror.toString(), "");
  }

  private List<String> entries() throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(entry -> entry.getFileName().toString())
          .filter(n -> !n.equals("bait"))
          .toList();
    }
  }

  @Test
  void aServerThatSendsWithoutEndIsNotListenedTo() throws IOException {
    assertEquals(
        "a.bin: the download failed: the server sends more than the 11 bytes of the file",
        failure(place("endless")));
    assertTrue(sent.get() < 100 << 20, () -> sent + " bytes were sent");
  }

  @Test
  void aServerThatFallsSilentIsGivenUp() throws IOException {
    assertEquals("a.bin: the download failed: nothing has come for 1 s", failure(place("stalled")));
    assertEquals("a.bin: the download failed: request timed out", failure(place("silent")));
  }

  @Test
  void redirectionsLeadToOtherServersOnly() throws Exception {
    Files.write(directory.resolve("bait"), CONTENT);
    assertTrue(failure(place("local")).startsWith("a.bin: the "));
    assertTrue(failure(place("round")).startsWith("a.bin: the "));
    assertTrue(failure(URI.create("file://" + directory + "/")).contains("the download failed"));
    assertTrue(failure(URI.create("ftp://localhost/")).contains("the download failed"));
    assertEquals(List.of("small"), List.of(fetch(place("moved")).getFileName().toString()));
  }

  @Test
  void whatAnEndedProcessLeftIsRemovedAndWhatIsUnderWayStays() throws Exception {
    Path left = Files.createDirectory(directory.resolve(".small-left"));
    Files.write(left.resolve(".lock"), new byte[0]);
    Files.write(left.resolve("a.bin"), CONTENT, StandardOpenOption.CREATE_NEW);
    Path beginning = Files.createDirectory(directory.resolve(".small-beginning"));
    Path other = Files.createDirectory(directory.resolve(".smaller-left"));
    Files.write(other.resolve(".lock"), new byte[0]);
    Path underWay = Files.createDirectory(directory.resolve(".small-under-way"));
    try (FileChannel lock =
        FileChannel.open(
            underWay.resolve(".lock"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      lock.lock();
      fetch(place("right"));
    }
    assertFalse(Files.exists(left));
    assertTrue(Files.exists(beginning));
    assertTrue(Files.exists(other));
    assertTrue(Files.exists(underWay));
    try (Stream<Path> files = Files.list(directory.resolve("small"))) {
      assertEquals(List.of(directory.resolve("small/a.bin")), files.toList());
    }
  }

  @Test
  void aSetHasThePermissionsOfAnyOtherDirectory() throws Exception {
    Path usual = Files.createDirectory(directory.resolve("usual"));
    assertEquals(
        Files.getPosixFilePermissions(usual), Files.getPosixFilePermissions(fetch(place("right"))));
  }
}
