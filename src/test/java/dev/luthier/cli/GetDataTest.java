package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GetDataTest {

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "violin | 'NAME must be one of mnist, fashion-mnist, cifar10, was ''violin'''",
        "iris | iris is shipped with Luthier: there is nothing to fetch",
        "mnist --mirror files | '--mirror must be an http or https URL, was ''files'''"
      })
  void wrongUsage(String arguments, String message) {
    Invocation refused = Invocation.of(("data get " + arguments).split(" "));
    assertEquals(ExitCode.INVALID, refused.code());
    assertEquals("luthier: " + message, refused.err().lines().findFirst().orElseThrow());
  }

  @Test
  void aWrongChecksumFailsTheWorkAndLeavesNothing() throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "not what was published".getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    try {
      Invocation failed =
          Invocation.ofProcess(
              Map.of("LUTHIER_DATA", directory.toString()),
              List.of(),
              "data",
              "get",
              "mnist",
              "--json",
              "--mirror",
              "http://127.0.0.1:" + server.getAddress().getPort() + "/mnist");
      assertEquals(ExitCode.FAILED, failed.code(), failed.toString());
      assertEquals("", failed.out());
      List<String> lines = failed.err().lines().toList();
      assertEquals(2, lines.size(), failed.err());
      assertEquals("fetching train-images-idx3-ubyte.gz, 22 bytes", lines.get(0));
      assertTrue(lines.get(1).contains("was published; nothing was kept"), lines.get(1));
      assertFalse(Files.exists(directory.resolve("mnist")));
    } finally {
      server.stop(0);
    }
  }
}
