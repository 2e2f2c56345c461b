package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.AllocatorMemoryUsed;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;
import org.tensorflow.proto.StepStats;
import org.tensorflow.types.TFloat32;

class StepMemoryTest {

  private static NodeExecStats.Builder op(String allocator, long inUse, long peak, long live) {
    return NodeExecStats.newBuilder()
        .addMemory(
            AllocatorMemoryUsed.newBuilder()
                .setAllocatorName(allocator)
                .setAllocatorBytesInUse(inUse)
                .setPeakBytes(peak)
                .setLiveBytes(live));
  }

  @Test
  void countsWhatIsInUseAndWhatAnOpHadForItself() {
    DeviceStepStats.Builder ops =
        DeviceStepStats.newBuilder()
            .addNodeStats(op("GPU_0_bfc", 100, 30, 30))
            .addNodeStats(op("GPU_0_bfc", 80, 70, 20))
            .addNodeStats(op("GPU_1_bfc", 120, 0, 0))
            .addNodeStats(op("gpu_host_bfc", 1000, 0, 0));
    RunMetadata metadata =
        RunMetadata.newBuilder().setStepStats(StepStats.newBuilder().addDevStats(ops)).build();
    assertEquals(130, StepMemory.peak(metadata, "GPU_"));
    assertEquals(0, StepMemory.peak(RunMetadata.getDefaultInstance(), "GPU_"));
  }

  @Test
  void theTraceOfARunTellsWhatItsOpsTook() {
    try (Graph graph = new Graph();
        Session session = new Session(graph);
        TFloat32 value = TFloat32.scalarOf(1)) {
      Ops tf = Ops.create(graph);
      Placeholder<TFloat32> fed = tf.placeholder(TFloat32.class);
      var thousand = tf.math.add(fed, tf.zeros(tf.constant(new int[] {1000}), TFloat32.class));
      try (Result result =
          session
              .runner()
              .feed(fed, value)
              .fetch(thousand)
              .setOptions(StepMemory.TRACE)
              .runAndFetchMetadata()) {
        assertTrue(StepMemory.peak(result.getMetadata().orElseThrow(), "") >= 4000);
      }
    }
  }

  @Test
  void measuresOneStepOnly() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      var one = Ops.create(graph).constant(1f);
      StepMemory memory = new StepMemory();
      memory.measure();
      try (Result several = memory.run(session.runner().fetch(one), 2);
          Result single = memory.run(session.runner().fetch(one), 1);
          Result next = memory.run(session.runner().fetch(one), 1)) {
        assertTrue(several.getMetadata().isEmpty());
        assertTrue(single.getMetadata().isPresent());
        assertTrue(next.getMetadata().isEmpty());
      }
      // There is no GPU's allocator on a CPU.
      assertEquals(0, memory.peakBytes());
    }
  }
}
