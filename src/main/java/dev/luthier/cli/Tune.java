package dev.luthier.cli;

import dev.luthier.device.DeviceChoice;
import dev.luthier.device.Natives;
import dev.luthier.graph.TrainingMemory;
import dev.luthier.history.FinishedTrials;
import dev.luthier.mlflow.TrackedStudy;
import dev.luthier.mlflow.Tracking;
import dev.luthier.run.GpuWorth;
import dev.luthier.spec.ModelSpec;
import dev.luthier.spec.StudyFile;
import dev.luthier.spec.StudySpec;
import dev.luthier.study.ModelStudy;
import dev.luthier.study.StudyListener;
import dev.luthier.study.StudyListeners;
import dev.luthier.study.StudyOutcome;
import dev.luthier.study.StudyResult;
import dev.luthier.study.directory.PriorTrials;
import dev.luthier.study.store.StoreLocation;
import dev.luthier.study.store.TrialStores;
import dev.luthier.study.worker.DeviceSlot;
import dev.luthier.study.worker.MachineMemory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs a study. */
@Command(
    name = "tune",
    description = {
      "Runs a study: tries settings of a model in worker processes and keeps the best. Ctrl-C saves"
          + " the state; the same command again goes on, and several of them share a study."
    },
    footer = {
      "",
      "Examples:",
      "  luthier tune tuner/iris_grid.textproto --dir studies/iris",
      "  luthier tune tuner/mnist_mlp_tpe.textproto --dir studies/mlp --trials 100",
      "  luthier tune tuner/mnist_mlp_tpe.textproto --dir studies/mlp --device gpu:0 --workers 2",
      "  luthier tune tuner/mnist_mlp_tpe.textproto --dir studies/mlp --device gpu:0,gpu:1,cpu"
    })
final class Tune implements Callable<Integer> {

  /** Each worker is a process of some hundred megabytes. */
  private static final int MOST_WORKERS_BY_DEFAULT = 8;

  @Parameters(paramLabel = "STUDY", description = "A study file.")
  private Path file;

  @Option(
      names = "--dir",
      required = true,
      paramLabel = "DIR",
      description = "The study's directory: a new or an empty one, or that of the same study.")
  private Path directory;

  @Option(
      names = "--trials",
      paramLabel = "N",
      converter = PositiveConverter.class,
      description = "Trials in all, those of earlier calls included; as --set budget.trials=N.")
  private Integer trials;

