package dev.luthier.search.pruner;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Goal;
import dev.luthier.search.History;
import dev.luthier.search.Pruner;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Verdicts of Optuna 5.0.0's median, percentile, threshold and patient pruners after each report of
 * a learning curve, written by {@code src/test/python/pruners.py}.
 */
class OptunaPrunersTest {

  @TestFactory
  Stream<DynamicTest> judgesAsOptuna() throws IOException {
    try (InputStream stream = getClass().getResourceAsStream("/golden/pruners.json")) {
      JsonNode cases = new ObjectMapper().readTree(stream).get("cases");
      return StreamSupport.stream(cases.spliterator(), false)
          .map(
              node ->
                  DynamicTest.dynamicTest(
                      node.get("goal").textValue() + " " + node.get("settings"),
                      () -> check(node)));
    }
  }

  private static void check(JsonNode node) {
    Goal goal = Goal.valueOf(node.get("goal").textValue());
    Pruner pruner = pruner(node.get("settings"));
    List<Trial> trials = new ArrayList<>();
    for (JsonNode curve : node.get("complete")) {
      trials.add(Curves.trial(trials.size(), Trial.State.COMPLETE, numbers(curve)));
    }
    double[] values = numbers(node.get("values"));
    List<Report> reports = new ArrayList<>();
    for (int i = 0; i < values.length; i++) {
      reports.add(new Report(node.get("steps").get(i).intValue(), values[i]));
      Trial running = Curves.with(trials.size(), Trial.State.RUNNING, reports);
      List<Trial> all = new ArrayList<>(trials);
      all.add(running);
      assertEquals(
          node.get("prune").get(i).booleanValue() ? Pruner.Verdict.PRUNE : Pruner.Verdict.CONTINUE,
          pruner.judge(new History(goal, all), running),
          "after report " + i);
    }
  }

  private static Pruner pruner(JsonNode settings) {
    int warmup = settings.get("warmup").intValue();
    int interval = settings.get("interval").intValue();
    return switch (settings.get("kind").textValue()) {
      case "median" -> new MedianPruner(settings.get("startup").intValue(), warmup, interval);
      case "percentile" ->
          new PercentilePruner(
              settings.get("percentile").doubleValue(),
              settings.get("startup").intValue(),
              warmup,
              interval);
      case "threshold" ->
          new ThresholdPruner(
              bound(settings.get("lower")), bound(settings.get("upper")), warmup, interval);
      default ->
          new PatientPruner(
              settings.get("patience").intValue(),
              settings.get("min_delta").doubleValue(),
              settings.get("wraps").booleanValue() ? new MedianPruner(1, 0, 1) : new Pruner.None());
    };
  }

  private static OptionalDouble bound(JsonNode node) {
    return node.isNull() ? OptionalDouble.empty() : OptionalDouble.of(node.doubleValue());
  }

  private static double[] numbers(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToDouble(node -> node.isNull() ? Double.NaN : node.doubleValue())
        .toArray();
  }
}
