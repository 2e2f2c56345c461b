package dev.luthier.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** The program's answers as drivers from 470 to 580 print them. */
class NvidiaSmiTest {

  private static final long GIBIBYTE = 1L << 30;
  private static final NvidiaSmi.Reply HEADER =
      new NvidiaSmi.Reply(
          0,
          """

          ==============NVSMI LOG==============

          Timestamp                                 : Tue Sep  2 10:11:12 2025
          Driver Version                            : 580.65.06
          CUDA Version                              : 13.0

          Attached GPUs                             : 2
          GPU 00000000:17:00.0
              FB Memory Usage
                  Total                             : 81559 MiB
          """);

  private static NvidiaSmi answer(String lines) {
    return NvidiaSmi.of(new NvidiaSmi.Reply(0, lines), HEADER);
  }

  private static NvidiaSmi failure(int code, String said) {
    NvidiaSmi.Reply reply = new NvidiaSmi.Reply(code, said);
    return NvidiaSmi.of(reply, reply);
  }

  @Test
  void severalGpus() {
    NvidiaSmi smi =
        answer(
            """
            0, NVIDIA H100 80GB HBM3, 81920, 4, 9.0, 580.65.06, GPU-5a2bd1c3-1f0e-4d8a, Disabled
            1, NVIDIA GeForce RTX 4090, 24564, 512, 8.9, 580.65.06, GPU-77aa0c55-9c1b-41de, [N/A]
            """);
    assertEquals(Optional.empty(), smi.failure());
    assertEquals(Optional.of("13.0"), smi.cuda());
    assertEquals(2, smi.gpus().size());
    assertEquals(
        new NvidiaGpu(
            0,
            "NVIDIA H100 80GB HBM3",
            OptionalLong.of(80 * GIBIBYTE),
            OptionalLong.of(4 << 20),
            Optional.of("9.0"),
            Optional.of("580.65.06"),
            Optional.of("GPU-5a2bd1c3-1f0e-4d8a"),
            false),
        smi.gpus().get(0));
    assertFalse(smi.gpus().get(1).isPartitioned());
  }

  @Test
  void aGpuInInstancesDoesNotTellItsUse() {
    NvidiaGpu gpu =
        answer("0, NVIDIA A100-SXM4-40GB, 40960, [N/A], 8.0, 535.129.03, GPU-1a, Enabled\n")
            .gpus()
            .get(0);
    assertTrue(gpu.isPartitioned());
    assertEquals(OptionalLong.empty(), gpu.usedBytes());
    assertEquals(OptionalLong.of(40 * GIBIBYTE), gpu.memoryBytes());
  }

  @Test
  void whatACardDoesNotTellIsEmpty() {
    NvidiaGpu gpu =
        answer("0, NVIDIA T400, [Not Supported], [N/A], [N/A], 470.256.02, [Unknown Error], [N/A]")
            .gpus()
            .get(0);
    assertEquals(OptionalLong.empty(), gpu.memoryBytes());
    assertEquals(Optional.empty(), gpu.computeCapability());
    assertEquals(Optional.empty(), gpu.uuid());
    assertEquals(Optional.of("470.256.02"), gpu.driver());
    assertTrue(gpu.isNewEnough());
  }

  @Test
  void unifiedMemoryIsNotTold() {
    NvidiaSmi smi = answer("0, NVIDIA GB10, [N/A], [N/A], 12.1, 580.95.05, GPU-9e, [N/A]\n");
    assertEquals(Optional.empty(), smi.failure());
    assertEquals(Optional.of("12.1"), smi.gpus().get(0).computeCapability());
    assertTrue(smi.gpus().get(0).isNewEnough());
    assertTrue(smi.gpus().get(0).isNewerThanOwnCuda());
    assertFalse(VisibleGpusTest.gpu(0, "NVIDIA H100", "9.0", "GPU-a").isNewerThanOwnCuda());
  }

  @Test
  void itsFailuresAreKept() {
    NvidiaSmi mismatch =
        failure(
            18,
            """
            Failed to initialize NVML: Driver/library version mismatch
            NVML library version: 535.183
            """);
    assertEquals(List.of(), mismatch.gpus());
    assertEquals(
        Optional.of(
            "Failed to initialize NVML: Driver/library version mismatch NVML library version:"
                + " 535.183"),
        mismatch.failure());
    assertEquals(
        Optional.of("No devices were found"), failure(6, "No devices were found\n").failure());
    assertEquals(Optional.of("no answer, exit code 9"), failure(9, "").failure());
  }

  @Test
  void capabilitiesAndVersionsAreComparedAsNumbers() {
    assertFalse(NvidiaDriver.isOlder("10.0", "6.0"));
    assertTrue(NvidiaDriver.isOlder("5.2", "6.0"));
    assertTrue(NvidiaDriver.isOlder("525.60", "525.60.13"));
    assertTrue(NvidiaDriver.isOlder("9.2.1", "9.3"));
    assertFalse(NvidiaDriver.isOlder("9.10.2", "9.3"));
    assertFalse(NvidiaDriver.isOlder("525.60.13", "525.60.13"));
  }
}
