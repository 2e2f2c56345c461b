package dev.luthier.study.directory;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.luthier.data.Replacement;
import dev.luthier.search.Assignment;
import dev.luthier.search.Choice;
import dev.luthier.search.Domain;
import dev.luthier.search.FloatRange;
import dev.luthier.search.Parameter;
import dev.luthier.search.SearchSpace;
import dev.luthier.search.Trial;
import dev.luthier.search.Value;
import dev.luthier.search.WarmStart;
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

/**
 * Finished trials of an earlier search that a study's sampler knows from the beginning. They are no
 * trials of the study: they do not count in its budget and cannot be its best.
 *
 * @param source where they come from, for people
 * @param trials of the study's space, complete, numbered from 0
 * @param leftOut how many were not of the study's space
 */
public record PriorTrials(String source, List<Trial> trials, int leftOut) {

  private static final ObjectMapper JSON = new ObjectMapper();

  public PriorTrials {
    trials = List.copyOf(trials);
  }

  /**
   * A trial as its tool has noted it.
   *
   * @param parameters numbers, texts and flags by name
   * @param value of the objective
   */
  public record Finished(Map<String, JsonNode> parameters, double value) {

    public Finished {
      parameters = Map.copyOf(parameters);
    }
  }

  /**
   * Takes those that are of a space: all its parameters that are there have a value in their
   * domains, and the constraints hold. Other parameters are not looked at.
   */
  public static PriorTrials of(String source, List<Finished> finished, SearchSpace space) {
    List<Trial> trials = new ArrayList<>();
    for (Finished trial : finished) {
      Optional<Assignment> assignment =
          assignment(trial.parameters, space).filter(space::isFeasible);
      if (assignment.isPresent() && Double.isFinite(trial.value)) {
        trials.add(WarmStart.complete(trials.size(), assignment.get(), trial.value));
      }
    }
    return new PriorTrials(source, trials, finished.size() - trials.size());
  }

  private static Optional<Assignment> assignment(Map<String, JsonNode> from, SearchSpace space) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (Parameter parameter : space.parameters()) {
      if (!SearchSpace.isActive(parameter, new Assignment(values))) {
        continue;
      }
      Optional<Value> value =
          Optional.ofNullable(from.get(parameter.name()))
              .flatMap(found -> value(parameter.domain(), found))
              .filter(parameter.domain()::contains);
      if (value.isEmpty()) {
        return Optional.empty();
      }
      values.put(parameter.name(), value.get());
    }
    return Optional.of(new Assignment(values));
  }

  /** A value as the domain has it: 64 and 64.0 are one number. */
  private static Optional<Value> value(Domain domain, JsonNode found) {
    if (domain instanceof Choice choice) {
      return choice.values().stream().filter(value -> isSame(value, found)).findFirst();
    }
    if (!found.isNumber() || !Double.isFinite(found.doubleValue())) {
      return Optional.empty();
    }
    if (domain instanceof FloatRange) {
      return Optional.of(Value.of(found.doubleValue()));
    }
    long whole = Math.round(found.doubleValue());
    return whole == found.doubleValue() ? Optional.of(Value.of(whole)) : Optional.empty();
  }

  private static boolean isSame(Value value, JsonNode found) {
    if (value.number().isPresent() && found.isNumber()) {
      return value.number().getAsDouble() == found.doubleValue();
    }
    return value.text().equals(found.asText());
  }

  /** Reads what {@link #write} has written; empty where there is no such file. */
  static Optional<PriorTrials> read(Path file, SearchSpace space) throws IOException {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode root = JSON.readTree(Files.readAllBytes(file));
      List<Finished> finished = new ArrayList<>();
      for (JsonNode trial : root.path("trials")) {
        Map<String, JsonNode> parameters = new LinkedHashMap<>();
        trial
            .path("parameters")
            .properties()
            .forEach(p -> parameters.put(p.getKey(), p.getValue()));
        finished.add(new Finished(parameters, trial.path("value").asDouble(Double.NaN)));
      }
      PriorTrials read = of(root.path("source").asText(), finished, space);
      if (read.leftOut == 0 && !finished.isEmpty()) {
        return Optional.of(
            new PriorTrials(read.source, read.trials, root.path("left_out").asInt()));
      }
    } catch (JsonProcessingException e) {
      throw StudyException.invalid(file + " is damaged: " + e.getOriginalMessage());
    } catch (CharConversionException e) {
      throw StudyException.invalid(file + " is damaged: " + e.getMessage());
    }
    throw StudyException.invalid(file + " is damaged: its trials are not of the study's space");
  }

  /** Writes them to a file that {@link StudyDirectory#prior} reads. */
  public void write(Path file) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("source", source).put("left_out", leftOut);
    ArrayNode list = root.putArray("trials");
    for (Trial trial : trials) {
      ObjectNode entry = list.addObject();
      ObjectNode parameters = entry.putObject("parameters");
      trial.assignment().values().forEach((name, value) -> put(parameters, name, value));
      entry.put("value", trial.value().getAsDouble());
    }
    byte[] text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(root);
    Replacement.ofFile(file, true, unfinished -> Files.write(unfinished, text));
  }

  private static void put(ObjectNode parameters, String name, Value value) {
    if (value instanceof Value.Whole whole) {
      parameters.put(name, whole.value());
    } else if (value instanceof Value.Real real) {
      parameters.put(name, real.value());
    } else if (value instanceof Value.Flag flag) {
      parameters.put(name, flag.value());
    } else {
      parameters.put(name, value.text());
    }
  }
}
