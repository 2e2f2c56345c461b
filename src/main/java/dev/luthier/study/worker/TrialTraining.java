package dev.luthier.study.worker;

import dev.luthier.data.DataDescription;
import dev.luthier.data.Dataset;
import dev.luthier.data.Split;
import dev.luthier.device.DeviceChoice;
import dev.luthier.graph.DeviceTooSmallException;
import dev.luthier.graph.InsufficientMemoryException;
import dev.luthier.graph.SessionPool;
import dev.luthier.run.Binding;
import dev.luthier.run.RunDirectory;
import dev.luthier.run.RunRecord;
import dev.luthier.run.Stretch;
import dev.luthier.run.TrainingRequest;
import dev.luthier.run.TrainingRun;
import dev.luthier.spec.DataMapping;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.proto.ModelDef;
import dev.luthier.study.directory.StudyDirectory;
import dev.luthier.study.error.ErrorLine;
import dev.luthier.study.proto.EndReport;
import dev.luthier.study.proto.StretchOrder;
import dev.luthier.study.proto.TrainOrder;
import dev.luthier.train.Checkpoints;
import dev.luthier.train.EarlyStopping;
import dev.luthier.train.EpochReport;
import dev.luthier.train.NonFiniteLossException;
import dev.luthier.train.TrainingListener;
import dev.luthier.train.TrainingState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TensorFlowException;

/** Carries out one order to train: a run, or one run a fold. */
final class TrialTraining {

  private static final String VALIDATION = "validation/";

  private final TrainOrder order;
  private final WarmData data;
  private final Path dataDirectory;
  private final DeviceChoice device;
  private final OptionalInt threads;
  private final SessionPool sessions;
  private final Activity activity;
  private final Consumer<String> notices;
  private int parts = 1;

  /**
   * One that has not begun.
   *
   * @param notices gets a line for what people should know on the way
   */
  TrialTraining(
      TrainOrder order,
      WarmData data,
      Path dataDirectory,
      DeviceChoice device,
      OptionalInt threads,
      SessionPool sessions,
      Activity activity,
      Consumer<String> notices) {
    this.order = order;
    this.data = data;
    this.dataDirectory = dataDirectory;
    this.device = device;
    this.threads = threads;
    this.sessions = sessions;
    this.activity = activity;
    this.notices = notices;
  }

  /**
   * Trains, or goes on from the run's checkpoint.
   *
   * @param onEpoch is told the metric after each epoch; not with folds
   * @param stop asked between steps
   */
  EndReport train(Consumer<EpochReport> onEpoch, BooleanSupplier stop) {
    EndReport.Builder end = EndReport.newBuilder();
    sessions.measure(order.getLargestEstimate() == 0 ? Long.MAX_VALUE : order.getLargestEstimate());
    MemoryLadder ladder =
        new MemoryLadder(order.getModel(), partsSoFar(), sessions, e -> !isAboutFiles(e), notices);
    try {
      end = ladder.climb(model -> train(model, onEpoch, stop));
    } catch (OutOfMemoryError e) {
      end.setState(EndReport.State.INFEASIBLE).setError("out of memory: " + ErrorLine.of(e));
    } catch (DeviceTooSmallException e) {
      end.setState(EndReport.State.OUT_OF_MEMORY).setExpected(true).setError(ErrorLine.of(e));
    } catch (InsufficientMemoryException | TFResourceExhaustedException e) {
      if (isAboutFiles(e)) {
        end.setState(EndReport.State.BLOCKED).setError(ErrorLine.of(e));
      } else {
        end.setState(EndReport.State.OUT_OF_MEMORY)
            .setError("out of memory: " + ErrorLine.of(e) + ladder.tried());
        forget(end);
      }
    } catch (NonFiniteLossException | IllegalArgumentException e) {
      // Diverged, or a model that cannot be: sizes that do not fit, numbers out of bounds.
      end.setState(EndReport.State.INFEASIBLE).setError(ErrorLine.of(e));
    } catch (IOException | UncheckedIOException e) {
      // No setting of a model makes a file unreadable or a disk full.
      end.setState(EndReport.State.BLOCKED).setError(ErrorLine.of(e));
    } catch (RuntimeException e) {
      end.setState(isAboutFiles(e) ? EndReport.State.BLOCKED : EndReport.State.FAILED)
          .setError(ErrorLine.of(e));
    }
    return end.setTrial(order.getTrial())
        .setEstimatedBytes(sessions.estimatedBytes())
        .setPeakBytes(sessions.peakBytes())
        .build();
  }

