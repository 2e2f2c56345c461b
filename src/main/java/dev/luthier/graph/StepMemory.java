package dev.luthier.graph;

import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.proto.AllocatorMemoryUsed;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.RunOptions;

/**
 * What a training step took of a device's memory, as TensorFlow's allocators tell it in the trace
 * of a run. No op and no function of the C API tells the peak; the trace tells for each op what was
 * in use when it had ended, and what it had for itself before.
 */
final class StepMemory {

  /** Without CUPTI, which takes long to start. */
  static final RunOptions TRACE =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.SOFTWARE_TRACE).build();

  private static final String GPU_ALLOCATORS = "GPU_";

  private boolean isMeasuring;
  private long peakBytes;

  /** Has the next single step looked at, unless one was before. */
  void measure() {
    isMeasuring = peakBytes == 0;
  }

  /** Bytes of a GPU's memory in use at most; 0 where that was not measured. */
  long peakBytes() {
    return peakBytes;
  }

  /** Runs some training steps. */
  Result run(Session.Runner runner, int steps) {
    // A trace of many steps would be large.
    if (!isMeasuring || steps != 1) {
      return runner.run();
    }
    isMeasuring = false;
    Result result = runner.setOptions(TRACE).runAndFetchMetadata();
    peakBytes = result.getMetadata().map(metadata -> peak(metadata, GPU_ALLOCATORS)).orElse(0L);
    return result;
  }

  /**
   * The most bytes that were in use.
   *
   * @param metadata of a run with {@link #TRACE}
   * @param allocators whose names begin so, such as {@code GPU_}; of several the fullest counts
   */
  static long peak(RunMetadata metadata, String allocators) {
    long peak = 0;
    for (DeviceStepStats device : metadata.getStepStats().getDevStatsList()) {
      for (NodeExecStats op : device.getNodeStatsList()) {
        for (AllocatorMemoryUsed memory : op.getMemoryList()) {
          if (memory.getAllocatorName().startsWith(allocators)) {
            long temporary = Math.max(0, memory.getPeakBytes() - memory.getLiveBytes());
            long inUse = Math.max(memory.getLiveBytes(), memory.getAllocatorBytesInUse());
            peak = Math.max(peak, inUse + temporary);
          }
        }
      }
    }
    return peak;
  }
}
