package dev.luthier.study;

import dev.luthier.graph.DeviceChoice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A place where one worker process runs.
 *
 * @param device {@code cpu} or a GPU; TensorFlow cannot share one process between GPUs with
 *     differing visible devices, so each GPU's workers see that GPU alone
 * @param threads of TensorFlow at most
 */
public record DeviceSlot(DeviceChoice device, int threads) {

  private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";

  /**
   * Slots on the CPU, the threads divided among them.
   *
   * @param workers number of slots
   * @param processors logical ones
   */
  public static List<DeviceSlot> onCpu(int workers, int processors) {
    List<DeviceSlot> slots = new ArrayList<>();
    for (int i = 0; i < workers; i++) {
      slots.add(new DeviceSlot(new DeviceChoice.Cpu(), Math.max(1, processors / workers)));
    }
    return slots;
  }

  /**
   * One slot a device, or several where there are more workers than devices: these share a GPU's
   * memory evenly.
   *
   * @param devices at least one, {@code cpu} or GPUs
   * @param workers number of slots; fewer than devices are raised to these
   * @param processors logical ones
   */
  public static List<DeviceSlot> on(List<DeviceChoice> devices, int workers, int processors) {
    int count = Math.max(workers, devices.size());
    List<DeviceSlot> slots = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int place = i % devices.size();
      int sharing = count / devices.size() + (place < count % devices.size() ? 1 : 0);
      slots.add(
          new DeviceSlot(shared(devices.get(place), sharing), Math.max(1, processors / count)));
    }
    return slots;
  }

  private static DeviceChoice shared(DeviceChoice device, int sharing) {
    return device instanceof DeviceChoice.Gpu gpu
        ? gpu.withMemoryShare(gpu.memoryShare() / sharing)
        : device;
  }

  /** The device as the worker, which sees no other GPU, has to be told it. */
  String argument() {
    return device instanceof DeviceChoice.Gpu gpu ? gpu.alone().toString() : device.toString();
  }

  /** Shows the worker its GPU alone, or none. */
  void applyTo(Map<String, String> environment) {
    if (device instanceof DeviceChoice.Gpu gpu) {
      String visible = environment.get(VISIBLE);
      String[] names = visible == null ? new String[0] : visible.split(",");
      environment.put(
          VISIBLE,
          gpu.indices().stream()
              .map(index -> index < names.length ? names[index] : Integer.toString(index))
              .collect(Collectors.joining(",")));
    } else {
      environment.put(VISIBLE, "-1");
    }
  }

  @Override
  public String toString() {
    return device + " (" + threads + (threads == 1 ? " thread)" : " threads)");
  }
}
