package dev.luthier.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
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

  /**
   * Examines one input, in the calling thread.
   *
   * @throws AssertionError where a promise is broken; the input is kept in {@code target/fuzz} then
   */
  void examine(byte[] input) {
    current = input;
    started = System.nanoTime();
    long direct = DIRECT.getMemoryUsed();
    long time = THREADS.getCurrentThreadCpuTime();
    long bytes = THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    Throwable thrown = read(input);
    long allocated =
        THREADS.getThreadAllocatedBytes(Thread.currentThread().getId())
            - bytes
            + Math.max(0, DIRECT.getMemoryUsed() - direct);
    time = THREADS.getCurrentThreadCpuTime() - time;
    if (allocated > mostAllocated) {
      mostAllocated = allocated;
      mostInput = input.length;
    }
    if (thrown != null && !target.isDocumented(thrown)) {
      throw finding("throws " + thrown, thrown);
    }
    if (time > MOST_TIME.toNanos()) {
      throw finding("takes " + Duration.ofNanos(time), thrown);
    }
    if (allocated > target.allowance(input.length)) {
      throw finding(
          "allocates " + allocated + " bytes, allowed are " + target.allowance(input.length),
          thrown);
    }
  }

  private Throwable read(byte[] input) {
    try {
      target.read(input);
      return null;
    } catch (Throwable thrown) {
      return thrown;
    }
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
