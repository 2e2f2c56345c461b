package dev.luthier.history;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.luthier.search.Goal;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.error.StudyException;
import java.io.CharConversionException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The directory of a Keras Tuner project: a file {@code trial_…/trial.json} a trial. It does not
 * say what the objective is; the goal is that of the metric whose value the score is.
 */
final class KerasTunerProject {

  private static final ObjectMapper JSON = new ObjectMapper();

  private KerasTunerProject() {}

  static FinishedTrials read(Path project) throws IOException {
    List<Path> directories;
    try (Stream<Path> entries = Files.list(project)) {
      directories =
          entries
              .filter(entry -> entry.getFileName().toString().startsWith("trial_"))
              .sorted()
              .toList();
    }
    List<PriorTrials.Finished> finished = new ArrayList<>();
    Optional<Goal> goal = Optional.empty();
    for (Path directory : directories) {
      Path file = directory.resolve("trial.json");
      if (!Files.isRegularFile(file)) {
        continue;
      }
      JsonNode trial = json(file);
      if (!trial.path("status").asText().equals("COMPLETED") || !trial.path("score").isNumber()) {
        continue;
      }
      double score = trial.path("score").doubleValue();
      Map<String, JsonNode> parameters = new LinkedHashMap<>();
      trial
          .path("hyperparameters")
          .path("values")
          .properties()
          .forEach(value -> parameters.put(value.getKey(), value.getValue()));
      finished.add(new PriorTrials.Finished(parameters, score));
      if (goal.isEmpty()) {
        goal = goal(trial.path("metrics").path("metrics"), score);
      }
    }
    return new FinishedTrials(project.toString(), goal, finished);
  }

  private static JsonNode json(Path file) throws IOException {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw StudyException.invalid(file + " is damaged: " + e.getOriginalMessage());
    } catch (CharConversionException e) {
      throw StudyException.invalid(file + " is damaged: " + e.getMessage());
    }
  }

  private static Optional<Goal> goal(JsonNode metrics, double score) {
    for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
      for (JsonNode observation : metric.getValue().path("observations")) {
        if (observation.path("value").path(0).asDouble(Double.NaN) == score) {
          String direction = metric.getValue().path("direction").asText();
          return direction.isEmpty()
              ? Optional.empty()
              : Optional.of(direction.equals("max") ? Goal.MAXIMIZE : Goal.MINIMIZE);
        }
      }
    }
    return Optional.empty();
  }
}
