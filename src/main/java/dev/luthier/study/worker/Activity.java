package dev.luthier.study.worker;

import dev.luthier.study.proto.BeatReport;
import java.lang.management.ManagementFactory;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What a worker process is at, so that its beats can tell. Written by the thread that works, read
 * by the one that beats.
 */
final class Activity {

  private final AtomicLong progress = new AtomicLong();
  private volatile boolean working;

  /** Something in which no progress can be seen. */
  @FunctionalInterface
  interface Waiting<T, E extends Exception> {
    T await() throws E;
  }

  /** An order is being carried out, or none is. */
  void working(boolean isWorking) {
    moved();
    working = isWorking;
  }

  /** Something was done: a step, an epoch. */
  void moved() {
    progress.incrementAndGet();
  }

  /** Reads data, or waits for others: meanwhile no progress is to be expected. */
  <T, E extends Exception> T resting(Waiting<T, E> waiting) throws E {
    boolean wasWorking = working;
    working = false;
    try {
      return waiting.await();
    } finally {
      working(wasWorking);
    }
  }

  BeatReport beat() {
    return BeatReport.newBuilder()
        .setProgress(progress.get())
        .setWorking(working)
        .setProcessorNanos(processorNanos())
        .build();
  }

  /** 0 where the machine does not tell. */
  private static long processorNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? Math.max(0, system.getProcessCpuTime())
        : 0;
  }
}
