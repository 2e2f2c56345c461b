package dev.luthier.cli;

import dev.luthier.device.Device;
import dev.luthier.device.GpuAbsence;
import dev.luthier.device.GpuSurvey;
import dev.luthier.device.Natives;
import dev.luthier.device.NvidiaGpu;
import dev.luthier.device.NvidiaSmi;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What {@code luthier devices} tells.
 *
 * @param tensorflow its version
 * @param natives its libraries in use
 * @param processors logical ones; as many threads are used unless {@code --threads} says otherwise
 * @param onednn whether it is on
 * @param driver null where no driver of NVIDIA is loaded
 * @param devices that TensorFlow sees
 * @param gpus that the driver sees, whether TensorFlow does or not
 * @param warnings what is amiss although there is a GPU
 * @param noGpu null where there is a GPU
 */
record SeenDevices(
    String tensorflow,
    Natives natives,
    int processors,
    String onednn,
    Driver driver,
    List<Entry> devices,
    List<Gpu> gpus,
    List<String> warnings,
    GpuAbsence noGpu)
    implements Output.Result {

  /**
   * NVIDIA's driver.
   *
   * @param version null where it is not told
   * @param cuda the newest version of CUDA that it is for; null where it is not told
   */
  record Driver(String version, String cuda) {
    static Driver of(GpuSurvey survey) {
      return new Driver(
          survey.driverVersion().orElse(null), survey.smi().flatMap(NvidiaSmi::cuda).orElse(null));
    }
  }

  /**
   * A device of TensorFlow.
   *
   * @param memoryBytes what TensorFlow may use of a GPU's memory; null for a CPU
   * @param gpu what the driver numbers it; null for a CPU, or where it is not known
   */
  record Entry(String device, String name, Device.Kind kind, Long memoryBytes, Integer gpu) {
    static Entry of(Device device, List<NvidiaGpu> used) {
      boolean isGpu = device.kind() == Device.Kind.GPU;
      return new Entry(
          device.shortName(),
          device.name(),
          device.kind(),
          device.kind() == Device.Kind.CPU ? null : device.memoryBytes(),
          isGpu && device.index() < used.size() ? used.get(device.index()).index() : null);
    }
  }

  /** A GPU as the driver describes it; null is what it does not tell. */
  record Gpu(
      int index,
      String name,
      Long memoryBytes,
      Long usedBytes,
      String computeCapability,
      String uuid,
      boolean partitioned) {

    static Gpu of(NvidiaGpu gpu) {
      return new Gpu(
          gpu.index(),
          gpu.name(),
          orNull(gpu.memoryBytes()),
          orNull(gpu.usedBytes()),
          gpu.computeCapability().orElse(null),
          gpu.uuid().orElse(null),
          gpu.isPartitioned());
    }

    private static Long orNull(OptionalLong bytes) {
      return bytes.isPresent() ? bytes.getAsLong() : null;
    }

    /** Name, memory and compute capability, as far as they are known. */
    private String description() {
      List<String> parts = new ArrayList<>(List.of(name));
      if (memoryBytes != null) {
        parts.add(
            gibibytes(memoryBytes) + (usedBytes == null ? "" : " with " + used() + " in use"));
      }
      if (computeCapability != null) {
        parts.add("compute capability " + computeCapability);
      }
      if (partitioned) {
        parts.add("in instances (MIG)");
      }
      return String.join(", ", parts);
    }

    private String used() {
      return gibibytes(usedBytes);
    }
  }

  @Override
  public String text() {
    List<String> lines = new ArrayList<>();
    lines.add("TensorFlow  " + tensorflow + ", libraries for " + natives);
    lines.add("processors  " + processors);
    lines.add("oneDNN      " + onednn);
    if (driver != null) {
      lines.add(
          "driver      "
              + Objects.requireNonNullElse(driver.version(), "of an unknown version")
              + (driver.cuda() == null ? "" : ", for CUDA up to " + driver.cuda()));
    }
    for (Entry device : devices) {
      lines.add("device      " + description(device));
    }
    for (Gpu gpu : gpus) {
      if (devices.stream().noneMatch(device -> Objects.equals(device.gpu(), gpu.index()))) {
        lines.add("driver sees GPU " + gpu.index() + ": " + gpu.description());
      }
    }
    warnings.forEach(warning -> lines.add("attention   " + warning));
    if (noGpu != null) {
      lines.add("no GPU      " + noGpu.reason());
      lines.add("            " + noGpu.remedy());
    }
    return String.join(System.lineSeparator(), lines);
  }

  private String description(Entry device) {
    List<String> parts = new ArrayList<>();
    gpus.stream()
        .filter(gpu -> Objects.equals(device.gpu(), gpu.index()))
        .forEach(gpu -> parts.add(gpu.description()));
    if (device.memoryBytes() != null) {
      parts.add("TensorFlow may use " + gibibytes(device.memoryBytes()));
    }
    return device.device() + (parts.isEmpty() ? "" : "  " + String.join(", ", parts));
  }

  private static String gibibytes(long bytes) {
    return "%.1f GiB".formatted(bytes / (double) (1L << 30));
  }
}
