package dev.luthier.study.worker;

import dev.luthier.study.proto.WorkerOrder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What is to be done between trials, such as the writing of a SavedModel, by the next worker that
 * is free. To be called by who holds the lock.
 */
final class Errands {

  private final WorkerSlots slots;
  private final Deque<WorkerSlot.Errand> open = new ArrayDeque<>();

  Errands(WorkerSlots slots) {
    this.slots = slots;
  }

  /** How many have not begun. */
  int size() {
    return open.size();
  }

  /** Whether none is left, nor at work. */
  boolean areDone() {
    return open.isEmpty() && slots.all().stream().noneMatch(WorkerSlot::hasErrand);
  }

  /**
   * Adds one.
   *
   * @param done is told when it is done, or what went wrong
   */
  void add(WorkerOrder order, Consumer<Optional<String>> done) {
    open.add(new WorkerSlot.Errand(order, 0, done));
  }

  /** Adds one that was lost with its worker, as the next. */
  void addAgain(WorkerSlot.Errand errand) {
    open.addFirst(errand);
  }

  /** Gives them to workers that are free; once there is no slot any more, none can be done. */
  void send() {
    for (WorkerSlot slot : slots.all()) {
      if (!open.isEmpty() && slot.isIdle()) {
        slot.run(open.remove());
      }
    }
    while (slots.areGivenUp() && !open.isEmpty()) {
      open.remove().done().accept(Optional.of(slots.lastError()));
    }
  }

  /** Drops trainings that have not begun. */
  void interruptTrainings() {
    for (WorkerSlot.Errand errand : List.copyOf(open)) {
      if (errand.order().hasTrain()) {
        open.remove(errand);
        errand.done().accept(Optional.of(WorkerSlot.INTERRUPTED));
      }
    }
  }
}
