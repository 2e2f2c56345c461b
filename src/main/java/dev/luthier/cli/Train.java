package dev.luthier.cli;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.luthier.device.DeviceChoice;
import dev.luthier.device.Natives;
import dev.luthier.mlflow.TrackedTraining;
import dev.luthier.mlflow.Tracking;
import dev.luthier.nn.ShapeException;
import dev.luthier.run.Listeners;
import dev.luthier.run.RunDirectory;
import dev.luthier.run.RunRecord;
import dev.luthier.run.TrainingRequest;
import dev.luthier.run.TrainingRun;
import dev.luthier.spec.ModelFile;
import dev.luthier.spec.StudyFile;
import dev.luthier.train.TrainingListener;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Trains one model into a run directory. */
@Command(
    name = "train",
    description = {
      "Trains a model into a run directory: checkpoints, TensorBoard events, a SavedModel and"
          + " run.json. Ctrl-C saves the state; --resume goes on from there."
    },
    footer = {
      "",
      "Examples:",
      "  luthier train graphs/iris_logistic.textproto --data iris --run runs/iris",
      "  luthier train graphs/mnist_mlp.textproto --data mnist --run runs/mlp \\",
      "      --set layer[hidden].dense.units=256 --epochs 20",
      "  luthier train graphs/mnist_mlp.textproto --data mnist --run runs/mlp \\",
      "      --set layer[hidden].dense.units=256 --epochs 20 --resume"
    })
final class Train implements Callable<Integer> {

  @Parameters(paramLabel = "MODEL", description = "A model file.")
  private Path model;

  @Mixin private DataArgument data;

