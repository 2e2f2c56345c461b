package dev.luthier.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadTest {

  private static final byte[] CONTENT = "some pixels".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path directory;
  private final Map<String, byte[]> served = new HashMap<>();
  private final List<String> progress = new ArrayList<>();
  private int promisedTooMuch;
  private HttpServer server;
  private URI mirror;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/mirror/", this::answer);
    server.start();
    mirror = URI.create("http://localhost:" + server.getAddress().getPort() + "/mirror");
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    byte[] content = served.get(exchange.getRequestURI().getPath().substring("/mirror/".length()));
    if (content == null) {
      exchange.sendResponseHeaders(404, -1);
    } else {
      exchange.sendResponseHeaders(200, content.length + promisedTooMuch);
      exchange.getResponseBody().write(content);
    }
    exchange.close();
  }

  private static Checksum sha256(byte[] content) {
    return new Checksum(HexFormat.of().formatHex(new Checksum("").newDigest().digest(content)));
  }

  private static PublishedData.File file(String name, byte[] content) {
    return new PublishedData.File(name, content.length, sha256(content));
  }

  private PublishedData set(PublishedData.File... files) {
    return new PublishedData("small", URI.create("http://localhost:1/"), List.of(files));
  }

  private Path fetch(PublishedData data) throws InterruptedException {
    return new Download(
            directory, (file, bytes, total) -> progress.add(file + " " + bytes + " of " + total))
        .fetch(data, mirror);
  }

  private String failure(PublishedData data) throws IOException {
    String message = assertThrows(DataException.class, () -> fetch(data)).getMessage();
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList(), "nothing is left of a failed download");
    }
    return message.replace(mirror.toString(), "");
  }

  @Test
  void fetchesWhatHasTheRightChecksum() throws Exception {
    served.put("a.bin", CONTENT);
    served.put("b.bin", new byte[0]);
    PublishedData data = set(file("a.bin", CONTENT), file("b.bin", new byte[0]));
    Path fetched = fetch(data);
    assertEquals(directory.resolve("small"), fetched);
    assertArrayEquals(CONTENT, Files.readAllBytes(fetched.resolve("a.bin")));
    assertEquals(0, Files.size(fetched.resolve("b.bin")));
    assertEquals(List.of("a.bin 11 of 11"), progress);
    try (Stream<Path> all = Files.list(directory)) {
      assertEquals(List.of(fetched), all.toList());
    }
    served.clear();
    assertEquals(fetched, fetch(data), "what is there is not fetched again");
  }

  @Test
  void wrongChecksumLeavesNothing() throws Exception {
    served.put("a.bin", CONTENT);
    served.put("b.bin", "changed".getBytes(StandardCharsets.UTF_8));
    String message = failure(set(file("a.bin", CONTENT), file("b.bin", CONTENT)));
    assertTrue(message.startsWith("/b.bin: the SHA-256 is "), message);
    assertTrue(message.endsWith("was published; nothing was kept"), message);
  }

  @Test
  void absentAndTruncatedFilesLeaveNothing() throws Exception {
    PublishedData data = set(file("a.bin", CONTENT));
    assertEquals("/a.bin: the server answered 404; try --mirror", failure(data));
    served.put("a.bin", CONTENT);
    promisedTooMuch = 5;
    String message = failure(data);
    assertTrue(message.startsWith("/a.bin: the download failed: "), message);
    server.stop(0);
    assertTrue(failure(data).startsWith("/a.bin: the download failed: "));
  }

  private static byte[] header(String name, int size, char kind) {
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 124, String.format("%011o", size));
    put(header, 257, "ustar");
    header[156] = (byte) kind;
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xFF;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    return header;
  }

  private static void put(byte[] header, int start, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, start, bytes.length);
  }

  private static byte[] archive(byte[]... blocks) throws IOException {
    ByteArrayOutputStream tar = new ByteArrayOutputStream();
    for (byte[] block : blocks) {
      tar.write(block);
    }
    tar.write(new byte[1024]);
    return Reading.gzipped(tar.toByteArray());
  }

  private static byte[] block(String text) {
    byte[] block = new byte[512];
    put(block, 0, text);
    return block;
  }

  private PublishedData archived(byte[] archive) {
    served.put("all.tar.gz", archive);
    return set(file("all.tar.gz", archive));
  }

  @Test
  void unpacksArchives() throws Exception {
    Path fetched =
        fetch(
            archived(
                archive(
                    header("folder/", 0, '5'),
                    header("folder/a.txt", 5, '0'),
                    block("hello"),
                    header("pax", 3, 'x'),
                    block("abc"),
                    header("b.txt", 0, '0'))));
    assertEquals("hello", Files.readString(fetched.resolve("folder/a.txt")));
    assertEquals("", Files.readString(fetched.resolve("b.txt")));
    assertFalse(Files.exists(fetched.resolve("all.tar.gz")));
  }

  @Test
  void refusesEntriesThatClimbOut() throws Exception {
    for (String name : List.of("../evil.txt", "folder/../../evil.txt", "/tmp/evil.txt")) {
      assertEquals(
          "all.tar.gz: the entry " + name + " lies outside the directory; it is refused",
          failure(archived(archive(header(name, 0, '0')))));
    }
    assertEquals(
        "all.tar.gz: the entry link is neither a file nor a directory; it is refused",
        failure(archived(archive(header("link", 0, '2')))));
    assertFalse(Files.exists(directory.resolve("evil.txt")));
    assertFalse(Files.exists(Path.of("/tmp/evil.txt")));
  }

  @Test
  void refusesCorruptArchives() throws Exception {
    byte[] header = header("a.txt", 5, '0');
    header[1] ^= 1;
    assertEquals(
        "all.tar.gz: the archive is corrupt; a header's checksum is wrong",
        failure(archived(archive(header))));
    assertTrue(
        failure(archived(Reading.gzipped(header("a.txt", 5, '0'))))
            .endsWith("all.tar.gz: the file ends too early; it is truncated"));
  }

  @Test
  void wellKnownSetsHaveNamesAndChecksums() {
    assertEquals(List.of("iris", "digits", "mnist", "fashion-mnist", "cifar10"), WellKnown.names());
    for (String name : List.of("mnist", "fashion-mnist", "cifar10")) {
      for (PublishedData.File file : WellKnown.published(name).orElseThrow().files()) {
        assertTrue(file.checksum().digits().matches("[0-9a-f]{64}"), file.name());
        assertTrue(file.bytes() > 4_000, file.name());
      }
    }
    assertTrue(WellKnown.published("iris").isEmpty());
    assertTrue(WellKnown.isName("iris"));
    assertFalse(WellKnown.isName("iris.csv"));
  }
}
