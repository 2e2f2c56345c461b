package dev.luthier.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Trial;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LiveReportTest {

  @TempDir private Path root;
  private SampleStudy study;
  private LiveReport live;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  @BeforeEach
  void serve() throws IOException {
    study = new SampleStudy(root);
    study.fill(8);
    live =
        new LiveReport(
            new WatchedStudy(
                study.spec, study.directory, study.store, InstantSource.system(), () -> 0L),
            0);
  }

  @AfterEach
  void stop() {
    live.close();
    study.close();
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(
        request.timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(live.address() + path));
  }

  @Test
  void servesThePageThatMayAskForMore() throws Exception {
    HttpResponse<String> page = send(request(""));
    assertEquals(200, page.statusCode());
    assertTrue(page.body().contains("connect-src 'self'"));
    assertTrue(page.body().contains("data-kind=\"LIVE\""));
    assertEquals("text/html; charset=utf-8", page.headers().firstValue("Content-Type").orElse(""));
    assertEquals("DENY", page.headers().firstValue("X-Frame-Options").orElse(""));
  }

  @Test
  void sendsWhatHasChangedOnly() throws Exception {
    HttpResponse<String> first = send(request("report.json"));
    String revision = first.headers().firstValue("ETag").orElseThrow();
    assertEquals(304, send(request("report.json").header("If-None-Match", revision)).statusCode());
    study.end(7, Trial.State.COMPLETE, OptionalDouble.of(0.99));
    HttpResponse<String> second = send(request("report.json").header("If-None-Match", revision));
    assertEquals(200, second.statusCode());
    assertEquals(7, new ObjectMapper().readTree(second.body()).at("/best/trial").intValue());
  }

  @Test
  void refusesWhatIsNotItsOwn() throws Exception {
    assertEquals(404, send(request("study.db")).statusCode());
    assertEquals(404, send(request("../study.db")).statusCode());
    assertEquals(
        405, send(request("").POST(HttpRequest.BodyPublishers.ofString("x"))).statusCode());
    assertTrue(statusWithHost("attacker.example").contains(" 403 "));
    assertTrue(statusWithHost("127.0.0.1:1").contains(" 403 "));
    String port = live.address().replaceAll("\\D", "").substring("127001".length());
    assertTrue(statusWithHost("localhost:" + port).contains(" 200 "));
  }

  /** Java's client does not let a Host be chosen. */
  private String statusWithHost(String host) throws IOException {
    URI address = URI.create(live.address());
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write(
              ("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .findFirst()
          .orElse("");
    }
  }

  @Test
  void aPortInUseIsRefused() {
    int port = URI.create(live.address()).getPort();
    assertThrows(
        BindException.class,
        () ->
            new LiveReport(
                    new WatchedStudy(
                        study.spec, study.directory, study.store, InstantSource.system(), () -> 0L),
                    port)
                .close());
  }
}
