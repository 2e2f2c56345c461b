package dev.luthier.device;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Why TensorFlow sees no GPU.
 *
 * @param reason what is the matter
 * @param remedy what to do about it
 */
public record GpuAbsence(String reason, String remedy) {

  /** What TensorFlow 2.18 loads when it starts with a GPU. */
  private static final List<String> LIBRARIES =
      List.of(
          "libcudart.so.12",
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusparse.so.12",
          "libcudnn.so.9");

  /** What TensorFlow 2.18 was built with; it works with this and later ones of cuDNN 9. */
  private static final String OLDEST_CUDNN = "9.3";

  private static final String CONTAINER =
      "a container needs NVIDIA's container toolkit and to be started with its GPUs, as in docker"
          + " run --gpus all";

  /** Looks around on this machine. */
  public static GpuAbsence explain() {
    return explain(GpuSurvey.ofMachine());
  }

  /** The first thing that stands in TensorFlow's way. */
  public static GpuAbsence explain(GpuSurvey survey) {
    return choices(survey)
        .or(() -> driver(survey))
        .or(() -> natives(survey))
        .or(() -> libraries(survey))
        .or(() -> gpus(survey))
        .orElseGet(
            () ->
                new GpuAbsence(
                    "driver and libraries are there, but TensorFlow takes no GPU",
                    "run again with TF_CPP_MIN_LOG_LEVEL=0 to see what TensorFlow says"));
  }

  /** What makes convolutions fail on a GPU that TensorFlow does see. */
  public static Optional<GpuAbsence> oldCudnn(GpuSurvey survey) {
    return survey
        .linker()
        .cudnn()
        .filter(version -> NvidiaDriver.isOlder(version, OLDEST_CUDNN))
        .map(
            version ->
                new GpuAbsence(
                    "cuDNN is " + version + ", TensorFlow needs " + OLDEST_CUDNN + " or newer",
                    "install a newer cuDNN 9, or build with one: mvn -Pgpu,cuda -DskipTests package"));
  }

  private static Optional<GpuAbsence> choices(GpuSurvey survey) {
    String wish = survey.environment().getOrDefault(Natives.VARIABLE, "");
    if (wish.equals("0")) {
      return absence(Natives.VARIABLE + "=0 forbids GPUs", "unset it");
    }
    if (VisibleGpus.hidesAll(survey.environment())) {
      return absence(
          VisibleGpus.VARIABLE
              + "='"
              + survey.environment().get(VisibleGpus.VARIABLE)
              + "' hides every GPU",
          "unset it, or list GPUs such as 0,1");
    }
    return Optional.empty();
  }

  private static Optional<GpuAbsence> driver(GpuSurvey survey) {
    if (survey.driver().isEmpty()) {
      return absence(
          "no NVIDIA driver is loaded, /proc/driver/nvidia/version is missing",
          "install NVIDIA's driver, " + NvidiaDriver.OLDEST_FOR_CUDA_12 + " or newer");
    }
    Optional<String> version = survey.driverVersion();
    if (version.filter(v -> NvidiaDriver.isOlder(v, NvidiaDriver.OLDEST_FOR_CUDA_12)).isPresent()) {
      return absence(
          "the driver is " + version.get() + ", too old for CUDA 12",
          "install " + NvidiaDriver.OLDEST_FOR_CUDA_12 + " or newer");
    }
    return survey.smi().flatMap(NvidiaSmi::failure).map(GpuAbsence::failure);
  }

  private static GpuAbsence failure(String said) {
    String remedy;
    if (said.contains("version mismatch")) {
      remedy = "restart the machine: the driver was updated while the old one was loaded";
    } else if (said.contains("No devices were found")) {
      remedy = "see what the kernel says of the GPU: dmesg | grep -i nvrm";
    } else {
      remedy = "mend the driver until nvidia-smi lists the GPU; " + CONTAINER;
    }
    return new GpuAbsence("nvidia-smi fails: " + said, remedy);
  }

  private static Optional<GpuAbsence> natives(GpuSurvey survey) {
    if (survey.natives() == Natives.GPU) {
      return Optional.empty();
    }
    return survey.haveGpuNatives()
        ? absence(
            "TensorFlow's libraries for the CPU are in use, though those for GPUs are there",
            "leave out the option -Dorg.bytedeco.javacpp.platform.extension of Java")
        : absence(
            "this build has TensorFlow's libraries for the CPU alone",
            "luthier --gpu devices fetches those for GPUs (526 MB)");
  }

  private static Optional<GpuAbsence> libraries(GpuSurvey survey) {
    if (!survey.linker().finds("libcuda.so.1")) {
      return absence(
          "the driver's libcuda.so.1 cannot be loaded",
          "install the driver's libraries; " + CONTAINER);
    }
    List<String> missing =
        LIBRARIES.stream().filter(library -> !survey.linker().finds(library)).toList();
    if (!missing.isEmpty()) {
      return absence(
          String.join(", ", missing) + " cannot be loaded",
          "luthier --gpu devices fetches CUDA 12 with cuDNN 9 (2.0 GB), or install them and put them"
              + " on LD_LIBRARY_PATH");
    }
    return oldCudnn(survey);
  }

  private static Optional<GpuAbsence> gpus(GpuSurvey survey) {
    List<NvidiaGpu> all = survey.smi().map(NvidiaSmi::gpus).orElse(List.of());
    Optional<List<NvidiaGpu>> visible = VisibleGpus.inOrder(all, survey.environment());
    if (!all.isEmpty() && visible.filter(List::isEmpty).isPresent()) {
      return absence(
          VisibleGpus.VARIABLE
              + "='"
              + survey.environment().get(VisibleGpus.VARIABLE)
              + "' names no GPU of this machine",
          "unset it, or list some of "
              + all.stream()
                  .map(gpu -> Integer.toString(gpu.index()))
                  .collect(Collectors.joining(",")));
    }
    List<NvidiaGpu> seen = visible.orElse(all);
    if (!seen.isEmpty() && seen.stream().noneMatch(NvidiaGpu::isNewEnough)) {
      return absence(
          seen.stream()
              .map(gpu -> gpu.name() + " has compute capability " + gpu.computeCapability().get())
              .distinct()
              .collect(Collectors.joining(", ", "", ", TensorFlow needs 6.0 or newer")),
          "work on the CPU, or with a GPU of the Pascal generation or later");
    }
    return Optional.empty();
  }

  private static Optional<GpuAbsence> absence(String reason, String remedy) {
    return Optional.of(new GpuAbsence(reason, remedy));
  }
}
