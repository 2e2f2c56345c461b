package dev.luthier.study.store;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * This process as one of those that work on a study: says that it is alive, and takes up the trials
 * of those that are no more.
 */
public final class Membership implements AutoCloseable {

  private static final double SECONDS_BETWEEN_BEATS = 2;
  private static final Duration LEASE = Duration.ofSeconds(60);

  private final TrialStore store;
  private final LongSupplier nanoTime;
  private Owner owner;
  private OwnerWatch watch;
  private long lastBeat;

  /**
   * Joins.
   *
   * @param nanoTime {@link System#nanoTime}
   */
  public Membership(TrialStore store, LongSupplier nanoTime) {
    this.store = store;
    this.nanoTime = nanoTime;
    this.lastBeat = nanoTime.getAsLong();
    joinAnew();
  }

  /** Joins, also after this process was taken for dead. */
  public void joinAnew() {
    long process = ProcessHandle.current().pid();
    owner = store.join(host(), process, ProcessStart.of(process).orElseThrow());
    watch = new OwnerWatch(owner, LEASE, ProcessStart::of, nanoTime);
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return Optional.ofNullable(e.getMessage()).orElse("localhost");
    }
  }

  /** As which it has joined. */
  public Owner owner() {
    return owner;
  }

  /**
   * Says that the process is alive, when it is time to, and looks after the others.
   *
   * @throws LostOwnerException where this process was taken for dead: the trials that it ran are no
   *     longer its own
   */
  public void beat() {
    long now = nanoTime.getAsLong();
    double seconds = (now - lastBeat) / 1e9;
    if (seconds >= SECONDS_BETWEEN_BEATS) {
      lastBeat = now;
      store.beat(owner, seconds);
      takeUpTheDead();
    }
  }

  /** Frees the trials of processes that have ended without leaving. */
  public void takeUpTheDead() {
    watch.dead(store.owners()).forEach(store::leave);
  }

  @Override
  public void close() {
    try {
      store.beat(owner, (nanoTime.getAsLong() - lastBeat) / 1e9);
    } catch (LostOwnerException e) {
      return;
    }
    store.leave(owner);
  }
}
