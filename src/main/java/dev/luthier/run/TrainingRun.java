package dev.luthier.run;

import dev.luthier.data.DataReader;
import dev.luthier.data.Dataset;
import dev.luthier.data.ReadOptions;
import dev.luthier.data.Split;
import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.Figures;
import dev.luthier.graph.SessionPool;
import dev.luthier.graph.SessionSettings;
import dev.luthier.graph.TrainingMemory;
import dev.luthier.graph.TrialSession;
import dev.luthier.graph.TrialSpec;
import dev.luthier.nn.Statistic;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.ModelSpec;
import dev.luthier.tensorboard.TensorBoardListener;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.Trainer;
import dev.luthier.train.TrainingListener;
import dev.luthier.train.TrainingOptions;
import dev.luthier.train.TrainingOutcome;
import dev.luthier.train.TrainingState;
import dev.luthier.train.WatchedMetrics;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Trains a model into a run directory: resolved model, events, checkpoints, SavedModel, figures.
 *
 * <p>Nothing is written before model, data and their fit have been checked and the graph is built.
 */
public final class TrainingRun {

  private final TrainingRequest request;
  private final RunDirectory directory;
  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final SessionPool sessions;

  /**
   * A run that has not begun.
   *
   * @param clock gives events their wall time
   * @param nanoTime such as {@code System::nanoTime}
   */
  public TrainingRun(TrainingRequest request, InstantSource clock, LongSupplier nanoTime) {
    this(request, clock, nanoTime, new SessionPool(0));
  }

  /**
   * A run that has not begun.
   *
   * @param clock gives events their wall time
   * @param nanoTime such as {@code System::nanoTime}
   * @param sessions gives it a session, and gets it back
   */
  public TrainingRun(
      TrainingRequest request, InstantSource clock, LongSupplier nanoTime, SessionPool sessions) {
    this.request = request;
    this.directory = new RunDirectory(request.directory());
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.sessions = sessions;
  }

  /**
   * Trains, from the beginning or from where the run stopped.
   *
   * @param listener is told beside TensorBoard
   * @param stop asked between steps; once true, the state is saved and the run ends, to be resumed
   * @return what is in {@code run.json} afterwards
   * @throws RunException where directory, model and data do not go together
   */
  public RunRecord train(TrainingListener listener, BooleanSupplier stop) throws IOException {
    requireDirectory();
    ModelSpec asked = request.model();
    Dataset dataset =
        new DataReader(request.dataDirectory())
            .read(request.data(), ReadOptions.training(Binding.targetKind(asked.model().loss())));
    Split split =
        request.data().split(dataset, asked.training().validationFraction(), request.seed());
    return train(dataset, split, listener, stop);
  }

  /**
   * Trains on data that were read and split before. What else lies in the run's directory is left
   * alone.
   *
   * @param dataset that the request's data describe
   * @param split of it
   * @param listener is told beside TensorBoard
   * @param stop asked between steps; once true, the state is saved and the run ends, to be resumed
   * @return what is in {@code run.json} afterwards
   * @throws RunException where directory, model and data do not go together
   */
  public RunRecord train(
      Dataset dataset, Split split, TrainingListener listener, BooleanSupplier stop)
      throws IOException {
    try (RunLock lock = new RunLock(directory)) {
      if (request.resume() && wantsAll()) {
        lock.take();
      }
      return train(dataset, split, listener, stop, lock);
    }
  }

  private RunRecord train(
      Dataset dataset, Split split, TrainingListener listener, BooleanSupplier stop, RunLock lock)
      throws IOException {
    ModelSpec asked = request.model();
    Binding binding = Binding.of(asked, dataset, split.train());
    ModelSpec resolved =
        asked.withModel(binding.network().model()).withPreprocessing(binding.preprocessing());
    TrialSpec trial =
        new TrialSpec(
            binding.network(),
            binding.preprocessing(),
            resolved.optimization(),
            resolved.training().batchSize(),
            split.train().length,
            resolved.training().epochs(),
            request.seed(),
            resolved.training().mixup(),
            resolved.training().accumulation(),
            resolved.training().precision(),
            resolved.training().jitCompile());
    try {
      WatchedMetrics.require(trial, resolved.training(), split.validation().length > 0);
    } catch (IllegalArgumentException e) {
      throw new RunException(e.getMessage());
    }
    Optional<RunRecord> earlier =
        request.resume() ? Optional.of(RunRecord.read(directory.record())) : Optional.empty();
    SessionSettings settings =
        new SessionSettings(device(trial, listener), threads(trial, earlier));
    RunRecord record =
        Outcomes.begun(
            request,
            binding.network(),
            dataset,
            split,
            request.deviceName().orElseGet(settings::usedDevice),
            settings.threads());
    if (earlier.isPresent()) {
      RunRecord before = earlier.get();
      Resumption resumption = new Resumption(directory, before);
      resumption.require(resolved, record);
      Optional<TrainingState> finished = resumption.finished(options(resolved), wantsAll());
      if (finished.isPresent()) {
        listener.onStart(finished.get(), trial.epochs(), trial.stepsPerEpoch());
        return before;
      }
      record = record.withFigures(before);
    }
    if (record.device().startsWith("cpu")) {
      TrainingMemory.require(trial, TrainingMemory.ofMachine());
    }
    RunRecord begun = record;
    Optional<InitialWeights> weights = InitialWeights.of(request, directory, binding.network());
    return sessions.use(
        trial,
        dataset,
        settings,
        session -> {
          Files.createDirectories(directory.root());
          if (wantsAll()) {
            lock.take();
            // Another command may have begun in the meantime.
            requireDirectory();
          }
          write(begun);
          // A resumed run may be of more epochs than before.
          ModelFile.write(directory.model(), resolved, wantsAll());
          weights.ifPresent(values -> values.assign(session, listener));
          if (request.stretch().isPresent()) {
            request.stretch().get().begin(session, new Checkpoints(directory.checkpoints()));
          }
          return train(session, dataset, split, resolved, begun, listener, stop);
        });
  }