  /** Parts of a batch with which a trial that goes on has begun, or that whose weights it has. */
  private int partsSoFar() {
    Stream<TrialRun> ancestors =
        stretch().flatMap(Stretch::parent).map(RunDirectory::new).map(TrialRun::new).stream();
    return Stream.concat(trialRuns(), ancestors).mapToInt(TrialRun::parts).max().orElse(1);
  }

  private Optional<Stretch> stretch() {
    if (!order.hasStretch()) {
      return Optional.empty();
    }
    StretchOrder stretch = order.getStretch();
    return Optional.of(
        new Stretch(
            Optional.of(stretch.getParent()).filter(parent -> !parent.isEmpty()).map(Path::of),
            stretch.getStart(),
            stretch.getEnd()));
  }

  private Stream<TrialRun> trialRuns() {
    Path directory = Path.of(order.getDirectory());
    return order.hasFolds()
        ? IntStream.range(0, order.getFolds().getFolds())
            .mapToObj(
                i -> new TrialRun(new RunDirectory(directory.resolve(StudyDirectory.foldName(i)))))
        : Stream.of(new TrialRun(new RunDirectory(directory)));
  }

  /** In a larger slot the trial begins anew, with as few parts as may be. */
  private void forget(EndReport.Builder end) {
    try {
      for (TrialRun run : trialRuns().toList()) {
        run.forget();
      }
    } catch (IOException e) {
      end.setState(EndReport.State.BLOCKED).setError(ErrorLine.of(e));
    }
  }

  /** Of TensorFlow's errors, one in writing or reading the run's checkpoints names the file. */
  private boolean isAboutFiles(RuntimeException e) {
    return e instanceof TensorFlowException
        && e.getMessage() != null
        && e.getMessage().contains(order.getDirectory());
  }

  private EndReport.Builder train(
      ModelDef definition, Consumer<EpochReport> onEpoch, BooleanSupplier stop) throws IOException {
    EndReport.Builder end = EndReport.newBuilder();
    ModelSpec model = ModelSpec.of(definition);
    parts = MemoryLadder.partsOf(definition);
    DataDescription description = DataMapping.fromProto(order.getData(), Path.of(""));
    Dataset dataset = activity.resting(() -> data.read(description, Binding.targetKind(model)));
    Path directory = Path.of(order.getDirectory());
    List<RunRecord> records = new ArrayList<>();
    if (!order.hasFolds()) {
      Split split =
          order.getRefit()
              ? WarmData.everything(dataset)
              : description.split(dataset, model.training().validationFraction(), order.getSeed());
      records.add(run(model, description, dataset, split, directory, onEpoch, stop));
      if (isComplete(records) && !order.getRefit()) {
        end.addAllValue(values(model, records.get(0), directory));
      }
    } else {
      List<Split> folds = WarmData.folds(order.getFolds(), dataset);
      double[] sums = new double[order.getMetricCount()];
      for (int i = 0; i < folds.size() && isComplete(records); i++) {
        Path fold = directory.resolve(StudyDirectory.foldName(i));
        records.add(run(model, description, dataset, folds.get(i), fold, epoch -> {}, stop));
        if (isComplete(records)) {
          List<Double> values = values(model, records.get(i), fold);
          end.addFoldValue(values.get(0));
          Arrays.setAll(sums, objective -> sums[objective] + values.get(objective));
        }
      }
      end.addAllValue(DoubleStream.of(sums).map(sum -> sum / folds.size()).boxed().toList());
    }
    end.setState(isComplete(records) ? EndReport.State.COMPLETE : EndReport.State.PAUSED)
        .setSeconds(records.stream().mapToDouble(RunRecord::seconds).sum())
        .setSteps(records.stream().mapToLong(RunRecord::steps).sum())
        .putAllFigure(means(records));
    for (int i = 0; i < end.getValueCount() && isComplete(records); i++) {
      if (!Double.isFinite(end.getValue(i))) {
        end.setState(EndReport.State.INFEASIBLE)
            .setError(order.getMetric(i) + " is no finite number, but " + end.getValue(i));
      }
    }
    return end;
  }

