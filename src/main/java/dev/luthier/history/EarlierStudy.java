package dev.luthier.history;

import com.fasterxml.jackson.databind.JsonNode;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import dev.luthier.study.trial.ValueJson;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A study of Luthier, in SQLite. */
final class EarlierStudy {

  private EarlierStudy() {}

  static FinishedTrials read(Path path) throws IOException {
    StudyDirectory directory = new StudyDirectory(path);
    StudySpec study = StudyFile.read(directory.definition(), List.of());
    List<PriorTrials.Finished> finished = new ArrayList<>();
    try (TrialStore store = TrialStores.openForReading(StoreLocation.in(path), study.name())) {
      History history =
          new History(
              study.goals(), store.changedSince(0).stream().map(StoredTrial::trial).toList());
      history.ofMeans().in(Trial.State.COMPLETE).stream()
          .forEach(
              trial -> {
                Map<String, JsonNode> parameters = new LinkedHashMap<>();
                trial
                    .assignment()
                    .values()
                    .forEach((name, value) -> parameters.put(name, ValueJson.of(value)));
                finished.add(new PriorTrials.Finished(parameters, trial.value().getAsDouble()));
              });
    }
    return new FinishedTrials(path.toString(), Optional.of(study.objective().goal()), finished);
  }
}
