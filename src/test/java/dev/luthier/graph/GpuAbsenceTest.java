package dev.luthier.graph;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GpuAbsenceTest {

  private static final Set<String> CUDA =
      Set.of(
          "libcuda.so.1",
          "libcudart.so.12",
          "libcublas.so.12",
          "libcublasLt.so.12",
          "libcufft.so.11",
          "libcusolver.so.11",
          "libcusparse.so.12");

  private static void assertReason(
      String part, Natives natives, String visible, boolean driver, Set<String> libraries) {
    GpuAbsence absence =
        GpuAbsence.explain(
            natives,
            visible == null ? Map.of() : Map.of("CUDA_VISIBLE_DEVICES", visible),
            path -> driver,
            libraries::contains);
    assertTrue(absence.reason().contains(part), absence.toString());
  }

  @Test
  void theFirstThingThatIsMissingIsNamed() {
    assertReason("libraries for the CPU", Natives.CPU, null, true, CUDA);
    assertReason("hides every GPU", Natives.GPU, "", true, CUDA);
    assertReason("hides every GPU", Natives.GPU, "-1", true, CUDA);
    assertReason("/proc/driver/nvidia/version", Natives.GPU, null, false, Set.of());
    assertReason("libcuda.so.1", Natives.GPU, "0", true, Set.of());
    assertReason("libcudart.so.12", Natives.GPU, null, true, Set.of("libcuda.so.1"));
    assertReason("libcudnn.so.9", Natives.GPU, null, true, CUDA);
  }
}
