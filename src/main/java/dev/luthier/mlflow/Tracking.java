package dev.luthier.mlflow;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/**
 * Tells a tracking server of runs, from a thread of its own.
 *
 * <p>No call waits: what is to be told goes into a queue of bounded length. Once a call fails, or
 * the queue is full, nothing more is told and one line says so. {@link #close} waits some seconds
 * for what is left.
 */
public final class Tracking implements AutoCloseable {

  private static final int MOST_WAITING = 2000;

  /** MLflow takes no more of them in a call. */
  private static final int MOST_PARAMETERS = 100;

  private static final int MOST_TEXT = 500;

  private final RestClient client;
  private final InstantSource clock;
  private final Consumer<String> notice;
  private final URI server;
  private final Duration patience;
  private final BlockingQueue<Task> tasks = new ArrayBlockingQueue<>(MOST_WAITING);
  private final Thread thread;
  private final String experiment;
  private String experimentId;
  private volatile boolean closing;
  private volatile boolean over;

  private interface Task {
    void run() throws IOException, InterruptedException;
  }

  /** How a run ended, in MLflow's words. */
  public enum Status {
    FINISHED,
    FAILED,
    KILLED
  }

  /**
   * Tracking that has not said anything yet.
   *
   * @param server such as {@code http://localhost:5000}
   * @param experiment that the runs belong to
   * @param environment may hold MLFLOW_TRACKING_TOKEN, or MLFLOW_TRACKING_USERNAME and
   *     MLFLOW_TRACKING_PASSWORD
   * @param clock gives times
   * @param patience how long closing waits at most
   * @param notice is told once, where the server does not answer
   * @throws IllegalArgumentException where the server's address is none
   */
  public Tracking(
      String server,
      String experiment,
      Map<String, String> environment,
      InstantSource clock,
      Duration patience,
      Consumer<String> notice) {
    this.server = address(server);
    this.client = new RestClient(this.server, environment);
    this.experiment = experiment;
    this.clock = clock;
    this.patience = patience;
    this.notice = notice;
    this.thread = new Thread(this::work, "mlflow");
    thread.setDaemon(true);
    thread.start();
  }

  private static URI address(String text) {
    try {
      URI address = URI.create(text);
      if (address.getHost() != null
          && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
        return address;
      }
    } catch (IllegalArgumentException e) {
      throw notAnAddress(text, e);
    }
    throw notAnAddress(text, null);
  }

  private static IllegalArgumentException notAnAddress(String text, Exception cause) {
    return new IllegalArgumentException(
        "the tracking server must be an address of http or https, was "
            + text
            + "; write such as http://localhost:5000",
        cause);
  }

  /** A run on the server, known there once the calls before are through. */
  public final class Run {

    private String id;

    private Run() {}

    /** Adds figures of a step. */
    public void metrics(Map<String, Double> figures, long step) {
      long now = clock.millis();
      add(
          () -> {
            ObjectNode body = RestClient.object().put("run_id", id);
            ArrayNode list = body.putArray("metrics");
            figures.forEach(
                (name, value) -> {
                  if (Double.isFinite(value)) {
                    list.addObject()
                        .put("key", name)
                        .put("value", value)
                        .put("timestamp", now)
                        .put("step", step);
                  }
                });
            client.post("runs/log-batch", body);
          });
    }

    /** Says that the run is over. */
    public void end(Status status) {
      long now = clock.millis();
      add(
          () ->
              client.post(
                  "runs/update",
                  RestClient.object()
                      .put("run_id", id)
                      .put("status", status.name())
                      .put("end_time", now)));
    }
  }

  /**
   * Begins a run.
   *
   * @param parent that it is a part of
   * @param parameters by name; long texts are cut
   * @param tags by name
   */
  public Run run(
      String name, Optional<Run> parent, Map<String, String> parameters, Map<String, String> tags) {
    Run run = new Run();
    long now = clock.millis();
    add(
        () -> {
          ObjectNode body =
              RestClient.object()
                  .put("experiment_id", experimentId())
                  .put("run_name", name)
                  .put("start_time", now);
          ArrayNode list = body.putArray("tags");
          tags.forEach((key, value) -> list.addObject().put("key", key).put("value", cut(value)));
          list.addObject().put("key", "mlflow.source.name").put("value", "luthier");
          if (parent.isPresent()) {
            list.addObject().put("key", "mlflow.parentRunId").put("value", parent.get().id);
          }
          run.id = client.createRun(body);
        });
    List<Map.Entry<String, String>> entries = new ArrayList<>(parameters.entrySet());
    for (int first = 0; first < entries.size(); first += MOST_PARAMETERS) {
      List<Map.Entry<String, String>> some =
          entries.subList(first, Math.min(entries.size(), first + MOST_PARAMETERS));
      add(
          () -> {
            ObjectNode body = RestClient.object().put("run_id", run.id);
            ArrayNode list = body.putArray("params");
            some.forEach(
                entry ->
                    list.addObject()
                        .put("key", entry.getKey())
                        .put("value", cut(entry.getValue())));
            client.post("runs/log-batch", body);
          });
    }
    return run;
  }

  private static String cut(String text) {
    return text.length() <= MOST_TEXT ? text : text.substring(0, MOST_TEXT);
  }

  private String experimentId() throws IOException, InterruptedException {
    if (experimentId == null) {
      experimentId = client.experiment(experiment);
    }
    return experimentId;
  }

  private void add(Task task) {
    if (!over && !tasks.offer(task)) {
      giveUp("it is too slow");
    }
  }

  private synchronized void giveUp(String reason) {
    if (!over) {
      over = true;
      tasks.clear();
      notice.accept("MLflow's server " + server.getHost() + " is told nothing more: " + reason);
    }
  }

  private void work() {
    try {
      while (!over) {
        Task task = tasks.poll(50, java.util.concurrent.TimeUnit.MILLISECONDS);
        if (task != null) {
          task.run();
        } else if (closing) {
          return;
        }
      }
    } catch (IOException e) {
      String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
      giveUp(message);
    } catch (InterruptedException e) {
      over = true;
    }
  }

  /** Waits for what is still to be told, but not for long. */
  @Override
  public void close() {
    closing = true;
    try {
      thread.join(patience.toMillis());
      if (thread.isAlive()) {
        giveUp("it is too slow");
        thread.interrupt();
      }
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