  private RunRecord run(
      ModelSpec model,
      DataDescription description,
      Dataset dataset,
      Split split,
      Path directory,
      Consumer<EpochReport> onEpoch,
      BooleanSupplier stop)
      throws IOException {
    TrialRun run = new TrialRun(new RunDirectory(directory));
    boolean goesOn = run.cleared();
    if (goesOn && run.parts() != parts) {
      // One model, one number of parts: it is begun anew.
      run.forget();
      goesOn = false;
    }
    Progress progress = new Progress(onEpoch);
    try {
      return run(request(model, description, directory, goesOn), dataset, split, progress, stop);
    } catch (IOException e) {
      boolean isDamaged = !progress.started && e.getCause() instanceof TensorFlowException;
      if (!goesOn || !isDamaged) {
        throw e;
      }
      // No checkpoint can be read; a trial that is run anew gives the same.
      run.forget();
      return run(request(model, description, directory, false), dataset, split, progress, stop);
    }
  }

  private RunRecord run(
      TrainingRequest request,
      Dataset dataset,
      Split split,
      TrainingListener listener,
      BooleanSupplier stop)
      throws IOException {
    return new TrainingRun(request, InstantSource.system(), System::nanoTime, sessions)
        .train(dataset, split, listener, stop);
  }

  private TrainingRequest request(
      ModelSpec model, DataDescription description, Path directory, boolean resume) {
    return new TrainingRequest(
        model,
        description,
        dataDirectory,
        directory,
        order.getSeed(),
        device,
        threads,
        resume,
        TrainingRequest.Outputs.FIGURES,
        order.getDevice().isEmpty() ? Optional.empty() : Optional.of(order.getDevice()),
        Optional.empty(),
        stretch());
  }

  /** Hands epochs on, and lets the beats tell that the training moves. */
  private final class Progress implements TrainingListener {
    private final Consumer<EpochReport> onEpoch;
    private boolean started;

    Progress(Consumer<EpochReport> onEpoch) {
      this.onEpoch = onEpoch;
    }

    @Override
    public void onStart(TrainingState state, int epochs, int stepsPerEpoch) {
      started = true;
      activity.moved();
    }

    @Override
    public void onSteps(int epoch, int batch, long step) {
      activity.moved();
    }

    @Override
    public void onEpoch(EpochReport report) {
      activity.moved();
      onEpoch.accept(report);
    }
  }

  /** The objectives with the weights that are the run's result. */
  private List<Double> values(ModelSpec model, RunRecord record, Path directory)
      throws IOException {
    List<Double> values = new ArrayList<>();
    for (String metric : order.getMetricList()) {
      values.add(value(metric, model, record, directory));
    }
    return values;
  }

  private static double value(String metric, ModelSpec model, RunRecord record, Path directory)
      throws IOException {
    OptionalDouble cost = record.cost().value(metric);
    if (cost.isPresent()) {
      return cost.getAsDouble();
    }
    if (metric.startsWith(VALIDATION)) {
      return known(metric, record.validation().get(metric.substring(VALIDATION.length())));
    }
    if (model.training().earlyStopping().filter(EarlyStopping::restoreBest).isPresent()
        && model.training().earlyStopping().get().metric().equals(metric)) {
      return new Checkpoints(new RunDirectory(directory).checkpoints())
          .latest()
          .orElseThrow()
          .state()
          .best()
          .value();
    }
    return metric.equals("loss") ? record.loss() : known(metric, record.metrics().get(metric));
  }

  private static double known(String metric, Double value) {
    if (value == null) {
      throw new IllegalArgumentException("the model has no figure " + metric);
    }
    return value;
  }

  private static boolean isComplete(List<RunRecord> records) {
    return records.stream().allMatch(record -> record.state() == RunRecord.State.COMPLETE);
  }

  /** Each figure's mean over the runs. */
  private static Map<String, Double> means(List<RunRecord> records) {
    Map<String, Double> means = new LinkedHashMap<>();
    for (RunRecord record : records) {
      if (record.loss() != null) {
        means.merge("loss", record.loss() / records.size(), Double::sum);
      }
      record
          .metrics()
          .forEach((name, value) -> means.merge(name, value / records.size(), Double::sum));
      if (record.validation() != null) {
        record
            .validation()
            .forEach(
                (name, value) ->
                    means.merge(VALIDATION + name, value / records.size(), Double::sum));
      }
    }
    return means;
  }
}
