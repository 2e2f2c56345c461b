package dev.luthier.study.worker;

import dev.luthier.device.DeviceChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A place where one worker process runs.
 *
 * @param device the CPU or GPUs; TensorFlow cannot share one process between GPUs with differing
 *     visible devices, so each slot's worker sees its GPUs alone
 * @param threads of TensorFlow at most
 * @param memoryBytes that a trial may take, of several GPUs on each; 0 where that is not known
 */
public record DeviceSlot(DeviceChoice device, int threads, long memoryBytes) {

  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
  private static final String ORDER = "CUDA_DEVICE_ORDER";

  /** Of a GPU's memory, for the trials of several workers; CUDA needs some for each process. */
  private static final double SHARED = 0.9;

  private static final double ROUNDING = 1e-6;

  /** A place with memory that is not known. */
  public DeviceSlot(DeviceChoice device, int threads) {
    this(device, threads, 0);
  }

  /**
   * Slots on the CPU, the threads divided among them.
   *
   * @param workers number of slots
   * @param processors logical ones
   */
  public static List<DeviceSlot> onCpu(int workers, int processors) {
    return on(List.of(new DeviceChoice.Cpu()), workers, processors, MachineMemory.UNKNOWN);
  }

  /**
   * One slot a device, or several where there are more workers than devices: these take turns at
   * the devices. A GPU that belongs to one slot is its own as a whole; several slots share nine
   * tenths of its memory evenly, unless shares were given. Slots on the CPU share its memory.
   *
   * @param devices at least one; a device may be there more than once
   * @param workers number of slots; fewer than devices are raised to these
   * @param processors logical ones, shared by all slots
   * @throws IllegalArgumentException where the shares of a GPU come to more than all of it, or it
   *     is named both with a share and without
   */
  public static List<DeviceSlot> on(
      List<DeviceChoice> devices, int workers, int processors, MachineMemory memory) {
    int count = Math.max(workers, devices.size());
    List<DeviceChoice> places =
        Stream.iterate(0, i -> i < count, i -> i + 1)
            .map(i -> devices.get(i % devices.size()))
            .toList();
    requireShares(devices);
    long onCpu = places.stream().filter(place -> !(place instanceof DeviceChoice.Gpu)).count();
    List<DeviceSlot> slots = new ArrayList<>();
    for (DeviceChoice place : places) {
      int threads = Math.max(1, processors / count);
      if (place instanceof DeviceChoice.Gpu gpu) {
        DeviceChoice.Gpu part = gpu.withMemoryShare(share(gpu, devices, places));
        long bytes = gpu.indices().stream().mapToLong(memory::ofGpu).min().orElse(0);
        slots.add(new DeviceSlot(part, threads, (long) (bytes * part.memoryShare())));
      } else {
        slots.add(new DeviceSlot(place, threads, memory.processorBytes() / onCpu));
      }
    }
    return slots;
  }

  private static double share(
      DeviceChoice.Gpu gpu, List<DeviceChoice> devices, List<DeviceChoice> places) {
    if (gpu.memoryShare() < 1) {
      long slots = places.stream().filter(gpu::equals).count();
      return gpu.memoryShare() * devices.stream().filter(gpu::equals).count() / slots;
    }
    long most =
        gpu.indices().stream().mapToLong(index -> naming(index, places).count()).max().orElse(1);
    return most == 1 ? 1 : SHARED / most;
  }

  private static void requireShares(List<DeviceChoice> devices) {
    List<Integer> indices =
        devices.stream()
            .filter(DeviceChoice.Gpu.class::isInstance)
            .flatMap(device -> ((DeviceChoice.Gpu) device).indices().stream())
            .distinct()
            .toList();
    for (int index : indices) {
      boolean hasShares = naming(index, devices).anyMatch(gpu -> gpu.memoryShare() < 1);
      double sum = naming(index, devices).mapToDouble(DeviceChoice.Gpu::memoryShare).sum();
      if (hasShares && sum > 1 + ROUNDING) {
        throw new IllegalArgumentException(
            "the shares of gpu:"
                + index
                + " must come to at most 1, were "
                + naming(index, devices).map(Object::toString).collect(Collectors.joining(", "))
                + "; write smaller ones, or none for equal shares");
      }
    }
  }

  private static Stream<DeviceChoice.Gpu> naming(int index, List<DeviceChoice> devices) {
    return devices.stream()
        .filter(DeviceChoice.Gpu.class::isInstance)
        .map(DeviceChoice.Gpu.class::cast)
        .filter(gpu -> gpu.indices().contains(index));
  }

  /** The device as the worker, which sees no other GPU, has to be told it. */
  String argument() {
    return device instanceof DeviceChoice.Gpu gpu ? gpu.alone().toString() : device.toString();
  }

  /** Shows the worker its GPUs alone, or none. */
  void applyTo(Map<String, String> environment) {
    orderGpus(environment);
    environment.put(
        VISIBLE,
        device instanceof DeviceChoice.Gpu gpu
            ? gpu.indices().stream()
                .map(index -> cudaName(index, environment))
                .collect(Collectors.joining(","))
            : "-1");
  }

  /** Has CUDA count GPUs as nvidia-smi does, unless the user wants another order. */
  public static void orderGpus(Map<String, String> environment) {
    environment.putIfAbsent(ORDER, "PCI_BUS_ID");
  }

  /**
   * Refuses a GPU that the user keeps from this process.
   *
   * @throws IllegalArgumentException where there is one
   */
  public void requireVisible(Map<String, String> environment) {
    if (device instanceof DeviceChoice.Gpu gpu) {
      gpu.indices().forEach(index -> cudaName(index, environment));
    }
  }

  /** What CUDA calls a GPU: its number, or what the user lists: numbers, UUIDs, parts of a GPU. */
  private static String cudaName(int index, Map<String, String> environment) {
    Optional<String> visible = Optional.ofNullable(environment.get(VISIBLE));
    if (visible.isEmpty()) {
      return Integer.toString(index);
    }
    // CUDA sees what comes before the first name that is none.
    List<String> names =
        Stream.of(visible.get().split(","))
            .map(String::strip)
            .takeWhile(name -> !name.isEmpty() && !name.startsWith("-"))
            .toList();
    if (index >= names.size()) {
      throw new IllegalArgumentException(
          "device must be one of the "
              + names.size()
              + " GPUs that "
              + VISIBLE
              + "="
              + visible.get()
              + " shows, was gpu:"
              + index
              + "; count these from 0, or unset the variable");
    }
    return names.get(index);
  }

  @Override
  public String toString() {
    return device + " (" + threads + (threads == 1 ? " thread)" : " threads)");
  }
}
