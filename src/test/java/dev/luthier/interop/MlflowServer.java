package dev.luthier.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A tracking server of MLflow on a free port of this machine, with a database of its own. */
public final class MlflowServer implements AutoCloseable {

  private static final Duration STARTUP = Duration.ofMinutes(5);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 500;
  private static final int OK = 200;

  private final Process process;
  private final Path log;
  private final String address;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

  private MlflowServer(Process process, Path log, String address) {
    this.process = process;
    this.log = log;
    this.address = address;
  }

  /**
   * Starts a server and waits until it answers.
   *
   * @param directory an empty one, for all that it keeps
   */
  public static MlflowServer start(PythonInterpreter python, Path directory)
      throws IOException, InterruptedException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    List<String> arguments =
        List.of(
            "-m",
            "mlflow",
            "server",
            "--host=127.0.0.1",
            "--port=" + port,
            "--workers=1",
            "--backend-store-uri=sqlite:///" + directory.resolve("mlflow.db"),
            "--artifacts-destination=" + directory.resolve("artifacts"));
    Path log = directory.resolve("server.log");
    MlflowServer server =
        new MlflowServer(python.start(arguments, log, log), log, "http://127.0.0.1:" + port);
    try {
      server.awaitAnswer();
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** Where it is. */
  public String address() {
    return address;
  }

  /** The runs of an experiment, of all states. */
  public JsonNode runs(String experiment) throws IOException, InterruptedException {
    String path = "/api/2.0/mlflow/experiments/get-by-name?experiment_name=" + experiment;
    ObjectMapper mapper = new ObjectMapper();
    String id = mapper.readTree(send(request(path))).at("/experiment/experiment_id").textValue();
    String question =
        mapper
            .createObjectNode()
            .set("experiment_ids", mapper.createArrayNode().add(id))
            .toString();
    return mapper
        .readTree(
            send(
                request("/api/2.0/mlflow/runs/search")
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(question))))
        .get("runs");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(address + path)).timeout(ANSWER);
  }

  private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response =
        client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (response.statusCode() != OK) {
      throw new AssertionError("MLflow answered " + response.statusCode() + ": " + response.body());
    }
    return response.body();
  }

  private void awaitAnswer() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (System.nanoTime() < deadline && process.isAlive()) {
      try {
        send(request("/health"));
        return;
      } catch (ConnectException e) {
        // It does not listen yet.
        Thread.sleep(PAUSE_MILLIS);
      }
    }
    throw new AssertionError("MLflow does not answer\n" + Files.readString(log));
  }

  @Override
  public void close() {
    PythonInterpreter.end(process);
  }
}
