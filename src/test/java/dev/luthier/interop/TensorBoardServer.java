package dev.luthier.interop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A TensorBoard on a free port of this machine, and what it answers over HTTP. */
public final class TensorBoardServer implements AutoCloseable {

  /** How TensorBoard reads event files. */
  public enum Loading {
    /** The data server that TensorBoard uses by default, a program of its own. */
    DATA_SERVER("true"),
    /** TensorBoard's older loader, which it uses where there is no data server. */
    PYTHON("false");

    private final String loadFast;

    Loading(String loadFast) {
      this.loadFast = loadFast;
    }
  }

  private static final Duration STARTUP = Duration.ofMinutes(2);
  private static final Duration LOADING = Duration.ofMinutes(1);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final Duration PAUSE = Duration.ofMillis(200);
  private static final Pattern ADDRESS = Pattern.compile("at (http://127\\.0\\.0\\.1:\\d+)/");

  private final Process process;
  private final Path output;
  private final Path errors;
  private final HttpClient client =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
  private final ObjectMapper mapper = new ObjectMapper();
  private String address = "";

  private TensorBoardServer(Process process, Path output, Path errors) {
    this.process = process;
    this.output = output;
    this.errors = errors;
  }

  /** Starts a server and waits until it answers. */
  public static TensorBoardServer start(PythonInterpreter python, Path directory, Loading loading)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("tensorboard", ".out");
    Path errors = Files.createTempFile("tensorboard", ".err");
    List<String> arguments =
        List.of(
            "-m",
            "tensorboard.main",
            "--logdir=" + directory,
            "--host=127.0.0.1",
            "--port=0",
            "--reload_interval=1",
            "--load_fast=" + loading.loadFast,
            // Else the data server passes over flipped bits in records that can still be parsed.
            "--extra_data_server_flags=--checksum");
    TensorBoardServer server =
        new TensorBoardServer(python.start(arguments, output, errors), output, errors);
    try {
      server.awaitAddress();
    } catch (IOException | InterruptedException | RuntimeException | Error e) {
      server.close();
      throw e;
    }
    return server;
  }

  /** What a path such as {@code /data/runs} answers. */
  public JsonNode json(String path) throws IOException, InterruptedException {
    return mapper.readTree(bytes(path));
  }

  /** What a path answers, read as text. */
  public String text(String path) throws IOException, InterruptedException {
    return new String(bytes(path), StandardCharsets.UTF_8);
  }

  /** What a path answers, as it came. */
  public byte[] bytes(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(
          path
              + " answered "
              + response.statusCode()
              + ": "
              + new String(response.body(), StandardCharsets.UTF_8));
    }
    return response.body();
  }

  /** Asks again until the answer is as wanted, as files are read in the background. */
  public JsonNode await(String path, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    return await(path, () -> get(path), wanted);
  }

  /** Asks a question in JSON again until the answer is as wanted. */
  public JsonNode await(String path, JsonNode question, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(question.toString()))
            .build();
    return await(path, () -> send(request), wanted);
  }

  private JsonNode await(String path, Exchange exchange, Predicate<JsonNode> wanted)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LOADING.toNanos();
    HttpResponse<byte[]> response;
    do {
      response = exchange.send();
      if (response.statusCode() == 200) {
        JsonNode answer = mapper.readTree(response.body());
        if (wanted.test(answer)) {
          return answer;
        }
      }
      Thread.sleep(PAUSE.toMillis());
    } while (System.nanoTime() < deadline);
    throw new AssertionError(
        path + " still answers " + new String(response.body(), StandardCharsets.UTF_8) + log());
  }

  /** A path with its query: names and values in turn. */
  public static String path(String path, String... query) {
    StringBuilder result = new StringBuilder(path);
    for (int i = 0; i < query.length; i += 2) {
      result
          .append(i == 0 ? '?' : '&')
          .append(query[i])
          .append('=')
          .append(URLEncoder.encode(query[i + 1], StandardCharsets.UTF_8));
    }
    return result.toString();
  }

  /** What TensorBoard and its data server have written to standard error so far. */
  public String log() throws IOException {
    return Files.readString(errors);
  }

  @Override
  public void close() throws IOException {
    PythonInterpreter.end(process);
    Files.delete(output);
    Files.delete(errors);
  }

  private HttpResponse<byte[]> get(String path) throws IOException, InterruptedException {
    return send(HttpRequest.newBuilder(URI.create(address + path)).timeout(ANSWER).build());
  }

  private HttpResponse<byte[]> send(HttpRequest request) throws IOException, InterruptedException {
    return client.send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  private interface Exchange {
    HttpResponse<byte[]> send() throws IOException, InterruptedException;
  }

  private void awaitAddress() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + STARTUP.toNanos();
    while (System.nanoTime() < deadline) {
      Matcher matcher = ADDRESS.matcher(log());
      if (matcher.find()) {
        address = matcher.group(1);
        json("/data/environment");
        return;
      }
      if (!process.isAlive()) {
        throw new AssertionError("TensorBoard exited with " + process.exitValue() + "\n" + log());
      }
      Thread.sleep(PAUSE.toMillis());
    }
    throw new AssertionError("TensorBoard did not start within " + STARTUP + "\n" + log());
  }
}
