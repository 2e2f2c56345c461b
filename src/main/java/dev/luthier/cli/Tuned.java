package dev.luthier.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.search.Trial;
import dev.luthier.study.StudyOutcome;
import dev.luthier.study.StudyResult;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.trial.ValueJson;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What {@code tune} tells at its end. */
record Tuned(
    String directory,
    Counts trials,
    double seconds,
    Ended ended,
    Best best,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<OnFront> front)
    implements Output.Result {

  private record Counts(long complete, long pruned, long failed, long infeasible) {}

  /** What of the budget was reached, or how the study stopped without that. */
  private record Ended(String reason, String text) {

    static Ended of(StudyOutcome outcome) {
      return outcome
          .ending()
          .map(ending -> new Ended(ending.reason().name(), ending.text()))
          .orElseGet(() -> new Ended(outcome.end().name(), outcome.error().orElse(null)));
    }

    /** Whether the study came to its end before all of its trials. */
    boolean isEarly() {
      return Set.of("SECONDS", "TARGET_VALUE", "TERMINATOR").contains(reason);
    }
  }

  /**
   * The best trial.
   *
   * @param value of it; where it was repeated the mean of its executions
   * @param executions values of the trial and its repeats; null where it was not repeated
   */
  private record Best(
      int trial,
      double value,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<Double> executions,
      ObjectNode parameters) {

    static Best of(StudyResult result, Trial trial) {
      List<Double> executions = result.executions(trial.number());
      return new Best(
          trial.number(),
          trial.value().getAsDouble(),
          executions.size() > 1 ? executions : null,
          ValueJson.of(trial.assignment()));
    }

    String text() {
      String text = "trial " + trial + " with " + TextTable.figure(value);
      return executions == null
          ? text
          : executions.stream()
              .map(TextTable::figure)
              .collect(Collectors.joining(", ", text + ", the mean of ", ""));
    }
  }

  private record OnFront(int trial, Map<String, Double> values, ObjectNode parameters) {

    static OnFront of(List<String> metrics, Trial trial) {
      Map<String, Double> values = new LinkedHashMap<>();
      for (int i = 0; i < metrics.size(); i++) {
        values.put(metrics.get(i), trial.values()[i]);
      }
      return new OnFront(trial.number(), values, ValueJson.of(trial.assignment()));
    }

    String text() {
      return values.entrySet().stream()
          .map(value -> value.getKey() + " " + TextTable.figure(value.getValue()))
          .collect(Collectors.joining(", "));
    }
  }

  static Tuned of(Path directory, List<String> metrics, StudyResult result, double seconds) {
    boolean hasFront = metrics.size() > 1;
    Optional<StoredTrial> best = hasFront ? Optional.empty() : result.best();
    return new Tuned(
        directory.toString(),
        new Counts(
            result.count(Trial.State.COMPLETE),
            result.count(Trial.State.PRUNED),
            result.count(Trial.State.FAILED),
            result.count(Trial.State.INFEASIBLE)),
        seconds,
        Ended.of(result.outcome()),
        best.map(trial -> Best.of(result, trial.trial())).orElse(null),
        hasFront
            ? result.front().stream().map(trial -> OnFront.of(metrics, trial.trial())).toList()
            : null);
  }

  @Override
  public String text() {
    TextTable table =
        new TextTable()
            .row("study", directory)
            .row(
                "trials",
                "%d complete, %d pruned, %d infeasible, %d failed"
                    .formatted(trials.complete, trials.pruned, trials.infeasible, trials.failed))
            .row("time", "%.1f s".formatted(seconds));
    if (ended.isEarly()) {
      table.row("ended", ended.text);
    }
    table.row("watch", "tensorboard --logdir " + directory);
    if (best != null) {
      table.row("best", best.text());
      best.parameters
          .properties()
          .forEach(value -> table.row("  " + value.getKey(), value.getValue().asText()));
    }
    if (front != null) {
      front.forEach(trial -> table.row("front", "trial " + trial.trial + ": " + trial.text()));
    }
    return table.toString();
  }
}