  @Option(
      names = "--run",
      required = true,
      paramLabel = "DIR",
      description = "The run's directory: a new or an empty one, unless --resume is given.")
  private Path run;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Another value for a field of the model file, such as"
              + " optimizer.adam.learning_rate=0.01. May be repeated.")
  private List<String> settings = List.of();

  @Option(
      names = "--epochs",
      paramLabel = "N",
      converter = PositiveConverter.class,
      description = "Passes over the training samples, in all; as --set training.epochs=N.")
  private Integer epochs;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      converter = PositiveConverter.class,
      description = "Samples a step; as --set training.batch_size=N.")
  private Integer batchSize;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Of all that is random: split, initial weights, order, dropout. Default 0; with"
              + " --resume the run's own.")
  private Long seed;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "auto",
      converter = DeviceConverter.class,
      description =
          "auto, cpu, cpu:N for a logical CPU device, gpu:N, gpu:N:SHARE for a part of its memory;"
              + " or several for one model, gpu:0+gpu:1. Default auto: the first GPU, unless there"
              + " is none or the model is too small for it, else the CPU.")
  private DeviceChoice device;

  @Option(
      names = "--threads",
      paramLabel = "N",
      converter = PositiveConverter.class,
      description =
          "Threads of TensorFlow. Default: 1 for a small model, else one a processor; with --resume"
              + " the run's own.")
  private Integer threads;

  @Option(
      names = "--weights",
      paramLabel = "RUN",
      description =
          "Begins with the weights of another run, those of the same names and shapes; with --resume"
              + " only where nothing was trained yet.")
  private Path weights;

  @Option(names = "--resume", description = "Goes on where the run stopped.")
  private boolean resume;

  @Mixin private Determinism determinism;

  @Mixin private FullFloat32 fullFloat32;

  @Mixin private MlflowOption mlflow;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException {
    if (StudyFile.isStudy(model)) {
      throw new IllegalArgumentException(
          model + " is a study, not a model; run it with: luthier tune " + model + " --dir DIR");
    }
    ModelFile file = ModelFile.read(model, allSettings());
    Integer sessionThreads = determinism.threads(threads);
    determinism.requireKernels(device);
    fullFloat32.requireOverride(device, System.getenv());
    Natives.loadEarly();
    TrainingRequest request =
        new TrainingRequest(
            file.spec(),
            data.description(),
            DataArgument.directory(),
            run,
            seed(),
            device,
            sessionThreads == null ? OptionalInt.empty() : OptionalInt.of(sessionThreads),
            resume,
            TrainingRequest.Outputs.ALL);
    RunRecord record = train(file, weights == null ? request : request.withInitialWeights(weights));
    output.result(Trained.of(run, record));
    if (record.state() == RunRecord.State.INTERRUPTED) {
      output.say("luthier: interrupted, the state is saved; the same with --resume goes on");
      return ExitCode.INTERRUPTED;
    }
    return ExitCode.DONE;
  }

  private RunRecord train(ModelFile file, TrainingRequest request) throws IOException {
    Optional<Tracking> tracking = mlflow.open(output);
    Optional<Tracking.Run> tracked = tracking.map(server -> begin(server, request));
    Tracking.Status end = Tracking.Status.FAILED;
    try (TrainingProgress progress =
            new TrainingProgress(output, Terminal.ofProcess(), request.device());
        Interruption interruption = new Interruption(output)) {
      List<TrainingListener> listeners = new ArrayList<>(List.of(progress));
      tracked.map(TrackedTraining::new).ifPresent(listeners::add);
      RunRecord record =
          new TrainingRun(request, InstantSource.system(), System::nanoTime)
              .train(Listeners.all(listeners), interruption);
      end =
          record.state() == RunRecord.State.COMPLETE
              ? Tracking.Status.FINISHED
              : Tracking.Status.KILLED;
      return record;
    } catch (ShapeException e) {
      throw file.error(e.path(), e.getMessage());
    } finally {
      if (tracked.isPresent()) {
        tracked.get().end(end);
        tracking.get().close();
      }
    }
  }

  private Tracking.Run begin(Tracking server, TrainingRequest request) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("model", model.toString());
    parameters.put("data", request.data().path());
    parameters.put("seed", Long.toString(request.seed()));
    parameters.put("epochs", Integer.toString(request.model().training().epochs()));
    parameters.put("batch_size", Integer.toString(request.model().training().batchSize()));
    parameters.put("optimizer", request.model().optimization().optimizer().toString());
    settings.forEach(
        setting -> {
          int mark = setting.indexOf('=');
          String key = setting.substring(0, mark).replaceAll("[^A-Za-z0-9_.-]", "_");
          parameters.put(key, setting.substring(mark + 1));
        });
    return server.run(
        run.toString(), Optional.empty(), parameters, Map.of("luthier.run", run.toString()));
  }

  private List<String> allSettings() {
    List<String> all = new ArrayList<>(settings);
    if (epochs != null) {
      all.add("training.epochs=" + epochs);
    }
    if (batchSize != null) {
      all.add("training.batch_size=" + batchSize);
    }
    return all;
  }

  private long seed() throws IOException {
    RunDirectory directory = new RunDirectory(run);
    if (seed == null && resume && directory.exists()) {
      return RunRecord.read(directory.record()).seed();
    }
    return seed == null ? 0 : seed;
  }

  /** The result. */
  private record Trained(
      String run,
      String device,
      long seed,
      int epochs,
      long steps,
      double seconds,
      double samplesPerSecond,
      Double loss,
      Map<String, Double> metrics,
      Map<String, Double> validation,
      @JsonInclude(JsonInclude.Include.NON_NULL) List<RunRecord.Pruned> pruned)
      implements Output.Result {

    static Trained of(Path run, RunRecord record) {
      return new Trained(
          run.toString(),
          record.device(),
          record.seed(),
          record.epochs(),
          record.steps(),
          record.seconds(),
          record.samplesPerSecond(),
          record.loss(),
          record.metrics(),
          record.validation(),
          record.pruned());
    }

    @Override
    public String text() {
      TextTable head =
          new TextTable()
              .row("run", run)
              .row("device", device)
              .row("seed", Long.toString(seed))
              .row("epochs", epochs + " (" + steps + " steps)")
              .row("time", "%.1f s, %.0f samples/s".formatted(seconds, samplesPerSecond))
              .row("watch", "tensorboard --logdir " + run);
      if (pruned != null) {
        pruned.forEach(layer -> head.row("pruned", layer.text()));
      }
      TextTable figures = new TextTable();
      if (validation == null) {
        figures.row("", "training");
        figures.row("loss", TextTable.figure(loss));
        metrics.forEach((name, value) -> figures.row(name, TextTable.figure(value)));
      } else {
        figures.row("", "training", "validation");
        figures.row("loss", TextTable.figure(loss), TextTable.figure(validation.get("loss")));
        metrics.forEach(
            (name, value) ->
                figures.row(name, TextTable.figure(value), TextTable.figure(validation.get(name))));
      }
      return head + System.lineSeparator() + System.lineSeparator() + figures;
    }
  }
}
