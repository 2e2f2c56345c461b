package dev.luthier.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.LongSupplier;
import java.util.zip.CRC32;

/**
 * Holds a target to what is promised of any input: it is read, or refused by a documented
 * exception; that takes seconds at most, and no more memory than the input's size allows for.
 */
final class Examination {

  /** Of processor time, for a few kilobytes on a busy machine. */
  private static final Duration MOST_TIME = Duration.ofSeconds(10);

  private static final Path FINDINGS = Path.of("target", "fuzz");

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final BufferPoolMXBean DIRECT =
      ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
          .filter(pool -> pool.getName().equals("direct"))
          .findFirst()
          .orElseThrow();

  private final String name;
  private final FuzzTarget target;
  private volatile byte[] current = {};
  private volatile long started;
  private long mostAllocated;
  private int mostInput;

  Examination(String name, FuzzTarget target) {
    this.name = name;
    this.target = target;
  }

  /** What reading came to. */
  private record Cost(Throwable thrown, Duration time, long allocated) {}

  /**
   * Examines one input, in the calling thread. What takes too much is read once more, for the first
   * time may have loaded classes, or another process may have had the processor.
   *
   * @throws AssertionError where a promise is broken; the input is kept in {@code target/fuzz} then
   */
  void examine(byte[] input) {
    current = input;
    Cost cost = read(input, System::nanoTime);
    if (isTooMuch(cost, input)) {
      cost = read(input, THREADS::getCurrentThreadCpuTime);
    }
    if (cost.allocated > mostAllocated) {
      mostAllocated = cost.allocated;
      mostInput = input.length;
    }
    if (cost.thrown != null && !target.isDocumented(cost.thrown)) {
      throw finding("throws " + cost.thrown, cost.thrown);
    }
    if (isTooMuch(cost, input)) {
      throw finding(
          "takes "
              + cost.time
              + " and "
              + cost.allocated
              + " bytes, allowed are "
              + MOST_TIME
              + " and "
              + target.allowance(input.length),
          cost.thrown);
    }
  }

  private boolean isTooMuch(Cost cost, byte[] input) {
    return cost.time.compareTo(MOST_TIME) > 0 || cost.allocated > target.allowance(input.length);
  }

  /**
   * Reads an input.
   *
   * @param clock in nanoseconds. That of the thread's own time is the one that counts, but on a
   *     busy machine a thread that asks for it loses the processor, so that it is not for every
   *     input; what takes a short time takes no more of the processor.
   */
  private Cost read(byte[] input, LongSupplier clock) {
    started = System.nanoTime();
    long thread = Thread.currentThread().getId();
    long direct = DIRECT.getMemoryUsed();
    long time = clock.getAsLong();
    long bytes = THREADS.getThreadAllocatedBytes(thread);
    Throwable thrown = null;
    try {
      target.read(input);
    } catch (Throwable e) {
      thrown = e;
    }
    return new Cost(
        thrown,
        Duration.ofNanos(clock.getAsLong() - time),
        THREADS.getThreadAllocatedBytes(thread)
            - bytes
            + Math.max(0, DIRECT.getMemoryUsed() - direct));
  }

  /** How long the input that is being read has been so. */
  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** What was allocated for the input that took most. */
  String most() {
    return mostAllocated + " bytes for an input of " + mostInput;
  }

  /** A broken promise. */
  AssertionError finding(String what, Throwable cause) {
    CRC32 digest = new CRC32();
    digest.update(current);
    Path file = FINDINGS.resolve(String.format(Locale.ROOT, "%s-%08x", name, digest.getValue()));
    try {
      Files.createDirectories(FINDINGS);
      Files.write(file, current);
    } catch (IOException e) {
      return new AssertionError(name + " " + what + "; the input cannot be kept: " + e, cause);
    }
    return new AssertionError(name + " " + what + "; the input is in " + file, cause);
  }
}