  @Option(
      names = "--set",
      paramLabel = "PATH=VALUE",
      description =
          "Another value for a field of the study file, such as budget.seconds=3600, or of its"
              + " model, such as training.epochs=3. May be repeated.")
  private List<String> settings = List.of();

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      split = ",",
      converter = DeviceConverter.class,
      description =
          "auto, cpu, cpu:N, gpu:N, gpu:N:SHARE for a part of its memory, or several for each"
              + " trial, gpu:0+gpu:1; separated by commas or repeated: a worker for each. GPUs are"
              + " taken before the CPU, small ones before large ones; a trial that does not fit"
              + " waits for a larger one. Default auto: every GPU, else the CPU.")
  private List<DeviceChoice> devices = List.of(new DeviceChoice.Auto());

  @Option(
      names = "--workers",
      paramLabel = "N",
      converter = PositiveConverter.class,
      description =
          "Trials at once. Default: one a device; on the CPU alone one a processor, 8 at most. More"
              + " than there are devices take turns at them: a GPU with one worker is its own and"
              + " memory grows as needed; several share nine tenths of it evenly.")
  private Integer workers;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Of all that is random; as --set seed=N.")
  private Long seed;

  @Option(
      names = "--store",
      paramLabel = "URL",
      description =
          "Where trials are kept: jdbc:postgresql://HOST/DATABASE?user=NAME, for processes on many"
              + " machines; the password is best in the variable PGPASSWORD or in ~/.pgpass."
              + " Default: SQLite in the study's directory.")
  private String store;

  @Option(
      names = "--warm-start",
      paramLabel = "PATH",
      description =
          "Finished trials that the sampler knows from the beginning, matched by the parameters'"
              + " names: a study's directory, Optuna's SQLite file or journal (FILE#STUDY where it"
              + " holds several), or a Keras Tuner project. A study that goes on has those that it"
              + " began with.")
  private String warmStart;

  @Mixin private Determinism determinism;

  @Mixin private FullFloat32 fullFloat32;

  @Mixin private MlflowOption mlflow;

  @Mixin private Output output;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (StudyFile.isModel(file)) {
      throw new IllegalArgumentException(
          file
              + " is a model, not a study; train it with luthier train, or write a study whose"
              + " field model names it");
    }
    StudySpec study = StudyFile.read(file, allSettings());
    StoreLocation location = store == null ? StoreLocation.in(directory) : StoreLocation.of(store);
    TrialStores.requireReachable(location);
    Natives.choose();
    Optional<PriorTrials> prior = prior(study);
    ModelStudy.Request request =
        new ModelStudy.Request(
            study, directory, location, slots(study), Main.class.getName(), prior);
    long started = System.nanoTime();
    StudyResult result = run(study, request);
    output.result(
        Tuned.of(directory, study.metrics(), result, (System.nanoTime() - started) / 1e9));
    return exitCode(result.outcome());
  }

  private StudyResult run(StudySpec study, ModelStudy.Request request)
      throws IOException, InterruptedException {
    Optional<Tracking> tracking = mlflow.open(output);
    Optional<Tracking.Run> tracked = tracking.map(server -> begin(server, study));
    Tracking.Status end = Tracking.Status.FAILED;
    try (TuneProgress progress = new TuneProgress(output, Terminal.ofProcess(), study);
        Interruption interruption = new Interruption(output)) {
      List<StudyListener> listeners = new ArrayList<>(List.of(progress));
      tracked
          .map(run -> new TrackedStudy(tracking.get(), run, study.objective().metric()))
          .ifPresent(listeners::add);
      StudyResult result =
          new ModelStudy(request, InstantSource.system(), System::nanoTime)
              .run(StudyListeners.all(listeners), interruption);
      end =
          switch (result.outcome().end()) {
            case COMPLETE -> Tracking.Status.FINISHED;
            case INTERRUPTED -> Tracking.Status.KILLED;
            case BLOCKED, FAILED -> Tracking.Status.FAILED;
          };
      return result;
    } finally {
      if (tracked.isPresent()) {
        tracked.get().end(end);
        tracking.get().close();
      }
    }
  }

  private Tracking.Run begin(Tracking server, StudySpec study) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("data", study.data().getPath());
    parameters.put("objective", study.objective().metric());
    parameters.put("goal", study.objective().goal().name());
    parameters.put("sampler", study.sampler().toString());
    parameters.put("pruner", study.pruner().toString());
    parameters.put("seed", Long.toString(study.seed()));
    return server.run(
        study.name(), Optional.empty(), parameters, Map.of("luthier.study", directory.toString()));
  }

  private Optional<PriorTrials> prior(StudySpec study) throws IOException {
    if (warmStart == null) {
      return Optional.empty();
    }
    if (study.objectives().size() > 1) {
      throw new IllegalArgumentException(
          "--warm-start is for studies of one objective, this one has "
              + study.objectives().size()
              + "; leave it out, or leave one objective");
    }
    PriorTrials prior = FinishedTrials.read(warmStart).of(study.space(), study.objective().goal());
    output.say(
        "begins with "
            + prior.trials().size()
            + " finished trials of "
            + prior.source()
            + (prior.leftOut() == 0
                ? ""
                : "; left out for other parameters or values: " + prior.leftOut()));
    return Optional.of(prior);
  }

  private int exitCode(StudyOutcome outcome) {
    return switch (outcome.end()) {
      case COMPLETE -> ExitCode.DONE;
      case INTERRUPTED -> {
        output.say("luthier: interrupted, the state is saved; the same command goes on");
        yield ExitCode.INTERRUPTED;
      }
      case BLOCKED -> {
        output.say(
            "luthier: the machine does not let the study go on, nothing is lost; once this is"
                + " mended the same command goes on: "
                + outcome.error().orElse("no message"));
        yield ExitCode.FAILED;
      }
      case FAILED -> {
        output.say(
            "luthier: too many trials failed one after the other, the last one with: "
                + outcome.error().orElse("no message"));
        yield ExitCode.FAILED;
      }
    };
  }

  private List<DeviceSlot> slots(StudySpec study) throws IOException, InterruptedException {
    Integer places = determinism.workers(study, workers);
    devices.forEach(determinism::requireKernels);
    devices.forEach(device -> fullFloat32.requireOverride(device, System.getenv()));
    List<Long> gpus = isProbeNeeded() ? GpuProbe.memoryBytes() : List.of();
    if (devices.stream().anyMatch(DeviceChoice.Auto.class::isInstance)) {
      MissingGpu.notice(() -> !gpus.isEmpty()).ifPresent(output::say);
    }
    Optional<String> objection =
        gpus.isEmpty()
            ? Optional.empty()
            : GpuWorth.objection(ModelSpec.of(study.modelDefinition()));
    List<DeviceChoice> chosen = AutoDevices.of(devices, gpus.size(), objection, output::say);
    if (determinism.isWanted() && places != null && places < chosen.size()) {
      chosen.subList(places, chosen.size()).clear();
    }
    int processors = Runtime.getRuntime().availableProcessors();
    int byDefault =
        chosen.stream().allMatch(new DeviceChoice.Cpu()::equals)
            ? Math.min(processors, MOST_WORKERS_BY_DEFAULT)
            : chosen.size();
    int count = places == null ? byDefault : places;
    MachineMemory memory = new MachineMemory(TrainingMemory.ofMachine(), gpus);
    // As many processors as places: a thread each.
    List<DeviceSlot> slots =
        DeviceSlot.on(chosen, count, determinism.isWanted() ? count : processors, memory);
    slots.forEach(slot -> slot.requireVisible(System.getenv()));
    return slots;
  }

  /** Which GPUs there are matters for auto; what memory they have, where slots may differ. */
  private boolean isProbeNeeded() {
    return devices.stream().anyMatch(DeviceChoice.Auto.class::isInstance)
        || (devices.size() > 1 && devices.stream().anyMatch(DeviceChoice.Gpu.class::isInstance));
  }

  private List<String> allSettings() {
    List<String> all = new ArrayList<>(settings);
    if (trials != null) {
      all.add("budget.trials=" + trials);
    }
    if (seed != null) {
      all.add("seed=" + seed);
    }
    return all;
  }
}
