package dev.luthier.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VisibleGpusTest {

  private static final Map<String, String> BY_BUS = Map.of("CUDA_DEVICE_ORDER", "PCI_BUS_ID");
  private static final NvidiaGpu OLD = gpu(0, "NVIDIA GeForce GTX 960", "5.2", "GPU-aa11");
  private static final NvidiaGpu SMALL = gpu(1, "NVIDIA RTX A2000", "8.6", "GPU-aa22");
  private static final NvidiaGpu LARGE = gpu(2, "NVIDIA H100 80GB HBM3", "9.0", "GPU-bb33");
  private static final List<NvidiaGpu> ALL = List.of(OLD, SMALL, LARGE);

  static NvidiaGpu gpu(int index, String name, String capability, String uuid) {
    return NvidiaGpu.parse(
            index + ", " + name + ", 8192, 10, " + capability + ", 580.65.06, " + uuid + ", [N/A]")
        .orElseThrow();
  }

  private static Optional<List<NvidiaGpu>> seen(String visible) {
    return VisibleGpus.inOrder(
        ALL, Map.of("CUDA_DEVICE_ORDER", "PCI_BUS_ID", "CUDA_VISIBLE_DEVICES", visible));
  }

  @Test
  void theVariableNamesThemByIndexOrUuid() {
    assertEquals(Optional.of(ALL), VisibleGpus.inOrder(ALL, BY_BUS));
    assertEquals(Optional.of(List.of(LARGE, OLD)), seen("2,0"));
    assertEquals(Optional.of(List.of(LARGE, SMALL)), seen("GPU-bb33, GPU-aa2"));
  }

  @Test
  void thoseAfterAnUnknownOneAreNotSeen() {
    assertEquals(Optional.of(List.of(SMALL)), seen("1,7,2"));
    assertEquals(Optional.of(List.of()), seen("GPU-aa"));
    assertEquals(Optional.of(List.of()), seen("none"));
    assertEquals(Optional.of(List.of()), seen(""));
    assertEquals(Optional.of(List.of()), seen("-1"));
  }

  @Test
  void anUnknownOrderIsNotGuessed() {
    assertEquals(Optional.empty(), VisibleGpus.inOrder(ALL, Map.of()));
    List<NvidiaGpu> alike = List.of(LARGE, LARGE);
    assertEquals(Optional.of(alike), VisibleGpus.inOrder(alike, Map.of()));
    assertEquals(Optional.empty(), seen("MIG-41b3359c-e721-56e5-8009-12e5797ed514"));
  }

  @Test
  void tensorFlowPassesOverThoseThatItHasNoKernelsFor() {
    assertEquals(List.of(SMALL, LARGE), VisibleGpus.ofTensorFlow(ALL, BY_BUS, 2));
    assertEquals(List.of(), VisibleGpus.ofTensorFlow(ALL, BY_BUS, 1));
    assertEquals(List.of(), VisibleGpus.ofTensorFlow(ALL, Map.of(), 2));
  }

  @Test
  void allCanBeHidden() {
    assertTrue(VisibleGpus.hidesAll(Map.of("CUDA_VISIBLE_DEVICES", " ")));
    assertTrue(VisibleGpus.hidesAll(Map.of("CUDA_VISIBLE_DEVICES", "-1")));
    assertFalse(VisibleGpus.hidesAll(Map.of("CUDA_VISIBLE_DEVICES", "0")));
    assertFalse(VisibleGpus.hidesAll(Map.of()));
  }
}
