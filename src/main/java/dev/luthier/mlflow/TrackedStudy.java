package dev.luthier.mlflow;

import dev.luthier.search.History;
import dev.luthier.search.Report;
import dev.luthier.search.Trial;
import dev.luthier.study.StudyListener;
import dev.luthier.study.store.StoredTrial;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A study as a run of MLflow, and each trial as a run within it: parameters, the objective by step,
 * and what became of it. A study that goes on is a new run.
 */
public final class TrackedStudy implements StudyListener {

  private final Tracking tracking;
  private final Tracking.Run study;
  private final String objective;
  private final Map<Integer, Tracking.Run> trials = new HashMap<>();

  /**
   * A study.
   *
   * @param objective name of its metric
   */
  public TrackedStudy(Tracking tracking, Tracking.Run study, String objective) {
    this.tracking = tracking;
    this.study = study;
    this.objective = objective;
  }

  @Override
  public void onTrialStart(StoredTrial stored) {
    Trial trial = stored.trial();
    trials.computeIfAbsent(
        trial.number(),
        number -> {
          Map<String, String> parameters = new LinkedHashMap<>();
          trial
              .assignment()
              .values()
              .forEach((name, value) -> parameters.put(key(name), value.text()));
          return tracking.run(
              "trial " + number,
              Optional.of(study),
              parameters,
              Map.of("luthier.trial", Integer.toString(number)));
        });
  }

  @Override
  public void onReport(StoredTrial stored) {
    Optional<Report> report = stored.trial().lastReport();
    Tracking.Run run = trials.get(stored.trial().number());
    if (report.isPresent() && run != null) {
      run.metrics(Map.of(key(objective), report.get().value()), report.get().step());
    }
  }

  @Override
  public void onTrialEnd(StoredTrial stored, History history) {
    Trial trial = stored.trial();
    if (!trial.state().isFinished()) {
      return;
    }
    end(stored);
    if (history.hasSeveralObjectives()) {
      return;
    }
    history
        .best()
        .filter(best -> best.number() == trial.repeats().orElse(trial.number()))
        .ifPresent(
            best ->
                study.metrics(
                    Map.of("best/" + key(objective), best.value().getAsDouble()), best.number()));
  }

  @Override
  public void onGivenUp(List<StoredTrial> given) {
    given.forEach(this::end);
  }

  private void end(StoredTrial stored) {
    Tracking.Run run = trials.remove(stored.trial().number());
    if (run == null) {
      return;
    }
    Map<String, Double> figures = new LinkedHashMap<>();
    stored.figures().forEach((name, value) -> figures.put(key(name), value));
    stored.trial().value().ifPresent(value -> figures.put("objective", value));
    if (!figures.isEmpty()) {
      run.metrics(figures, stored.trial().lastStep());
    }
    run.end(
        switch (stored.trial().state()) {
          case COMPLETE -> Tracking.Status.FINISHED;
          case PRUNED -> Tracking.Status.KILLED;
          default -> Tracking.Status.FAILED;
        });
  }

  /** MLflow's names are of letters, digits, and some signs. */
  private static String key(String name) {
    return name.replaceAll("[^A-Za-z0-9_./ -]", "_");
  }
}
