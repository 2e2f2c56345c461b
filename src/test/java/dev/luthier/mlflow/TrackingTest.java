package dev.luthier.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrackingTest {

  private static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(1234));

  private final List<String> notices = Collections.synchronizedList(new ArrayList<>());

  private Tracking tracking(String server, Map<String, String> environment, long patienceMillis) {
    return new Tracking(
        server, "luthier", environment, CLOCK, Duration.ofMillis(patienceMillis), notices::add);
  }

  @Test
  void tellsOfRunsWithinARun() throws IOException {
    try (FakeServer server = new FakeServer()) {
      try (Tracking tracking =
          tracking(server.address(), Map.of("MLFLOW_TRACKING_TOKEN", "secret"), 20_000)) {
        Tracking.Run study =
            tracking.run("study", Optional.empty(), Map.of("seed", "7"), Map.of("a", "b"));
        Tracking.Run trial = tracking.run("trial 0", Optional.of(study), Map.of(), Map.of());
        trial.metrics(Map.of("loss", 0.5, "bad", Double.NaN), 3);
        trial.end(Tracking.Status.KILLED);
        study.end(Tracking.Status.FINISHED);
      }
      assertEquals(List.of(), notices);
      assertEquals(1, server.calls("experiments/create").size());
      List<FakeServer.Call> created = server.calls("runs/create");
      assertEquals("Bearer secret", created.get(0).authorization());
      assertEquals("17", created.get(0).body().get("experiment_id").asText());
      assertEquals("study", created.get(0).body().get("run_name").asText());
      assertEquals(1234, created.get(0).body().get("start_time").asLong());
      assertTrue(
          created
              .get(1)
              .body()
              .get("tags")
              .toString()
              .contains("{\"key\":\"mlflow.parentRunId\",\"value\":\"run0\"}"));
      List<FakeServer.Call> logged = server.calls("runs/log-batch");
      assertEquals(
          "{\"run_id\":\"run0\",\"params\":[{\"key\":\"seed\",\"value\":\"7\"}]}",
          logged.get(0).body().toString());
      JsonNode metrics = logged.get(1).body().get("metrics");
      assertEquals(1, metrics.size(), "no NaN");
      assertEquals(
          "{\"key\":\"loss\",\"value\":0.5,\"timestamp\":1234,\"step\":3}",
          metrics.get(0).toString());
      assertEquals(
          List.of("KILLED", "FINISHED"),
          server.calls("runs/update").stream().map(c -> c.body().get("status").asText()).toList());
    }
  }

  @Test
  void aServerThatIsAwayIsToldOfOnce() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertTimeout(
        Duration.ofSeconds(20),
        () -> {
          try (Tracking tracking = tracking("http://127.0.0.1:" + port, Map.of(), 10_000)) {
            Tracking.Run run = tracking.run("run", Optional.empty(), Map.of(), Map.of());
            for (int step = 0; step < 5000; step++) {
              run.metrics(Map.of("loss", 0.5), step);
            }
            run.end(Tracking.Status.FINISHED);
          }
        });
    assertEquals(1, notices.size(), notices.toString());
    assertTrue(notices.get(0).contains("127.0.0.1 is told nothing more"), notices.get(0));
  }

  @Test
  void aServerThatDoesNotAnswerHoldsNothingUp() throws IOException {
    try (FakeServer server = new FakeServer()) {
      server.fallSilent();
      Tracking tracking = tracking(server.address(), Map.of(), 300);
      assertTimeout(
          Duration.ofSeconds(8),
          () -> {
            Tracking.Run run = tracking.run("run", Optional.empty(), Map.of(), Map.of());
            for (int step = 0; step < 5000; step++) {
              run.metrics(Map.of("loss", 0.5), step);
            }
            tracking.close();
          });
      assertEquals(1, notices.size(), notices.toString());
      assertTrue(notices.get(0).endsWith("it is too slow"), notices.get(0));
    }
  }

  @Test
  void anAddressMustBeOne() {
    IllegalArgumentException refused =
        assertThrows(IllegalArgumentException.class, () -> tracking("file:///tmp", Map.of(), 1));
    assertTrue(refused.getMessage().contains("write such as http://localhost:5000"));
  }
}
