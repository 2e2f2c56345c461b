package dev.luthier.study.worker;

import dev.luthier.device.DeviceChoice;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which slots a trial may have, and in which order. GPUs come before the CPU, and of each the
 * smaller before the larger. A trial that has run out of a slot's memory may have larger slots
 * only; one that is expected to, as long as there is a larger one. Where nothing is known of the
 * memory, all slots are alike.
 */
final class Placement {

  /** The order in which slots are taken. */
  static final Comparator<DeviceSlot> ORDER =
      Comparator.comparing((DeviceSlot slot) -> !isGpu(slot))
          .thenComparingLong(DeviceSlot::memoryBytes);

  /**
   * What is known of a trial.
   *
   * @param estimate of its memory
   * @param moreThan bytes of the largest slot that was too small
   */
  private record Need(long estimate, long moreThan) {}

  private final Map<Integer, Need> needs = new HashMap<>();
  private final MemoryModel gpuMemory = new MemoryModel();

  private static boolean isGpu(DeviceSlot slot) {
    return slot.device() instanceof DeviceChoice.Gpu;
  }

  /** Whether one of some slots may have a trial. */
  boolean fits(int trial, DeviceSlot slot, List<DeviceSlot> slots) {
    Need need = needs.get(trial);
    return need == null
        || ((need.moreThan == 0 || slot.memoryBytes() > need.moreThan)
            && need.estimate <= largestEstimate(slot, slots));
  }

  /** Whether there is a slot for a trial. */
  boolean isPossible(int trial, List<DeviceSlot> slots) {
    return slots.stream().anyMatch(slot -> fits(trial, slot, slots));
  }

  /** The largest estimate of a trial for which no other slot is better. */
  long largestEstimate(DeviceSlot slot, List<DeviceSlot> slots) {
    boolean isLargest = slots.stream().noneMatch(other -> other.memoryBytes() > slot.memoryBytes());
    if (isLargest || slot.memoryBytes() == 0) {
      return Long.MAX_VALUE;
    }
    return isGpu(slot) ? gpuMemory.largestEstimate(slot.memoryBytes()) : slot.memoryBytes();
  }

  /** A trial is expected not to fit into a slot. */
  void expected(int trial, long estimate) {
    Need before = needs.getOrDefault(trial, new Need(0, 0));
    needs.put(trial, new Need(Math.max(estimate, before.estimate), before.moreThan));
  }

  /** A trial has run out of a slot's memory. */
  void outgrown(int trial, DeviceSlot slot, long estimate) {
    Need before = needs.getOrDefault(trial, new Need(0, 0));
    // Of a slot whose memory is not known nobody can tell whether another is larger.
    long bytes = slot.memoryBytes() == 0 ? Long.MAX_VALUE : slot.memoryBytes();
    needs.put(
        trial, new Need(Math.max(estimate, before.estimate), Math.max(bytes, before.moreThan)));
    if (slot.memoryBytes() > 0) {
      measured(slot, estimate, slot.memoryBytes());
    }
  }

  /** A trial has taken so much of a slot's memory. */
  void measured(DeviceSlot slot, long estimate, long peak) {
    if (isGpu(slot) && estimate > 0 && peak > 0) {
      gpuMemory.add(estimate, peak);
    }
  }
}
