package dev.luthier.mlflow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The calls of MLflow's REST API 2.0 that tracking takes, each within seconds. */
final class RestClient {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final int NOT_FOUND = 404;
  private static final int OK = 200;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final String base;
  private final Optional<String> authorization;

  /**
   * A client.
   *
   * @param server such as {@code http://localhost:5000}
   * @param environment may hold MLflow's variables for a token, or a name and a password
   */
  RestClient(URI server, Map<String, String> environment) {
    this.base = server.toString().replaceFirst("/+$", "") + "/api/2.0/mlflow/";
    this.authorization = authorization(environment);
  }

  private static Optional<String> authorization(Map<String, String> environment) {
    String token = environment.get("MLFLOW_TRACKING_TOKEN");
    if (token != null) {
      return Optional.of("Bearer " + token);
    }
    String user = environment.get("MLFLOW_TRACKING_USERNAME");
    String password = environment.getOrDefault("MLFLOW_TRACKING_PASSWORD", "");
    return Optional.ofNullable(user)
        .map(
            name ->
                "Basic "
                    + Base64.getEncoder()
                        .encodeToString((name + ":" + password).getBytes(StandardCharsets.UTF_8)));
  }

  static ObjectNode object() {
    return JSON.createObjectNode();
  }

  /** The id of an experiment, which is created where there is none of this name. */
  String experiment(String name) throws IOException, InterruptedException {
    String query = URLEncoder.encode(name, StandardCharsets.UTF_8);
    HttpResponse<String> found =
        send(request("experiments/get-by-name?experiment_name=" + query).GET().build());
    if (found.statusCode() != NOT_FOUND) {
      return id(body(found).path("experiment").path("experiment_id"));
    }
    return id(post("experiments/create", object().put("name", name)).path("experiment_id"));
  }

  /** The id of a new run. */
  String createRun(ObjectNode run) throws IOException, InterruptedException {
    return id(post("runs/create", run).path("run").path("info").path("run_id"));
  }

  JsonNode post(String call, ObjectNode body) throws IOException, InterruptedException {
    return body(
        send(
            request(call)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build()));
  }

  private HttpRequest.Builder request(String call) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + call)).timeout(ANSWER);
    authorization.ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  private static JsonNode body(HttpResponse<String> response) throws IOException {
    if (response.statusCode() != OK) {
      throw new IOException("it answers with status " + response.statusCode());
    }
    try {
      return JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new IOException("it does not answer as MLflow does", e);
    }
  }

  private static String id(JsonNode value) throws IOException {
    if (!value.isTextual()) {
      throw new IOException("it does not answer as MLflow does");
    }
    return value.textValue();
  }
}
