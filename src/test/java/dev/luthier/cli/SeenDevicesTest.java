package dev.luthier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.luthier.device.Device;
import dev.luthier.device.GpuAbsence;
import dev.luthier.device.Natives;
import java.util.List;
import org.junit.jupiter.api.Test;

class SeenDevicesTest {

  private static final long GIBIBYTE = 1L << 30;
  private static final SeenDevices.Gpu OLD =
      new SeenDevices.Gpu(0, "NVIDIA GT 710", 2 * GIBIBYTE, null, "3.5", "GPU-a", false);
  private static final SeenDevices.Gpu H100 =
      new SeenDevices.Gpu(1, "NVIDIA H100", 80 * GIBIBYTE, GIBIBYTE / 2, "9.0", "GPU-b", true);
  private static final SeenDevices.Entry CPU =
      new SeenDevices.Entry("cpu", "/device:CPU:0", Device.Kind.CPU, null, null);

  private static SeenDevices seen(
      SeenDevices.Driver driver,
      List<SeenDevices.Entry> devices,
      List<SeenDevices.Gpu> gpus,
      GpuAbsence noGpu) {
    return new SeenDevices(
        "2.18.0", Natives.GPU, 16, "on", driver, devices, gpus, List.of("cuDNN is old"), noGpu);
  }

  @Test
  void aGpuIsDescribedAtItsDevice() {
    SeenDevices.Entry gpu =
        new SeenDevices.Entry("gpu:0", "/device:GPU:0", Device.Kind.GPU, 77 * GIBIBYTE, 1);
    assertEquals(
        """
        TensorFlow  2.18.0, libraries for GPU
        processors  16
        oneDNN      on
        driver      580.65.06, for CUDA up to 13.0
        device      cpu
        device      gpu:0  NVIDIA H100, 80.0 GiB with 0.5 GiB in use, compute capability 9.0, in \
        instances (MIG), TensorFlow may use 77.0 GiB
        driver sees GPU 0: NVIDIA GT 710, 2.0 GiB, compute capability 3.5
        attention   cuDNN is old""",
        seen(
                new SeenDevices.Driver("580.65.06", "13.0"),
                List.of(CPU, gpu),
                List.of(OLD, H100),
                null)
            .text());
  }

  @Test
  void whatIsNotKnownIsLeftOut() {
    SeenDevices.Entry gpu =
        new SeenDevices.Entry("gpu:0", "/device:GPU:0", Device.Kind.GPU, 7 * GIBIBYTE, null);
    String text =
        seen(
                new SeenDevices.Driver(null, null),
                List.of(CPU, gpu),
                List.of(),
                new GpuAbsence("why", "what to do"))
            .text();
    assertTrue(text.contains("driver      of an unknown version\n"), text);
    assertTrue(text.contains("device      gpu:0  TensorFlow may use 7.0 GiB\n"), text);
    assertTrue(text.endsWith("no GPU      why\n            what to do"), text);
  }
}
