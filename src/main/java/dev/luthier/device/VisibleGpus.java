package dev.luthier.device;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which of a machine's GPUs a process sees, and how TensorFlow numbers them. */
public final class VisibleGpus {

  /** Names GPUs by index or UUID, those after the first unknown one are not seen. */
  static final String VARIABLE = "CUDA_VISIBLE_DEVICES";

  private static final String ORDER = "CUDA_DEVICE_ORDER";
  private static final String BY_BUS = "PCI_BUS_ID";

  private VisibleGpus() {}

  /** Whether the environment lets a process see no GPU at all. */
  static boolean hidesAll(Map<String, String> environment) {
    String visible = environment.get(VARIABLE);
    return visible != null && (visible.isBlank() || visible.strip().startsWith("-"));
  }

  /**
   * GPUs in the order in which CUDA numbers them for a process, from 0.
   *
   * @param all of the machine
   * @param environment of the process
   * @return empty where that cannot be known: CUDA puts the fastest first, unless it is told to go
   *     by places on the bus, as {@code nvidia-smi} does; and a process sees one part of a
   *     partitioned GPU
   */
  static Optional<List<NvidiaGpu>> inOrder(List<NvidiaGpu> all, Map<String, String> environment) {
    if (hidesAll(environment)) {
      return Optional.of(List.of());
    }
    boolean alike = all.stream().map(NvidiaGpu::name).distinct().count() <= 1;
    if (!alike && !BY_BUS.equals(environment.get(ORDER))) {
      return Optional.empty();
    }
    String visible = environment.get(VARIABLE);
    if (visible == null) {
      return Optional.of(List.copyOf(all));
    }
    if (visible.contains("MIG-")) {
      return Optional.empty();
    }
    List<NvidiaGpu> seen = new ArrayList<>();
    for (String name : visible.split(",", -1)) {
      List<NvidiaGpu> named = all.stream().filter(gpu -> isNamed(gpu, name.strip())).toList();
      if (named.size() != 1) {
        break;
      }
      seen.add(named.get(0));
    }
    return Optional.of(List.copyOf(seen));
  }

  /**
   * The GPUs behind TensorFlow's devices {@code gpu:0}, {@code gpu:1}, and so on.
   *
   * @param devices how many GPUs TensorFlow sees
   * @return one a device, or empty where they cannot be told apart
   */
  public static List<NvidiaGpu> ofTensorFlow(
      List<NvidiaGpu> all, Map<String, String> environment, int devices) {
    List<NvidiaGpu> seen =
        inOrder(all, environment).orElse(List.of()).stream()
            .filter(NvidiaGpu::isNewEnough)
            .toList();
    return seen.size() == devices ? seen : List.of();
  }

  /** A UUID may be shortened as far as it stays clear. */
  private static boolean isNamed(NvidiaGpu gpu, String name) {
    return name.equals(Integer.toString(gpu.index()))
        || (name.startsWith("GPU-") && gpu.uuid().filter(u -> u.startsWith(name)).isPresent());
  }
}
