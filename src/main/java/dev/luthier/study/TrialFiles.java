package dev.luthier.study;

import dev.luthier.data.Replacement;
import dev.luthier.run.RunDirectory;
import dev.luthier.search.History;
import dev.luthier.search.Trial;
import dev.luthier.search.evolution.PopulationSampler;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.error.ErrorLine;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.tensorboard.EventWriter;
import dev.luthier.tensorboard.HParamsMetric;
import dev.luthier.tensorboard.HParamsWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps a study's directory: the records for TensorBoard's HParams plugin, weights of the best
 * trials only, and the best SavedModel.
 */
final class TrialFiles implements StudyListener {

  /** Writes a run's SavedModel, some time. */
  @FunctionalInterface
  interface Exporting {
    void export(Path run, java.util.function.Consumer<Optional<String>> done);
  }

  private final StudySpec study;
  private final StudyDirectory directory;
  private final InstantSource clock;
  private final Exporting exporting;
  private final HParamsWriter hparams;
  private final Set<Integer> cleared = new HashSet<>();
  private int exported = -1;
  private volatile int linked = -1;
  private volatile Optional<String> problem = Optional.empty();

  TrialFiles(StudySpec study, StudyDirectory directory, InstantSource clock, Exporting exporting) {
    this.study = study;
    this.directory = directory;
    this.clock = clock;
    this.exporting = exporting;
    this.hparams = new HParamsWriter(study.name(), study.space(), clock);
  }

  @Override
  public void onStart(History history) {
    try {
      if (!StudyDirectory.holdsRecord(directory.root(), HParamsWriter.EXPERIMENT_TAG)) {
        List<HParamsMetric> metrics = new ArrayList<>();
        for (int i = 0; i < study.objectives().size(); i++) {
          metrics.add(HParamsMetric.objective(i, study.objectives().get(i).metric()));
        }
        if (study.crossValidation().isEmpty()) {
          study.objectives().stream()
              .filter(objective -> !objective.isCost())
              .forEach(objective -> metrics.add(HParamsMetric.ofFigure(objective.metric())));
        }
        try (EventWriter writer = EventWriter.open(directory.root(), clock)) {
          hparams.experiment(writer, metrics);
        }
      }
      writeMissingEnds(history);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clear(history);
    exportBest(history);
  }

  /** Of trials after whose end a process could not write any more. */
  private void writeMissingEnds(History history) throws IOException {
    for (Trial trial : history.trials()) {
      Path run = directory.trial(trial.number());
      if (trial.state().isFinished()
          && Files.isDirectory(run)
          && !StudyDirectory.holdsRecord(run, HParamsWriter.END_TAG)) {
        Replacement.settle(run);
        writeEnd(trial);
      }
    }
  }

  @Override
  public void onTrialStart(StoredTrial trial) {
    record(trial);
    int number = trial.trial().number();
    try {
      if (StudyDirectory.holdsRecord(directory.trial(number), HParamsWriter.START_TAG)) {
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (EventWriter writer = EventWriter.open(directory.trial(number), clock)) {
      // TensorBoard shows a group, a trial and its repeats, as one row with the means.
      int group = trial.trial().repeats().orElse(number);
      hparams.start(writer, StudyDirectory.trialName(group), trial.trial().assignment());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onReport(StoredTrial trial) {
    record(trial);
  }

  @Override
  public void onTrialEnd(StoredTrial trial, History history) {
    record(trial);
    if (!trial.trial().state().isFinished()) {
      return;
    }
    writeEnd(trial.trial());
    clear(history);
    exportBest(history);
  }

  /** Takes account of trials that ended elsewhere since the last one ended here. */
  void catchUp(History history) {
    clear(history);
    exportBest(history);
  }

  @Override
  public void onGivenUp(List<StoredTrial> trials) {
    for (StoredTrial trial : trials) {
      record(trial);
      writeEnd(trial.trial());
      clear(trial.trial().number());
    }
  }

  private void record(StoredTrial trial) {
    try {
      directory.write(trial);
    } catch (IOException e) {
      // The store has it, and the next change is written again; where a disk is full, what has to
      // be written says so.
    }
  }

  private void writeEnd(Trial trial) {
    try (EventWriter writer = EventWriter.open(directory.trial(trial.number()), clock)) {
      hparams.end(
          writer,
          switch (trial.state()) {
            case COMPLETE, PRUNED -> HParamsWriter.Outcome.SUCCESS;
            default -> HParamsWriter.Outcome.FAILURE;
          },
          trial.values());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes the weights of finished trials but the best, and but those of the Pareto front and
   * those that a population may still inherit. Of repeats none stay: the first training of the best
   * mean is the study's result.
   */
  private void clear(History history) {
    Set<Integer> kept =
        Stream.concat(
                history.withoutRepeats().fromBest().stream().limit(study.keep()),
                history.front().stream())
            .map(Trial::number)
            .collect(Collectors.toCollection(HashSet::new));
    if (study.sampler() instanceof PopulationSampler population) {
      kept.addAll(population.needed(history));
    }
    for (Trial trial : history.trials()) {
      if (trial.state().isFinished()
          && !kept.contains(trial.number())
          && trial.number() != linked
          && !cleared.contains(trial.number())) {
        clear(trial.number());
      }
    }
  }

  private void clear(int trial) {
    try {
      clear(directory.trial(trial));
    } catch (NoSuchFileException e) {
      // Another process of the study was at it, too, and the files are gone.
    } catch (UncheckedIOException e) {
      // From going through a directory that another process removes.
      if (!(e.getCause() instanceof NoSuchFileException)) {
        throw e;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    cleared.add(trial);
  }

  private static void clear(Path trial) throws IOException {
    clearRun(trial);
    if (Files.isDirectory(trial)) {
      List<Path> folds;
      try (Stream<Path> entries = Files.list(trial)) {
        folds =
            entries.filter(entry -> entry.getFileName().toString().startsWith("fold-")).toList();
      }
      for (Path fold : folds) {
        clearRun(fold);
      }
    }
  }

  private static void clearRun(Path run) throws IOException {
    new RunDirectory(run).deleteWeights();
    Replacement.settle(run);
  }

  private void exportBest(History history) {
    Optional<Trial> best = history.best();
    if (study.crossValidation().isPresent() || best.isEmpty() || best.get().number() == exported) {
      return;
    }
    exported = best.get().number();
    if (new RunDirectory(directory.trial(exported)).exists()) {
      export(exported, directory.trial(exported));
    } else {
      unlink();
    }
  }

  /** The best trial ran on another machine, into a directory there. */
  private void unlink() {
    try {
      Files.deleteIfExists(directory.best());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Writes the SavedModel of a trial's run and makes it the study's best one. */
  void export(int trial, Path run) {
    exporting.export(run, failure -> link(trial, run, failure));
  }

  private void link(int trial, Path run, Optional<String> failure) {
    problem = failure;
    if (failure.isEmpty()) {
      try {
        directory.linkBest(run);
        linked = trial;
      } catch (IOException e) {
        problem = Optional.of(ErrorLine.of(e));
      }
    }
  }

  /** Why the last SavedModel could not be written; empty where it was. */
  Optional<String> exportProblem() {
    return problem;
  }
}
