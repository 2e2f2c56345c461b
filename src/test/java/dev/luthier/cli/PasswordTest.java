package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The password of a database, on every way from the command line to a message. */
@Timeout(120)
class PasswordTest {

  private static final String PASSWORD = "hunter2-and-more";

  @TempDir private Path directory;

  /** Asks for a password, in plain text, and then says that it is wrong. */
  private static final class Doorkeeper implements AutoCloseable {

    private static final int AUTHENTICATION_IN_PLAIN_TEXT = 3;
    private static final int ENCRYPTION_REQUESTS = 80877103;

    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
    private final List<String> passwords = Collections.synchronizedList(new ArrayList<>());

    Doorkeeper() throws IOException {
      Thread thread = new Thread(this::serve, "doorkeeper");
      thread.setDaemon(true);
      thread.start();
    }

    private void serve() {
      while (!socket.isClosed()) {
        try (Socket guest = socket.accept()) {
          receive(
              new DataInputStream(guest.getInputStream()),
              new DataOutputStream(guest.getOutputStream()));
        } catch (IOException e) {
          // The guest has gone, or the test is over.
        }
      }
    }

    private void receive(DataInputStream in, DataOutputStream out) throws IOException {
      byte[] start = in.readNBytes(in.readInt() - Integer.BYTES);
      while (start.length == Integer.BYTES && number(start) >= ENCRYPTION_REQUESTS) {
        out.write('N');
        start = in.readNBytes(in.readInt() - Integer.BYTES);
      }
      out.write('R');
      out.writeInt(2 * Integer.BYTES);
      out.writeInt(AUTHENTICATION_IN_PLAIN_TEXT);
      in.readByte();
      byte[] password = in.readNBytes(in.readInt() - Integer.BYTES);
      passwords.add(new String(password, 0, password.length - 1, StandardCharsets.UTF_8));
      byte[] fields =
          "SFATAL\0C28P01\0Mpassword authentication failed for user \"me\"\0\0"
              .getBytes(StandardCharsets.UTF_8);
      out.write('E');
      out.writeInt(Integer.BYTES + fields.length);
      out.write(fields);
      out.flush();
    }

    private static int number(byte[] bytes) {
      return java.nio.ByteBuffer.wrap(bytes).getInt();
    }

    String url() {
      return "jdbc:postgresql://localhost:" + socket.getLocalPort() + "/d?user=me";
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private String[] tune(String... more) {
    return Stream.concat(
            Stream.of(
                "tune",
                Path.of("tuner/iris_grid.textproto").toAbsolutePath().toString(),
                "--dir",
                directory.resolve("study").toString()),
            Stream.of(more))
        .toArray(String[]::new);
  }

  private void requireSilence(Invocation invocation) {
    assertTrue(invocation.code() == 1 || invocation.code() == 2, invocation.err());
    for (String part : List.of(PASSWORD, "hunter2", "and-more")) {
      assertFalse(invocation.out().contains(part), invocation.out());
      assertFalse(invocation.err().contains(part), invocation.err());
    }
    assertTrue(invocation.err().startsWith("luthier: "), invocation.err());
    assertFalse(Files.exists(directory.resolve("study")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://localhost:1/d?user=me&password=hunter2-and-more",
        "jdbc:postgresql://localhost:1/d?password=hunter2-and-more&user=me",
        "jdbc:postgresql://nowhere.invalid/d?password=hunter2-and-more",
        "jdbc:postgresql://localhost:1/d?password=hunter2-and-more&ssl=maybe&sslmode=perhaps",
        "jdbc:postgresql://localhost:port/d?password=hunter2-and-more",
        "jdbc:postgresql://me:hunter2-and-more@localhost:1/d",
        "jdbc:postgresql://localhost:1/d?password=hunter2%-and-more",
        "postgresql://me:hunter2-and-more@localhost/d",
        "postgres://me:hunter2-and-more@localhost/d",
        "jdbc:mysql://localhost/d?password=hunter2-and-more",
      })
  void noMessageHoldsIt(String url) {
    Invocation refused = Invocation.of(tune("--store", url));
    requireSilence(refused);
    assertEquals(1, refused.err().lines().count(), refused.err());
    Invocation traced = Invocation.of(tune("--store", url, "--stacktrace"));
    requireSilence(traced);
    assertTrue(traced.err().contains("at dev.luthier."), traced.err());
  }

  @Test
  void nothingElseOnStandardErrorHoldsIt() throws Exception {
    for (String url :
        List.of(
            "jdbc:postgresql://localhost:port/d?password=" + PASSWORD,
            "jdbc:postgresql://localhost:1/d?password=" + PASSWORD)) {
      Invocation refused = Invocation.ofProcess(Map.of(), List.of(), tune("--store", url));
      requireSilence(refused);
      assertEquals(1, refused.err().lines().count(), refused.err());
    }
  }

  @Test
  void aMisspeltOptionIsToldWithoutIt() {
    String url = "jdbc:postgresql://localhost/d?password=" + PASSWORD;
    for (String[] words :
        new String[][] {
          {"--stor=" + url}, {"--store"}, {"--set", "x", url}, {"--seed", url}, {"--trials=" + url}
        }) {
      requireSilence(Invocation.of(tune(words)));
    }
    requireSilence(Invocation.of("study", "--stroe=" + url));
  }

  @Test
  void thatOfAMirrorIsNotToldEither() throws Exception {
    for (String mirror :
        List.of(
            "ftp://me:" + PASSWORD + "@localhost/", "http://me:" + PASSWORD + "@localhost:1/")) {
      requireSilence(
          Invocation.ofProcess(
              Map.of("LUTHIER_DATA", directory.resolve("data").toString()),
              List.of(),
              "data",
              "get",
              "mnist",
              "--stacktrace",
              "--mirror",
              mirror));
    }
  }

  @Test
  void aWrongOneIsSentButNotTold() throws Exception {
    try (Doorkeeper server = new Doorkeeper()) {
      Invocation refused =
          Invocation.of(tune("--stacktrace", "--store", server.url() + "&password=" + PASSWORD));
      requireSilence(refused);
      assertTrue(
          refused
              .err()
              .lines()
              .findFirst()
              .orElseThrow()
              .endsWith("password authentication failed for user \"me\""),
          refused.err());
      assertEquals(List.of(PASSWORD), server.passwords);
    }
  }

  @Test
  void theEnvironmentOrAFileMayHoldIt() throws Exception {
    Path file = directory.resolve("passwords");
    Files.writeString(file, "localhost:*:d:me:" + PASSWORD + " of a file\n");
    Files.setPosixFilePermissions(
        file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
    try (Doorkeeper server = new Doorkeeper()) {
      requireSilence(
          Invocation.ofProcess(
              Map.of("PGPASSWORD", PASSWORD), List.of(), tune("--store", server.url())));
      requireSilence(
          Invocation.ofProcess(
              Map.of("PGPASSFILE", file.toString()), List.of(), tune("--store", server.url())));
      requireSilence(
          Invocation.ofProcess(
              Map.of("PGPASSWORD", "another"),
              List.of(),
              tune("--store", server.url() + "&password=" + PASSWORD)));
      assertEquals(
          List.of(PASSWORD, PASSWORD + " of a file", PASSWORD), List.copyOf(server.passwords));
    }
  }
}
