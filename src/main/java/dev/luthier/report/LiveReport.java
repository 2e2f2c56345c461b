package dev.luthier.report;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Serves a study's page on this machine's loopback address alone. The page asks for {@code
 * /report.json} again and again; a revision keeps what has not changed from being sent twice.
 *
 * <p>A request whose Host is not this server's is refused: a page of another site, whose name was
 * made to lead here, can read nothing.
 */
public final class LiveReport implements AutoCloseable {

  /** Where reports come from. */
  public interface Source {

    /** The state that the study is in: another one after each change. */
    String revision();

    /** What there is to show. */
    StudyReport report() throws IOException;
  }

  private static final int REQUESTS = 4;

  private final Source source;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newFixedThreadPool(REQUESTS);

  /**
   * Starts to serve.
   *
   * @param port of the address; 0 for any that is free
   * @throws java.net.BindException where the port is in use
   */
  public LiveReport(Source source, int port) throws IOException {
    this.source = source;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** Where the page is. */
  public String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      boolean isReading = List.of("GET", "HEAD").contains(exchange.getRequestMethod());
      if (!isOwnHost(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, 403, "text/plain", "this server answers to 127.0.0.1 and localhost only\n");
      } else if (!isReading) {
        send(exchange, 405, "text/plain", "this server can only be read\n");
      } else if (path.equals("/")) {
        send(exchange, 200, "text/html", ReportPage.html(source.report(), ReportPage.Kind.LIVE));
      } else if (path.equals("/report.json")) {
        sendData(exchange);
      } else {
        send(exchange, 404, "text/plain", "there is no such page\n");
      }
    }
  }

  private void sendData(HttpExchange exchange) throws IOException {
    String revision = "\"" + source.revision() + "\"";
    exchange.getResponseHeaders().set("ETag", revision);
    if (revision.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    send(exchange, 200, "application/json", ReportPage.json(source.report()));
  }

  private boolean isOwnHost(String host) {
    String port = ":" + server.getAddress().getPort();
    return host != null
        && List.of("127.0.0.1" + port, "localhost" + port).contains(host.toLowerCase(Locale.ROOT));
  }

  private static void send(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
    exchange.getResponseHeaders().set("Cache-Control", "no-store");
    exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
    exchange.getResponseHeaders().set("X-Frame-Options", "DENY");
    exchange.getResponseHeaders().set("Cross-Origin-Resource-Policy", "same-origin");
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(status, -1);
      return;
    }
    exchange.sendResponseHeaders(status, bytes.length);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
