package dev.luthier.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.search.Goal;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.error.StudyException;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Optuna's journal file: an object of JSON a line, each an operation (Optuna 5.0.0). */
final class OptunaJournal {

  private static final int CREATE_STUDY = 0;
  private static final int DELETE_STUDY = 1;
  private static final int CREATE_TRIAL = 4;
  private static final int SET_PARAMETER = 5;
  private static final int SET_STATE = 6;
  private static final int MAXIMIZE = 2;
  private static final int COMPLETE = 1;

  private final Path file;
  private final Map<String, Integer> studies = new LinkedHashMap<>();
  private final List<JsonNode> directions = new ArrayList<>();
  private final List<Noted> trials = new ArrayList<>();

  private OptunaJournal(Path file) {
    this.file = file;
  }

  /** A trial as far as the lines have told. */
  private static final class Noted {
    private final int study;
    private final Map<String, JsonNode> parameters = new LinkedHashMap<>();
    private boolean complete;
    private double value = Double.NaN;

    Noted(int study) {
      this.study = study;
    }
  }

  static FinishedTrials read(Path file, Optional<String> name) throws IOException {
    OptunaJournal journal = new OptunaJournal(file);
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        journal.add(Optuna.json(line));
      }
    } catch (CharacterCodingException e) {
      throw StudyException.invalid(file + " is no journal of Optuna: it is no text");
    }
    int study = journal.studies.get(Optuna.study(file, journal.studies.keySet(), name));
    List<PriorTrials.Finished> finished = new ArrayList<>();
    for (Noted trial : journal.trials) {
      if (trial.study == study && trial.complete) {
        finished.add(new PriorTrials.Finished(trial.parameters, trial.value));
      }
    }
    return new FinishedTrials(file.toString(), Optional.of(journal.goal(study)), finished);
  }

  private Goal goal(int study) {
    List<String> names = new ArrayList<>();
    directions
        .get(study)
        .forEach(one -> names.add(one.asInt() == MAXIMIZE ? "MAXIMIZE" : "MINIMIZE"));
    return Optuna.goal(file, names);
  }

  private void add(JsonNode line) {
    switch (line.path("op_code").asInt(-1)) {
      case CREATE_STUDY -> {
        studies.put(line.path("study_name").asText(), directions.size());
        directions.add(line.path("directions"));
      }
      case DELETE_STUDY -> studies.values().remove(line.path("study_id").asInt());
      case CREATE_TRIAL -> {
        Noted trial = new Noted(line.path("study_id").asInt());
        trials.add(trial);
        // Of a trial that was entered as a whole.
        line.path("distributions")
            .properties()
            .forEach(
                parameter ->
                    set(
                        trial,
                        parameter.getKey(),
                        line.path("params").path(parameter.getKey()),
                        parameter.getValue()));
        end(trial, line);
      }
      case SET_PARAMETER -> {
        Noted trial = trial(line);
        set(
            trial,
            line.path("param_name").asText(),
            line.path("param_value_internal"),
            line.path("distribution"));
      }
      case SET_STATE -> end(trial(line), line);
      default -> {
        // Attributes and intermediate values, of which a warm start makes nothing.
      }
    }
  }

  private static void set(Noted trial, String name, JsonNode value, JsonNode distribution) {
    JsonNode described =
        distribution.isTextual() ? Optuna.json(distribution.asText()) : distribution;
    trial.parameters.put(name, Optuna.value(value.asDouble(Double.NaN), described));
  }

  private static void end(Noted trial, JsonNode line) {
    trial.complete = line.path("state").asInt(-1) == COMPLETE;
    trial.value = line.path("values").path(0).asDouble(line.path("value").asDouble(Double.NaN));
  }

  private Noted trial(JsonNode line) {
    int number = line.path("trial_id").asInt(-1);
    if (number < 0 || number >= trials.size()) {
      throw StudyException.invalid(
          file + " is no journal of Optuna: it speaks of trial " + line.path("trial_id"));
    }
    return trials.get(number);
  }
}
