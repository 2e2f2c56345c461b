package dev.luthier.study.worker;

import dev.luthier.study.proto.EndReport;
import dev.luthier.study.trial.TrialResult;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Brings trials to slots. One that fits into none that is free waits for a larger one, until there
 * is no larger one left. To be called by who holds the lock.
 */
final class WaitingTrials {

  private final WorkerSlots slots;
  private final Placement placement = new Placement();
  private final Deque<WorkerSlot.Running> waiting = new ArrayDeque<>();

  WaitingTrials(WorkerSlots slots) {
    this.slots = slots;
  }

  /** Whether as many wait as there are slots: then no others are to begin. */
  boolean isFull() {
    return waiting.size() >= slots.all().size();
  }

  boolean contains(int trial) {
    return waiting.stream().anyMatch(each -> each.trial() == trial);
  }

  /** Brings a trial to a slot that is free, or has it wait. */
  void start(WorkerSlot.Running trial) {
    if (slots.areGivenUp()) {
      crash(trial);
    } else if (!place(trial, WorkerSlot::isIdle) && !place(trial, WorkerSlot::isExpected)) {
      // What is free is too small, or its worker has ended by now.
      waiting.add(trial);
      place();
    }
  }

  /** Brings what waits to slots that are free, and ends that for which there is none. */
  void place() {
    for (WorkerSlot.Running trial : List.copyOf(waiting)) {
      if (place(trial, WorkerSlot::isIdle)) {
        waiting.remove(trial);
      } else if (slots.areGivenUp()) {
        waiting.remove(trial);
        crash(trial);
      } else if (!placement.isPossible(trial.trial(), slots.usable())) {
        waiting.remove(trial);
        trial
            .sink()
            .ended(
                trial.trial(),
                TrialResult.infeasible("out of memory: no slot that is larger is left", 0));
      }
    }
  }

  private boolean place(WorkerSlot.Running trial, Predicate<WorkerSlot> isFree) {
    List<DeviceSlot> usable = slots.usable();
    Optional<WorkerSlot> slot =
        slots.all().stream()
            .filter(isFree)
            .filter(each -> placement.fits(trial.trial(), each.place(), usable))
            .min(Comparator.comparing(WorkerSlot::place, Placement.ORDER));
    slot.ifPresent(each -> each.train(trial, placement.largestEstimate(each.place(), usable)));
    return slot.isPresent();
  }

  private void crash(WorkerSlot.Running trial) {
    trial.sink().crashed(trial.trial(), "there is no worker any more: " + slots.lastError());
  }

  /** What waits ends as PAUSED. */
  void pauseAll() {
    waiting.forEach(trial -> trial.sink().ended(trial.trial(), TrialResult.paused()));
    waiting.clear();
  }

  /** Ends a trial where it waits. */
  void abandon(int trial) {
    for (WorkerSlot.Running each : List.copyOf(waiting)) {
      if (each.trial() == trial) {
        waiting.remove(each);
        each.sink().crashed(trial, "was ended while it waited for a larger slot");
      }
    }
  }

  /** A trial has ended in a slot: what it took of the memory says what others may take. */
  void ended(DeviceSlot slot, EndReport end) {
    if (end.getState() == EndReport.State.COMPLETE || end.getState() == EndReport.State.PAUSED) {
      placement.measured(slot, end.getEstimatedBytes(), end.getPeakBytes());
      // It may go on later, in another slot.
      placement.expected(end.getTrial(), end.getEstimatedBytes());
    }
  }

  /** A trial does not fit into a slot, or is expected not to: it waits for a larger one. */
  void outgrown(DeviceSlot slot, WorkerSlot.Running trial, EndReport end) {
    String device = slot.device().toString();
    if (end.getExpected()) {
      placement.expected(trial.trial(), end.getEstimatedBytes());
    } else {
      placement.outgrown(trial.trial(), slot, end.getEstimatedBytes());
    }
    if (placement.isPossible(trial.trial(), slots.usable())) {
      waiting.add(trial);
      trial
          .sink()
          .noticed(trial.trial(), "waits for a larger slot than " + device + ": " + end.getError());
    } else {
      String problem = end.getError() + "; on " + device + ", and there is no larger slot";
      trial.sink().ended(trial.trial(), TrialResult.infeasible(problem, end.getSeconds()));
    }
  }
}
