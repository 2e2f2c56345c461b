package dev.luthier.graph;

import dev.luthier.data.Dataset;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sessions of trainings that are over, kept for trials that differ in seeds, rates and strengths
 * only: such a trial needs no new graph and does not copy the data again. It trains exactly as in a
 * session of its own.
 *
 * <p>Not thread-safe.
 */
public final class SessionPool implements AutoCloseable {

  /** Graphs and what TensorFlow makes of them take more than their variables. */
  private static final int MOST_SESSIONS = 16;

  private final long maxBytes;
  private final Map<Key, TrialSession> idle = new LinkedHashMap<>();
  private boolean isMeasuring;
  private long largestEstimate = Long.MAX_VALUE;
  private long estimatedBytes;
  private boolean hasFailed;
  private long peakBytes;

  private record Key(Object structure, String data, SessionSettings settings) {}

  /** What is done with a session. */
  @FunctionalInterface
  public interface Work<T> {
    T with(TrialSession session) throws IOException;
  }

  /**
   * A pool without sessions.
   *
   * @param maxBytes of the variables of all sessions that are kept, samples included; 0 for a pool
   *     that keeps none
   */
  public SessionPool(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Begins to look at the memory of what is trained from now on.
   *
   * @param largest bytes of a training, by {@link TrainingMemory#estimate}, that is not refused
   */
  public void measure(long largest) {
    isMeasuring = true;
    largestEstimate = largest;
    estimatedBytes = 0;
    peakBytes = 0;
    hasFailed = false;
  }

  /**
   * Bytes that the largest training was estimated to need since {@link #measure}, or since one has
   * failed; 0 without any.
   */
  public long estimatedBytes() {
    return estimatedBytes;
  }

  /** Bytes of a GPU's memory in use, at most, since {@link #measure}; 0 where not measured. */
  public long peakBytes() {
    return peakBytes;
  }

  /**
   * Closes the sessions that are kept.
   *
   * @return how many there were
   */
  public int drop() {
    int dropped = idle.size();
    close();
    return dropped;
  }

  /**
   * Works with a session in which nothing has been trained yet.
   *
   * @throws IllegalArgumentException where a layer has an op without a gradient
   * @throws DeviceTooSmallException where the estimate is larger than {@link #measure} allows
   */
  public <T> T use(TrialSpec spec, Dataset dataset, SessionSettings settings, Work<T> work)
      throws IOException {
    if (isMeasuring) {
      int devices = Math.max(1, settings.device().tensorFlowNames().size());
      long estimate = TrainingMemory.estimate(spec, devices);
      estimatedBytes = hasFailed ? estimate : Math.max(estimatedBytes, estimate);
      hasFailed = false;
      if (estimate > largestEstimate) {
        throw new DeviceTooSmallException(estimate);
      }
    }
    Key key = new Key(GraphStructure.of(spec), dataset.digest(), settings);
    TrialSession session = idle.remove(key);
    boolean usable = false;
    try {
      if (session == null) {
        session = TrialSession.forTraining(spec, dataset, settings);
      } else {
        session.restart(spec);
      }
      if (isMeasuring && settings.mayUseGpu()) {
        session.memory().measure();
      }
      T result = work.with(session);
      usable = true;
      peakBytes = Math.max(peakBytes, session.memory().peakBytes());
      return result;
    } finally {
      if (usable) {
        keep(key, session);
      } else {
        hasFailed = true;
        if (session != null) {
          session.close();
        }
      }
    }
  }

  private void keep(Key key, TrialSession session) {
    idle.put(key, session);
    long bytes = idle.values().stream().mapToLong(TrialSession::bytes).sum();
    Iterator<TrialSession> longestIdle = idle.values().iterator();
    while (bytes > maxBytes || idle.size() > MOST_SESSIONS) {
      TrialSession unused = longestIdle.next();
      longestIdle.remove();
      bytes -= unused.bytes();
      unused.close();
    }
  }

  @Override
  public void close() {
    idle.values().forEach(TrialSession::close);
    idle.clear();
  }
}