  private RunRecord train(
      TrialSession session,
      Dataset dataset,
      Split split,
      ModelSpec resolved,
      RunRecord begun,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    Checkpoints checkpoints = new Checkpoints(directory.checkpoints());
    TrainingOptions options = options(resolved);
    try (TensorBoardListener events =
        new TensorBoardListener(
            session,
            options,
            directory.root(),
            clock,
            wantsAll(),
            wantsAll() ? FirstPictures.of(dataset, split.train()) : Optional.empty())) {
      TrainingOutcome outcome =
          new Trainer(
                  session,
                  split,
                  options,
                  checkpoints,
                  Listeners.all(List.of(events, listener)),
                  stop,
                  nanoTime)
              .train();
      RunRecord record =
          Outcomes.describe(
              begun,
              outcome.state(),
              session.spec(),
              request.stretch().map(Stretch::start).orElse(0));
      if (outcome.interrupted()) {
        record = record.withState(RunRecord.State.INTERRUPTED);
        write(record);
        return record;
      }
      Checkpoints.Restored result = checkpoints.at(outcome.resultStep(options));
      if (split.validation().length > 0) {
        Optional<Figures> last = outcome.lastValidation(options);
        if (last.isEmpty()) {
          session.restore(result.variables());
        }
        Figures validation = last.orElseGet(() -> session.evaluate(split.validation()));
        record = record.withValidation(validation, session.classNames());
        if (wantsAll() && asksForConfusion(resolved)) {
          events.writeConfusion(validation, outcome.state().epoch() - 1);
        }
      }
      if (wantsAll()) {
        record =
            record.withPruned(Export.write(resolved, result.variables(), directory.savedModel()));
      }
      // The record comes last: a run that is complete has all the rest.
      events.onSave(wantsAll());
      record = record.withState(RunRecord.State.COMPLETE);
      write(record);
      return record;
    } catch (IOException | RuntimeException e) {
      writeFailed(begun, e);
      throw e;
    }
  }

  /** Up to the end of the stretch that is run, where it is none of the whole training. */
  private TrainingOptions options(ModelSpec resolved) {
    return request
        .stretch()
        .map(stretch -> resolved.training().withEpochs(stretch.end()))
        .orElse(resolved.training());
  }

  /** Whether a metric is made of the matrix: TensorBoard shows what the model's file asks for. */
  private static boolean asksForConfusion(ModelSpec model) {
    return model.model().metrics().stream()
        .anyMatch(metric -> metric.statistics().contains(new Statistic.Confusion()));
  }

  private void write(RunRecord record) throws IOException {
    record.write(directory.record(), wantsAll());
  }

  /** What made the run fail may keep its record from being written, too. */
  private void writeFailed(RunRecord begun, Exception problem) {
    try {
      write(begun.withState(RunRecord.State.FAILED));
    } catch (IOException e) {
      problem.addSuppressed(e);
    }
  }

  /** A run keeps its number of threads, on which sums depend in their last bits. */
  private int threads(TrialSpec trial, Optional<RunRecord> before) {
    if (request.threads().isPresent()) {
      return request.threads().getAsInt();
    }
    return before
        .map(RunRecord::threads)
        .orElseGet(
            () -> SessionSettings.threadsFor(trial, Runtime.getRuntime().availableProcessors()));
  }

  /** Where the device is left open, a small model is kept from the GPU. */
  private DeviceChoice device(TrialSpec trial, TrainingListener listener) {
    Optional<String> objection =
        request.device() instanceof DeviceChoice.Auto
            ? GpuWorth.objection(trial)
            : Optional.empty();
    objection.ifPresent(listener::onCpuPreferred);
    return objection.isPresent() ? new DeviceChoice.Cpu() : request.device();
  }

  private boolean wantsAll() {
    return request.outputs() == TrainingRequest.Outputs.ALL;
  }

  private void requireDirectory() throws IOException {
    if (request.resume()) {
      if (!directory.exists()) {
        throw new RunException(
            directory.root() + " is not a run that could be resumed; leave --resume out");
      }
    } else if (!directory.isFree()) {
      throw new RunException(
          directory.root()
              + (directory.exists()
                  ? " is a run already; write --resume to continue it, or name another directory"
                  : " is not empty; name a new or an empty directory"));
    }
  }
}
