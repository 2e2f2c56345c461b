package dev.luthier.study.store;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/**
 * Finds out which processes that work on a study are dead.
 *
 * <p>One is dead if it ran on this machine and is there no more, or if it has not said for the time
 * of a lease that it is alive. That time is measured here, by a clock that only counts on: no clock
 * of any machine has to be right. Time in which this process did not look, for it was frozen
 * itself, counts for a quarter of a lease at most.
 */
final class OwnerWatch {

  private static final int LOOKS_IN_LEASE = 4;

  private final Owner self;
  private final Duration lease;
  private final LongFunction<Optional<String>> processStart;
  private final LongSupplier nanoTime;
  private final Map<Long, Sighting> sightings = new HashMap<>();

  private record Sighting(long beats, long nanos, long silence) {}

  /**
   * Watches from now on.
   *
   * @param self whose view this is; never dead
   * @param lease several times the longest interval between the beats of any process
   * @param processStart mark of a process of this machine: {@link ProcessStart#of}
   * @param nanoTime {@link System#nanoTime}
   */
  OwnerWatch(
      Owner self,
      Duration lease,
      LongFunction<Optional<String>> processStart,
      LongSupplier nanoTime) {
    if (lease.isNegative() || lease.isZero()) {
      throw new IllegalArgumentException(
          "lease must be positive, was " + lease + "; give such as 60 seconds");
    }
    this.self = self;
    this.lease = lease;
    this.processStart = processStart;
    this.nanoTime = nanoTime;
  }

  /**
   * Those that are dead. To be asked several times in a lease.
   *
   * @param owners all, as the store has them now
   */
  List<Owner> dead(List<Owner> owners) {
    Set<Long> present = new HashSet<>();
    List<Owner> dead = new ArrayList<>();
    for (Owner owner : owners) {
      present.add(owner.id());
      if (owner.id() != self.id() && (isGone(owner) || isSilent(owner))) {
        dead.add(owner);
      }
    }
    sightings.keySet().retainAll(present);
    return dead;
  }

  private boolean isGone(Owner owner) {
    boolean isHere =
        owner.host().equals(self.host())
            && ProcessStart.machine(owner.started()).equals(ProcessStart.machine(self.started()));
    if (!isHere) {
      return false;
    }
    try {
      return !processStart.apply(owner.process()).equals(Optional.of(owner.started()));
    } catch (UncheckedIOException e) {
      // It cannot be told: the lease decides.
      return false;
    }
  }

  private boolean isSilent(Owner owner) {
    long now = nanoTime.getAsLong();
    Sighting last = sightings.get(owner.id());
    long silence = 0;
    if (last != null && last.beats() == owner.beats()) {
      long unseen = Math.min(now - last.nanos(), lease.toNanos() / LOOKS_IN_LEASE);
      silence = last.silence() + unseen;
    }
    sightings.put(owner.id(), new Sighting(owner.beats(), now, silence));
    return silence >= lease.toNanos();
  }
}
