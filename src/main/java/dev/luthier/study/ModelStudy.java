package dev.luthier.study;

import dev.luthier.search.Trial;
import dev.luthier.search.evolution.PopulationSampler;
import dev.luthier.spec.CrossValidation;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.error.StudyException;
import dev.luthier.study.plan.SearchPlan;
import dev.luthier.study.store.StoreException;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.StoredTrial;
import dev.luthier.study.store.TrialStore;
import dev.luthier.study.store.TrialStores;
import dev.luthier.study.worker.DeviceSlot;
import dev.luthier.study.worker.TrainOrders;
import dev.luthier.study.worker.WorkerExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** A study of a model file's fields: trials are trained by worker processes into a directory. */
public final class ModelStudy {

  private static final long POLL_MILLIS = 200;

  /**
   * What is to be studied, and where.
   *
   * @param study with the budget of this call
   * @param directory of the study
   * @param store where its trials are kept
   * @param slots where workers run
   * @param mainClass that knows the verb {@code worker}
   * @param prior trials that the sampler knows from the beginning; a study that goes on has those
   *     that it began with
   */
  public record Request(
      StudySpec study,
      Path directory,
      StoreLocation store,
      List<DeviceSlot> slots,
      String mainClass,
      Optional<PriorTrials> prior) {

    /** A study that begins with no trials of an earlier search. */
    public Request(
        StudySpec study,
        Path directory,
        StoreLocation store,
        List<DeviceSlot> slots,
        String mainClass) {
      this(study, directory, store, slots, mainClass, Optional.empty());
    }
  }

  private final Request request;
  private final StudyDirectory directory;
  private final InstantSource clock;
  private final LongSupplier nanoTime;

  /**
   * A study that has not begun, or goes on.
   *
   * @param clock gives events their wall time
   * @param nanoTime such as {@code System::nanoTime}
   */
  public ModelStudy(Request request, InstantSource clock, LongSupplier nanoTime) {
    this.request = request;
    this.directory = new StudyDirectory(request.directory());
    this.clock = clock;
    this.nanoTime = nanoTime;
  }

  /**
   * Runs trials until the study is over. Nothing is written before the data were read and brought
   * together with the model.
   *
   * @param listener is told how it goes
   * @param stop asked again and again; once true, running trials save their state and the study
   *     ends, to be gone on with by the same call
   * @throws StudyException where study, directory, model and data do not go together, or no worker
   *     can be started
   * @throws StoreException where the store cannot be used
   */
  public StudyResult run(StudyListener listener, BooleanSupplier stop)
      throws IOException, InterruptedException {
    requireIndependentPrior();
    requireDirectory();
    StudySpec study = request.study();
    TrainOrders orders = new TrainOrders(study, directory);
    try (WorkerExecutor executor =
        new WorkerExecutor(
            request.mainClass(),
            usefulSlots(),
            directory.logs(),
            Duration.ofNanos((long) (study.watchdogSeconds() * 1e9)),
            orders.preparation(),
            orders::trial)) {
      if (request.store() instanceof StoreLocation.SqliteFile) {
        // While the workers start.
        TrialStores.load();
      }
      executor.awaitReady(listener::onNotice);
      try (TrialStore store = store(study)) {
        requireSame(
            request.store().text(),
            StudyFile.parse(directory.definition().toString(), store.definition(), List.of()));
        Optional<PriorTrials> prior = prior();
        directory.write(study.text());
        TrialFiles files = new TrialFiles(study, directory, clock, executor::export);
        StudyRunner runner =
            new StudyRunner(
                prior
                    .map(PriorTrials::trials)
                    .map(SearchPlan.of(study)::after)
                    .orElseGet(() -> SearchPlan.of(study)),
                new FailureRules(study.retries(), study.maxConsecutiveFailures()),
                store,
                executor,
                StudyListeners.all(List.of(files, listener)),
                nanoTime);
        StudyOutcome outcome = runner.run(stop);
        StudyResult result = new StudyResult(study.goals(), outcome, runner.trials());
        StudyOutcome end = refit(result, executor, orders, files, stop);
        files.catchUp(runner.history());
        executor.awaitErrands();
        // Only now is the former best not linked any more.
        files.catchUp(runner.history());
        if (end.end() != StudyOutcome.End.BLOCKED && files.exportProblem().isPresent()) {
          throw StudyException.failed(
              "the best model could not be written: " + files.exportProblem().get());
        }
        return new StudyResult(result.goals(), end, result.trials());
      }
    }
  }

