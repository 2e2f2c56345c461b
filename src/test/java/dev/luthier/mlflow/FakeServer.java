package dev.luthier.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Answers as MLflow's tracking server does, on loopback, and keeps what it was told. */
final class FakeServer implements AutoCloseable {

  private static final String PREFIX = "/api/2.0/mlflow/";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Call> calls = new ArrayList<>();
  private final CountDownLatch silence = new CountDownLatch(1);
  private volatile boolean silent;
  private int runs;

  /** What was called, and with what. */
  record Call(String name, JsonNode body, String authorization) {}

  FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** Takes calls from now on and never answers. */
  void fallSilent() {
    silent = true;
  }

  synchronized List<Call> calls(String name) {
    return calls.stream().filter(call -> call.name().equals(name)).toList();
  }

  private void answer(HttpExchange exchange) throws IOException {
    if (silent) {
      try {
        silence.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      exchange.close();
      return;
    }
    String name = exchange.getRequestURI().getPath().substring(PREFIX.length());
    byte[] body = exchange.getRequestBody().readAllBytes();
    String answer;
    int status = 200;
    synchronized (this) {
      calls.add(
          new Call(
              name,
              new ObjectMapper()
                  .readTree(body.length == 0 ? "{}".getBytes(StandardCharsets.UTF_8) : body),
              exchange.getRequestHeaders().getFirst("Authorization")));
      switch (name) {
        case "experiments/get-by-name" -> {
          status = 404;
          answer = "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\"}";
        }
        case "experiments/create" -> answer = "{\"experiment_id\": \"17\"}";
        case "runs/create" -> answer = "{\"run\": {\"info\": {\"run_id\": \"run" + runs++ + "\"}}}";
        default -> answer = "{}";
      }
    }
    byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    silence.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
