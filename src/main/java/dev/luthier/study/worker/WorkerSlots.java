package dev.luthier.study.worker;

import dev.luthier.study.error.StudyException;
import java.util.List;
import java.util.Optional;

/** All slots of a study. To be called by who holds the lock. */
final class WorkerSlots {

  private final List<WorkerSlot> slots;
  private String lastError = "";

  WorkerSlots(List<WorkerSlot> slots) {
    this.slots = List.copyOf(slots);
  }

  List<WorkerSlot> all() {
    return slots;
  }

  /** The slot that a trial runs in. */
  Optional<WorkerSlot> of(int trial) {
    return slots.stream().filter(slot -> slot.runs(trial)).findFirst();
  }

  /** How many have a worker with nothing to do. */
  int idle() {
    return (int) slots.stream().filter(WorkerSlot::isIdle).count();
  }

  /** Where trials may run, now or once a worker has started. */
  List<DeviceSlot> usable() {
    return slots.stream().filter(slot -> !slot.isGivenUp()).map(WorkerSlot::place).toList();
  }

  /** Whether no slot is usable any more. */
  boolean areGivenUp() {
    return slots.stream().allMatch(WorkerSlot::isGivenUp);
  }

  /** A worker has ended or cannot be started: one line. */
  void failed(String problem) {
    lastError = problem;
  }

  /** What went wrong last; empty where nothing has. */
  String lastError() {
    return lastError;
  }

  /**
   * Refuses to go on without any slot.
   *
   * @throws StudyException where all are given up
   */
  void requireAny() {
    if (areGivenUp()) {
      throw StudyException.failed("no worker can be started: " + lastError);
    }
  }
}