  /** Where there is none to be had, there shall be no directory either. */
  private TrialStore store(StudySpec study) throws IOException {
    Files.createDirectories(directory.root());
    try {
      return TrialStores.create(request.store(), study.name(), study.text());
    } catch (StoreException e) {
      if (directory.isFree()) {
        Files.delete(directory.root());
      }
      throw e;
    }
  }

  /** What the study began with, or begins with now. */
  private Optional<PriorTrials> prior() throws IOException {
    if (!directory.exists()) {
      if (request.prior().isEmpty()) {
        // What a process has left that ended before the study was written down.
        Files.deleteIfExists(directory.priorFile());
      } else {
        request.prior().get().write(directory.priorFile());
      }
    }
    return directory.prior(request.study().space());
  }

  /** No more workers than trials, or than members of a population. */
  private List<DeviceSlot> usefulSlots() {
    List<DeviceSlot> slots = request.slots();
    int trials =
        request.study().sampler() instanceof PopulationSampler population
            ? population.population()
            : request.study().budget().trials().orElse(Integer.MAX_VALUE);
    return slots.subList(0, Math.min(slots.size(), trials));
  }

  private void requireIndependentPrior() {
    if (request.prior().isPresent() && request.study().sampler() instanceof PopulationSampler) {
      throw StudyException.invalid(
          "the sampler population_based cannot begin with trials of an earlier search, which have no"
              + " weights to inherit; leave --warm-start out, or write another sampler");
    }
  }

  private void requireDirectory() throws IOException {
    // Another process may be beginning the same study: what it writes down comes last.
    if (!directory.exists() && !directory.isFree() && !directory.isBegun() && !directory.exists()) {
      throw StudyException.invalid(
          directory.root() + " is not empty, and not a study; name a new or an empty directory");
    }
    if (directory.exists()) {
      if (request.prior().isPresent() && !Files.exists(directory.priorFile())) {
        throw StudyException.invalid(
            "the study in "
                + directory.root()
                + " has begun without trials of an earlier search; leave --warm-start out, or name"
                + " another directory");
      }
      Path definition = directory.definition();
      requireSame(definition.toString(), StudyFile.read(definition, List.of()));
    }
  }

  /** Refuses a study that differs from the one that was begun, but for its budget and bounds. */
  private void requireSame(String where, StudySpec begun) {
    Optional<String> difference = StudyDifference.between(begun, request.study());
    if (difference.isPresent()) {
      throw StudyException.invalid(
          "the study is not the one that was begun in " + where + ": " + difference.get());
    }
  }

  /**
   * After a cross-validation, trains the best parameters on all folds together. Of the processes
   * that share the study one does so at a time, the export included; the next finds it done.
   */
  private StudyOutcome refit(
      StudyResult result,
      WorkerExecutor executor,
      TrainOrders orders,
      TrialFiles files,
      BooleanSupplier stop)
      throws IOException, InterruptedException {
    Optional<StoredTrial> best = result.best();
    if (result.outcome().end() != StudyOutcome.End.COMPLETE
        || best.isEmpty()
        || request.study().crossValidation().filter(CrossValidation::refit).isEmpty()) {
      return result.outcome();
    }
    Trial trial = best.get().trial();
    Files.createDirectories(directory.trial(trial.number()));
    Optional<Turn> turn = Turn.take(directory.refitLock(trial.number()), stop);
    if (turn.isEmpty()) {
      return StudyOutcome.interrupted();
    }
    try {
      Optional<StudyOutcome> obstacle = refit(trial, executor, orders, stop);
      if (obstacle.isEmpty()) {
        files.export(trial.number(), directory.refit(trial.number()));
        // Who has the next turn clears up in the run what is unfinished.
        executor.awaitErrands();
      }
      return obstacle.orElse(result.outcome());
    } finally {
      turn.get().close();
    }
  }

  /** Why it is not done; empty where it is. */
  private Optional<StudyOutcome> refit(
      Trial trial, WorkerExecutor executor, TrainOrders orders, BooleanSupplier stop)
      throws InterruptedException {
    BlockingQueue<Optional<String>> ends = new ArrayBlockingQueue<>(1);
    long seed = SearchPlan.of(request.study()).trainingSeed(trial.number());
    executor.train(orders.refit(trial.number(), trial.assignment(), seed), ends::add);
    boolean stopping = false;
    Optional<String> end = null;
    while (end == null) {
      if (!stopping && stop.getAsBoolean()) {
        stopping = true;
        executor.pauseAll();
      }
      end = ends.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    }
    if (stopping) {
      return Optional.of(StudyOutcome.interrupted());
    }
    if (end.isPresent()) {
      throw StudyException.failed(
          "the best parameters could not be trained on all folds together: " + end.get());
    }
    return Optional.empty();
  }
}
